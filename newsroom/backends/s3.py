"""Photographs in an S3-style storage: in one bucket a folder of originals, and one of renditions for the pages."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from articles.photographs import renditions

if TYPE_CHECKING:
    from typing import Any

# Timeouts in seconds: nobody waits for a storage that is gone. What still fails then, the worker tries again later.
WAYS = Config(
    max_pool_connections=32,
    connect_timeout=3,
    read_timeout=20,
    retries={"mode": "standard", "total_max_attempts": 2},
    # Most other providers don't understand Amazon's newer checksums.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


class Originals(S3Storage):  # type: ignore[misc] # of a library without types
    """Photographs as they came from the camera: never public. `url` answers a signed address, valid for an hour."""

    folder = "originals"

    def __init__(self, **settings: Any) -> None:
        # The bucket's own rule says whether strangers may read; most buckets no longer accept a rule for each file.
        super().__init__(location=self.folder, signature_version="s3v4", default_acl=None, **settings)
        self.client_config = self.client_config.merge(WAYS)  # type: ignore[has-type] # the same
        # All threads share one pool of connections: S3Storage gives each thread its own, of 16 MB.
        self._connections = SimpleNamespace()

    def sizes(self) -> dict[str, int]:
        """{name: bytes} of all files, a thousand a request."""
        found = self.bucket.objects.filter(Prefix=f"{self.location}/")
        return {each.key.removeprefix(f"{self.location}/"): each.size for each in found}


class Renditions(Originals):
    """Served at `base_url`: the site's own address, or that of a CDN which reads the folder. A name always has the same
    bytes, so browsers keep them for ever.
    """

    folder = "renditions"

    def __init__(self, base_url: str, **settings: Any) -> None:
        super().__init__(**settings)
        self.base_url = base_url.rstrip("/")

    def get_object_parameters(self, name: str) -> dict[str, str | None]:
        kind = renditions.TYPES.get(name.rpartition(".")[2], self.default_content_type)
        return {"ContentType": kind, "CacheControl": renditions.FOR_EVER}

    def _open(self, name: str, mode: str = "rb") -> ContentFile[bytes]:
        """The whole file by one request; S3Storage's own way takes three."""
        try:
            answer = self.bucket.Object(self._normalize_name(name)).get()
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                raise FileNotFoundError(name) from None
            raise
        return ContentFile(answer["Body"].read(), name=name)

    def url(
        self, name: str, parameters: object = None, expire: int | None = None, http_method: str | None = None
    ) -> str:
        return f"{self.base_url}/{filepath_to_uri(name)}"
