"""Asking for foods that the catalogue does not have; a worker looks for them elsewhere."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from celery import current_app
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerError

from apps.meals.domain import barcodes
from apps.meals.domain.resolution import Attempt, Kind, Query
from apps.meals.models import Food, Resolution, ResolutionLog
from apps.meals.services.sources import OWN, SOURCES, asked
from apps.shared.refusals import Invalid, NotFound, Refusal, TooMany
from apps.shared.rows import in_batches

if TYPE_CHECKING:
    from apps.accounts.models import User

TASK = "meals.resolve_food"
PHOTO_QUEUE = "ai"
# A message nobody took for so long is void: the sweep has sent the next one.
MESSAGE_EXPIRES_S = 60
SENT_AT_ONCE = 200
MAX_OPEN = 30
RETRY_TOO_MANY_S = 60
NOT_FOUND = "BARCODE_NOT_FOUND"

log = structlog.stdlib.get_logger(__name__)

Pending = ResolutionLog.Status.PENDING


def ask(user: "User", query: Query, *, at: datetime) -> Resolution:
    """Have a food looked for. Asking again while that goes on is the same as asking once.

    What nobody knew a short while ago is answered with that. Raises Invalid for a barcode that
    is no product's, TooMany when the user has enough under way.
    """
    _refuse_untraded(query)
    first, own = asked(OWN, replace(query, user_id=user.pk))
    with transaction.atomic():
        if isinstance(own, Food):
            pursued = _ended_with_own(user, query, first, own, at)
        else:
            pursued = _standing_answer(query, at) or _in_flight(query, first, at)
        resolution, joined = Resolution.objects.get_or_create(user=user, log=pursued)
        if joined:
            _refuse_too_many(user)
    resolution.log = pursued
    return resolution


def ask_for_scanned(user: "User", gtin: str, *, at: datetime) -> Resolution:
    """``ask`` for a barcode somebody is waiting for. Raises NotFound where waiting is no use."""
    query = Query(Kind.BARCODE, gtin)
    _refuse_untraded(query)
    if not _is_anyone_asked(query.kind):
        raise NotFound(NOT_FOUND, _("No food with this barcode is in the catalogue."))
    resolution = ask(user, query, at=at)
    if resolution.log.status == Pending:
        return resolution
    if resolution.log.status == ResolutionLog.Status.NOT_FOUND:
        message = _("No food with this barcode is known, here or elsewhere.")
    else:
        message = _("No food with this barcode is in the catalogue; try again later.")
    raise NotFound(NOT_FOUND, message, resolution_id=str(resolution.pk))


def looked_for(user: "User", refusal: Refusal, *, at: datetime) -> Refusal:
    """The refusal of an unknown barcode, with the search for it begun."""
    gtin = refusal.members["gtin"]
    try:
        resolution = ask_for_scanned(user, gtin, at=at)
    except TooMany:
        return refusal
    except Invalid as untraded:
        return Invalid(untraded.code, untraded.message, param=refusal.param, gtin=gtin)
    except NotFound as missing:
        members: dict[str, Any] = refusal.members | missing.members
        return Invalid(refusal.code, missing.message, param=refusal.param, **members)
    message = _("There is no such food yet; it is being looked for.")
    known = {"gtin": gtin, "resolution_id": str(resolution.pk)}
    return Invalid(refusal.code, message, param=refusal.param, **known)


def resolve_again(log_ids: list[UUID]) -> int:
    """Begin finished searches that found nothing anew; returns how many."""
    logs = ResolutionLog.objects.filter(pk__in=log_ids, food__isnull=True).exclude(status=Pending)
    return sum(begin_again(log) for log in logs)


def send_due(*, at: datetime) -> int:
    """Hand every search whose time has come, or whose worker was lost, to a worker."""
    due = ResolutionLog.objects.filter(status=Pending, due_at__lte=at).order_by("due_at")
    logs = list(due[:SENT_AT_ONCE])
    for pursued in logs:
        _send(pursued)
    return len(logs)


def forget_old(*, at: datetime) -> int:
    """Delete searches finished ``RESOLUTION_KEEP_DAYS`` ago whose answer no longer stands."""
    finished = ResolutionLog.objects.filter(finished_at__lt=at - settings.RESOLUTION_KEEP)
    batches = in_batches(finished.exclude(retry_at__gt=at))
    return sum(batch.delete()[1].get(ResolutionLog._meta.label, 0) for batch in batches)


def _refuse_untraded(query: Query) -> None:
    if query.kind != Kind.BARCODE:
        return
    kind = barcodes.kind_of(query.text)
    if not kind.is_traded:
        raise Invalid(f"BARCODE_{kind.name}", _explained(kind), param="barcode")


def _explained(kind: barcodes.Kind) -> str:
    return {
        barcodes.Kind.IN_STORE: _(
            "A shop printed this code for itself, often with weight or price in it. It means"
            " something else in every shop; search for the food by name."
        ),
        barcodes.Kind.COUPON: _("This is the code of a coupon or a receipt, not of a food."),
        barcodes.Kind.PERIODICAL: _("This is the code of a magazine, not of a food."),
        barcodes.Kind.BOOK: _("This is the code of a book, not of a food."),
    }[kind]


def _is_anyone_asked(kind: Kind) -> bool:
    query = Query(kind, "")
    return any(one.is_outside and one.is_for(query) and one.is_enabled() for one in SOURCES)


def step_of(number: int, attempt: Attempt) -> dict[str, Any]:
    """An attempt as the log keeps it; number 0 is what was asked before a worker took over."""
    said = {"source": attempt.source, "outcome": str(attempt.outcome), "ms": attempt.ms}
    return {"attempt": number, **said}


def _ended_with_own(
    user: "User", query: Query, first: Attempt, own: Food, at: datetime
) -> ResolutionLog:
    """A search of the user's own that ended with the first step."""
    version = own.current_version
    assert version is not None  # noqa: S101  (own foods are made with one)
    return ResolutionLog.objects.create(
        kind=query.kind,
        query=query.text,
        user=user,
        status=ResolutionLog.Status.FOUND,
        steps=[step_of(0, first)],
        food=own,
        winner=version.source,
        confidence=version.confidence,
        due_at=at,
        finished_at=at,
    )


def _standing_answer(query: Query, at: datetime) -> ResolutionLog | None:
    """The last search for this, where it found nothing and is not to be repeated yet."""
    searches = ResolutionLog.objects.filter(kind=query.kind, query=query.text, user=None)
    last = searches.order_by("-id").first()
    stands = last is not None and last.retry_at is not None and last.retry_at > at
    return last if stands else None


def _in_flight(query: Query, first: Attempt, at: datetime) -> ResolutionLog:
    """The one search for this under way, begun if there is none.

    Locked, so that it cannot end without telling who joins it now.
    """
    found, created = ResolutionLog.objects.select_for_update(no_key=True).get_or_create(
        kind=query.kind,
        query=query.text,
        status=Pending,
        user=None,
        defaults={"due_at": at, "steps": [step_of(0, first)]},
    )
    if created:
        send_on_commit(found)
    return found


def _refuse_too_many(user: "User") -> None:
    if Resolution.objects.filter(user=user, log__status=Pending).count() > MAX_OPEN:
        message = _("Too many foods are being looked for already; try again in a minute.")
        raise TooMany("TOO_MANY_RESOLUTIONS", message, retry_after_s=RETRY_TOO_MANY_S)


def begin_again(log: ResolutionLog) -> bool:
    """Begin a finished search anew; False where somebody else did meanwhile."""
    begun = {
        "status": Pending,
        "attempts": 0,
        "due_at": timezone.now(),
        "error": "",
        "retry_at": None,
        "finished_at": None,
    }
    try:
        with transaction.atomic():
            ResolutionLog.objects.filter(pk=log.pk).update(**begun)
    except IntegrityError:  # somebody asked for it meanwhile
        return False
    send_on_commit(log)
    return True


def send_on_commit(pursued: ResolutionLog) -> None:
    transaction.on_commit(partial(_send, pursued), robust=True)


def _send(pursued: ResolutionLog) -> None:
    """Photos are read where other photos are, so that slow models hold no barcode up."""
    try:
        current_app.send_task(
            TASK,
            args=[str(pursued.pk)],
            retry=False,
            expires=MESSAGE_EXPIRES_S,
            queue=None if pursued.user_id is None else PHOTO_QUEUE,
        )
    except BrokerError as error:
        log.warning("resolution_not_sent", error=type(error).__name__)
