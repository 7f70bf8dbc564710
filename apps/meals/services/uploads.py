"""Files people send us: kept under names nobody can guess, behind no public address."""

from datetime import UTC, datetime
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


def discard_folder(folder: str, user_id: UUID) -> int:
    """Remove all a user has in a folder; returns how many files there were."""
    names = _names(folder, user_id)
    discard(*names, f"{folder}/{user_id}")
    return len(names)


def users_with(folder: str) -> list[UUID]:
    """Who has, or had, files in a folder."""
    return [user_id for name in _listed(folder)[0] if (user_id := _uuid(name)) is not None]


def kept_before(folder: str, user_id: UUID, moment: datetime) -> list[str]:
    """Names of a user's files of an earlier moment; a name begins with when it was made."""
    return [name for name in _names(folder, user_id) if _is_before(name, moment)]


def content_of(name: str) -> bytes:
    """Raises FileNotFoundError when it is not kept any more."""
    if not name:
        raise FileNotFoundError
    with default_storage.open(name) as file:
        content: bytes = file.read()
        return content


def _names(folder: str, user_id: UUID) -> list[str]:
    return [f"{folder}/{user_id}/{name}" for name in _listed(f"{folder}/{user_id}")[1]]


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def _is_before(name: str, moment: datetime) -> bool:
    made = _uuid(name.rpartition("/")[2][:36])
    return made is not None and datetime.fromtimestamp((made.int >> 80) / 1000, UTC) < moment


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
