"""ETag and If-Match over an answer's own content (RFC 9110 §8.8.3, §13.1.1)."""

import hashlib
from typing import Any

import orjson
from django.core.files import File
from django.utils.translation import gettext as _
from rest_framework.request import Request

from apps.shared.api.rendering import JSONRenderer
from apps.shared.refusals import Stale


def entity_tag(data: Any) -> str:
    """A strong tag: equal exactly when the JSON answer is equal."""
    return tag_of(JSONRenderer().render(data))


def tag_of(content: bytes) -> str:
    """The entity tag of an answer as sent."""
    return f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'


def require_match(request: Request, current: Any) -> None:
    """Refuse with 412 when ``If-Match`` is given and names another state than ``current``."""
    require_tag(request.headers.get("If-Match"), current)


def require_tag(given: str | None, current: Any) -> None:
    """``require_match`` for a tag from elsewhere than the header."""
    if given is None or given.strip() == "*":
        return
    tags = {tag.strip() for tag in given.split(",")}
    if entity_tag(current) not in tags:
        raise Stale("PRECONDITION_FAILED", _("It was changed since you read it. Read it again."))


def canonical_hash(data: Any) -> bytes:
    """A digest of a request's meaning, independent of key order and spacing; of an uploaded file,
    its content counts."""
    content = orjson.dumps(data, default=_canonical, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(content).digest()


def _canonical(value: Any) -> str:
    if not isinstance(value, File):
        return str(value)
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return digest.hexdigest()
