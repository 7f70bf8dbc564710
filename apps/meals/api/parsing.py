"""Uploads in: forms with a file, of a bounded size."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from rest_framework.parsers import MultiPartParser

from apps.meals.domain import pictures, recordings

# What the other fields and the form's own lines may add to the file.
FORM_BYTES = 65_536


class _UploadParser(MultiPartParser):
    """Refuses a body by its stated length, before any of it is read."""

    max_bytes = 0

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        request = (parser_context or {})["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > self.max_bytes + FORM_BYTES:
            raise RequestDataTooBig
        return super().parse(stream, media_type, parser_context)


class PictureParser(_UploadParser):
    max_bytes = pictures.MAX_BYTES


class PackageParser(_UploadParser):
    max_bytes = 2 * pictures.MAX_BYTES


class RecordingParser(_UploadParser):
    max_bytes = recordings.MAX_BYTES
