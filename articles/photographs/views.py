from typing import cast

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from articles.photographs import renditions
from articles.photographs.withdrawal import GoneKey


@require_safe
def rendition(request: HttpRequest, path: str) -> HttpResponse | FileResponse:
    """An uploaded photo's file, where no other server serves /media/. Its name is its content's: kept for ever.

    410 where it was taken down.
    """
    try:
        file = storages["renditions"].open(path)
    except FileNotFoundError:
        if GoneKey.objects.filter(key=renditions.key_in(path)).exists():
            return HttpResponse("This photograph was taken down.", content_type="text/plain", status=410)
        raise Http404 from None
    whole = FileResponse(file, content_type=renditions.TYPES[path.rpartition(".")[2]])
    whole["Cache-Control"], whole["ETag"] = renditions.FOR_EVER, f'"{path}"'
    # Django's types know no response here that streams, nor that one comes back where one was given.
    response = cast(
        HttpResponse | FileResponse,
        get_conditional_response(request, whole["ETag"], response=whole),  # type: ignore[arg-type] # see above
    )
    # nginx goes by it before all else, and takes it from a 304 too.
    response["X-Accel-Expires"] = str(renditions.SECONDS_IN_FRONT)
    return response
