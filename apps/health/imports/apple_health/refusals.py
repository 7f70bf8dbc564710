"""What reading an export raises."""

from apps.health.domain.export_faults import Reason

__all__ = ["ExportError", "Reason"]


class ExportError(Exception):
    """``line`` is that of the XML, where there is one."""

    def __init__(self, reason: Reason, line: int | None = None) -> None:
        super().__init__(reason, line)
        self.reason = reason
        self.line = line
