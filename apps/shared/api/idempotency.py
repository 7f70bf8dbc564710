"""``Idempotency-Key``: an action with outside effects happens once however often it is sent.

The remembered answer is written in the transaction of the effect itself, so a crash leaves either
both or neither. Same key and body: the same answer. Same key, other body: 422. Still running: 409.
"""

import re
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from rest_framework.request import Request

from apps.shared.api.entity_tags import canonical_hash, tag_of
from apps.shared.api.problem import Problem
from apps.shared.idempotency import RememberedAnswer, Store

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,128}")
# These say nothing lasting about the request, so the next attempt is run afresh.
NOT_REMEMBERED = frozenset({401, 403, 409, 429})


class Replay(Exception):
    """Carries a remembered answer out of the view."""

    def __init__(self, answer: RememberedAnswer) -> None:
        super().__init__()
        self.response = HttpResponse(
            answer.content, status=answer.status, content_type=answer.content_type
        )
        self.response["Idempotent-Replayed"] = "true"
        if answer.status < 300 and answer.content:
            self.response["ETag"] = tag_of(answer.content)
        if answer.location:
            self.response["Location"] = answer.location


def store() -> Store:
    return cast(Store, import_string(settings.IDEMPOTENCY_STORE))


@dataclass(frozen=True)
class Attempt:
    """One keyed request on its way through the view; lives inside a transaction."""

    user_id: UUID
    key: str
    request_hash: bytes

    def remember(self, response: HttpResponse) -> None:
        if response.status_code >= 500 or response.status_code in NOT_REMEMBERED:
            return
        answer = RememberedAnswer(
            self.request_hash,
            response.status_code,
            response.headers.get("Content-Type", ""),
            response.content,
            response.headers.get("Location", ""),
        )
        store().remember(self.user_id, self.key, answer)


def begin(request: Request) -> Attempt:
    """Take the key for this transaction.

    Raises Replay with the remembered answer, or Problem: 400 for a malformed key, 409 while
    another request holds it, 422 when it was used with another body.
    """
    key = request.headers[HEADER]
    if not KEY.fullmatch(key):
        raise Problem(400, "IDEMPOTENCY_KEY_INVALID", _("Idempotency-Key is not valid."))
    user_id = cast(UUID, request.user.pk)
    attempt = Attempt(user_id, key, canonical_hash([request.method, request.path, request.data]))
    if not store().try_lock(attempt.user_id, key):
        raise Problem(
            409,
            "IDEMPOTENCY_KEY_IN_USE",
            _("A request with this Idempotency-Key is still running."),
            headers={"Retry-After": "1"},
        )
    found = store().find(attempt.user_id, key)
    if found is None:
        return attempt
    if found.request_hash != attempt.request_hash:
        raise Problem(
            422,
            "IDEMPOTENCY_KEY_REUSED",
            _("This Idempotency-Key was used with another request."),
        )
    raise Replay(found)
