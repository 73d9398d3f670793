from typing import cast

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.photographs import renditions
from articles.photographs.withdrawal import GoneKey


@require_safe
def rendition(request: HttpRequest, path: str) -> HttpResponse | FileResponse:
    """Serve a rendition, where no other server serves /media/. A name never changes its content: it is cached for ever.

    Answers 410 where the photograph was taken down.
    """
    try:
        file = storages["renditions"].open(path)
    except FileNotFoundError:
        if GoneKey.objects.filter(key=renditions.key_in(path)).exists():
            words = _("This photograph was taken down.")
            return HttpResponse(words, content_type="text/plain; charset=utf-8", status=410)
        raise Http404 from None
    whole = FileResponse(file, content_type=renditions.TYPES[path.rpartition(".")[2]])
    whole["Cache-Control"], whole["ETag"] = renditions.FOR_EVER, f'"{path}"'
    # Django's types don't know that this takes a streaming response, and always returns one if it gets one.
    response = cast(
        HttpResponse | FileResponse,
        get_conditional_response(request, whole["ETag"], response=whole),  # type: ignore[arg-type] # see above
    )
    # nginx obeys it before all other headers, and takes it from a 304 too.
    response["X-Accel-Expires"] = str(renditions.SECONDS_IN_FRONT)
    return response
