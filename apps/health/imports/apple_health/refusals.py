"""Why a file is not, or not wholly, an Apple Health export."""

from enum import StrEnum


class Reason(StrEnum):
    EMPTY = "EXPORT_EMPTY"
    NOT_AN_EXPORT = "EXPORT_NOT_FOUND"
    TWO_EXPORTS = "EXPORT_AMBIGUOUS"
    ARCHIVE_BROKEN = "ARCHIVE_BROKEN"
    ARCHIVE_ENCRYPTED = "ARCHIVE_ENCRYPTED"
    ARCHIVE_NESTED = "ARCHIVE_NESTED"
    ARCHIVE_UNSAFE_NAME = "ARCHIVE_UNSAFE_NAME"
    ARCHIVE_BOMB = "ARCHIVE_BOMB"
    ARCHIVE_METHOD = "ARCHIVE_METHOD_UNKNOWN"
    TOO_LARGE = "EXPORT_TOO_LARGE"
    ENCODING = "XML_ENCODING_UNSUPPORTED"
    ENTITIES = "XML_ENTITIES_FORBIDDEN"
    WRONG_ROOT = "XML_WRONG_ROOT"
    XML_BROKEN = "XML_BROKEN"
    XML_TRUNCATED = "XML_TRUNCATED"
    XML_TOO_DEEP = "XML_TOO_DEEP"
    XML_TOKEN_TOO_LONG = "XML_TOKEN_TOO_LONG"  # noqa: S105


class ExportError(Exception):
    """``line`` is that of the XML, where there is one."""

    def __init__(self, reason: Reason, line: int | None = None) -> None:
        super().__init__(reason, line)
        self.reason = reason
        self.line = line
