"""Small exports of the Health app, as bytes and as archives."""

import io
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
WATCH = (
    "&lt;&lt;HKDevice: 0x283d1f4d0&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch,"
    " hardware:Watch6,2, software:10.1&gt;"
)
STEPS = "HKQuantityTypeIdentifierStepCount"


def record(
    start: str = "2024-06-15 08:00:00 +0200",
    end: str | None = None,
    *,
    value: str | None = "100",
    kind: str = STEPS,
    unit: str | None = "count",
    source: str = "iPhone",
    metadata: dict[str, str] | None = None,
    **attributes: str,
) -> str:
    told = {"type": kind, "sourceName": source, "sourceVersion": "17.1", **attributes}
    told |= {"startDate": start, "endDate": end or start}
    told |= {"unit": unit} if unit else {}
    told |= {"value": value} if value is not None else {}
    shown = " ".join(f'{name}="{text}"' for name, text in told.items())
    entries = "".join(
        f'<MetadataEntry key="{key}" value="{text}"/>' for key, text in (metadata or {}).items()
    )
    return f"<Record {shown}>{entries}</Record>" if entries else f"<Record {shown}/>"


def export(*elements: str, doctype: str = "", head: str = HEAD) -> bytes:
    inside = "\n".join(elements)
    return f'{head}{doctype}<HealthData locale="it_IT">\n{inside}\n</HealthData>\n'.encode()


def zipped(*members: tuple[str, bytes], level: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", level) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def upload(content: bytes, name: str = "esportazione.zip") -> Any:
    return SimpleUploadedFile(name, content)
