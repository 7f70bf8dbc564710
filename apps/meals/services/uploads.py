"""Files people send us: kept under names nobody can guess, behind no public address."""

from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from uuid_utils.compat import uuid7


def keep(folder: str, user_id: UUID, content: bytes, suffix: str) -> str:
    """Store a file; returns its name. Call it outside transactions."""
    return default_storage.save(f"{folder}/{user_id}/{uuid7()}.{suffix}", ContentFile(content))


def discard(*names: str) -> None:
    """Remove files; those already gone are no fault."""
    for name in names:
        if name:
            default_storage.delete(name)


def content_of(name: str) -> bytes:
    """Raises FileNotFoundError when it is not kept any more."""
    if not name:
        raise FileNotFoundError
    with default_storage.open(name) as file:
        content: bytes = file.read()
        return content
