"""Bodies in, of a bounded size: JSON (strict: no NaN, valid UTF-8), and forms with a file."""

from collections.abc import Mapping
from typing import IO, Any

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, MultiPartParser

# What the other fields of a form and its own lines may add to its file.
FORM_BYTES = 65_536


class JSONParser(BaseParser):
    """``max_bytes`` is ``DATA_UPLOAD_MAX_MEMORY_SIZE`` where a parser does not say."""

    media_type = "application/json"
    max_bytes: int | None = None

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        limit = self.max_bytes or settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise RequestDataTooBig
        try:
            return orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise ParseError(
                _("Malformed JSON at line %(line)d, column %(column)d.")
                % {"line": error.lineno, "column": error.colno}
            ) from error


class UploadParser(MultiPartParser):
    """A form with a file: refuses a body by its stated length, before any of it is read."""

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
