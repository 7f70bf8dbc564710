"""Looking for one food: the worker's part of a resolution.

No source is asked inside a transaction, and no row is locked meanwhile: a search belongs to the
worker that moved its ``due_at``, until then.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from celery.utils.time import get_exponential_backoff_interval
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.meals import selectors
from apps.meals.domain import resolution as rules
from apps.meals.domain.resolution import SETTLED, Attempt, Kind, Outcome, Query
from apps.meals.imports.merge import merge_foods
from apps.meals.models import Food, LabelPhoto, ResolutionLog
from apps.meals.services.label_photos import LabelRead, keep_label
from apps.meals.services.resolution import step_of
from apps.meals.services.sources import SOURCES, Answer, Mapped, asked, stored
from apps.outbox import services as outbox
from apps.shared.outside import NOT_ASKED
from apps.shared.provenance import Source

# Longer than the task may run, so that nobody takes a search from a living worker.
LEASE = timedelta(seconds=180)
SOURCES_DISABLED = "sources_disabled"
WORKER_LOST = "worker_lost"

Status = ResolutionLog.Status


@dataclass(frozen=True)
class Walk:
    """The sources asked, in order, and what the last of them knew."""

    attempts: list[Attempt]
    answer: Answer = None

    @property
    def waiting(self) -> list[Attempt]:
        """Those that may answer later."""
        return [attempt for attempt in self.attempts if attempt.may_answer_later]

    @property
    def failure(self) -> str | None:
        """Why a source cannot answer, now or later."""
        lasting = (one.outcome for one in self.attempts if one.is_lasting)
        return next((outcome for outcome in lasting if outcome not in SETTLED), None)

    @property
    def has_outside_answer(self) -> bool:
        answered = (a.outcome == Outcome.NOT_FOUND for a in self.attempts if a.is_outside)
        return any(answered)


def resolve(log_id: UUID) -> None:
    """Look for a food once; what runs a second time finds the search taken or finished."""
    pursued = _taken(log_id)
    if pursued is None:
        return
    if pursued.attempts > rules.MAX_ATTEMPTS:
        walk = Walk([Attempt(WORKER_LOST, WORKER_LOST, 0)])
    else:
        walk = _walk(_query(pursued), is_last=pursued.attempts == rules.MAX_ATTEMPTS)
    _conclude(log_id, walk)


def _query(pursued: ResolutionLog) -> Query:
    query = Query(Kind(pursued.kind), pursued.query)
    if pursued.user_id is None:
        return query
    photos = LabelPhoto.objects.filter(log=pursued).values_list("pk", flat=True)
    return replace(query, user_id=pursued.user_id, photo_id=photos.first())


def _taken(log_id: UUID) -> ResolutionLog | None:
    now = timezone.now()
    due = ResolutionLog.objects.filter(pk=log_id, status=Status.PENDING, due_at__lte=now)
    if not due.update(attempts=F("attempts") + 1, due_at=now + LEASE):
        return None
    return ResolutionLog.objects.get(pk=log_id)


def _walk(query: Query, *, is_last: bool) -> Walk:
    """Ask one source after the other until one knows the food.

    A guess is not made while a better source may still answer at the next attempt.
    """
    walk = Walk([])
    for source in SOURCES:
        if not source.is_for(query):
            continue
        if source.is_last_resort and walk.waiting and not is_last:
            break
        attempt, answer = asked(source, query)
        walk = Walk([*walk.attempts, attempt], answer)
        if answer is not None:
            break
    return walk


@transaction.atomic
def _conclude(log_id: UUID, walk: Walk) -> None:
    """Store what was found, or when to try again, and tell everybody who asked."""
    pursued = ResolutionLog.objects.select_for_update(no_key=True).filter(pk=log_id).first()
    if pursued is None or pursued.status != Status.PENDING:
        return
    now = timezone.now()
    number = pursued.attempts
    pursued.steps += [step_of(number, attempt) for attempt in walk.attempts]
    food = _stored(walk.answer, now)
    if food is not None:
        _end_found(pursued, food, walk)
    elif walk.failure or not walk.waiting:
        _end_without(pursued, walk, now)
    elif number >= rules.MAX_ATTEMPTS or now - pursued.created_at > rules.GIVE_UP_AFTER:
        pursued.status, pursued.error = Status.FAILED, walk.waiting[-1].outcome
        pursued.retry_at = now + rules.FAILED_REST
    else:
        _postpone(pursued, walk, now)
    if pursued.status != Status.PENDING:
        pursued.finished_at = now
        _announce(pursued)
    pursued.save()


def _stored(answer: Answer, now: datetime) -> Food | None:
    """The food found, stored as the importers do, or for the user whose photo showed it; None
    where it is hidden from people."""
    if isinstance(answer, LabelRead):
        return keep_label(answer, at=now)
    if not isinstance(answer, Mapped):
        return answer
    merge_foods([answer.food], answer.origin, now)
    if answer.food.gtin:
        return next(iter(selectors.foods_with_gtins([answer.food.gtin])), None)
    return stored(Source(answer.origin.source), answer.food.source_id)


def _end_found(pursued: ResolutionLog, food: Food, walk: Walk) -> None:
    version = food.current_version
    assert version is not None  # noqa: S101  (foods people can find have one)
    pursued.status, pursued.food = Status.FOUND, food
    pursued.winner, pursued.confidence = version.source, version.confidence
    pursued.fallback = bool(walk.waiting)
    pursued.error, pursued.retry_at = "", None


def _end_without(pursued: ResolutionLog, walk: Walk, now: datetime) -> None:
    """A photo could not be read; or nobody knew it; or nobody outside is switched on, which is not
    an answer to remember."""
    if walk.failure:
        pursued.status, pursued.error = Status.FAILED, walk.failure
    elif walk.has_outside_answer:
        pursued.status = Status.NOT_FOUND
        pursued.retry_at = now + settings.RESOLUTION_NOT_FOUND_FOR
    else:
        pursued.status, pursued.error = Status.FAILED, SOURCES_DISABLED


def _postpone(pursued: ResolutionLog, walk: Walk, now: datetime) -> None:
    """Later and later, not all at once; a source that was not even asked costs no attempt."""
    asked_s = max(one.retry_after_s or 0 for one in walk.waiting)
    backoff_s = 0.0
    if all(one.outcome in NOT_ASKED for one in walk.waiting):
        pursued.attempts -= 1
    else:
        backoff_s = rules.FIRST_RETRY_S / 2 + get_exponential_backoff_interval(
            rules.FIRST_RETRY_S, pursued.attempts - 1, rules.LONGEST_RETRY_S, full_jitter=True
        )
    pursued.error = walk.waiting[-1].outcome
    pursued.due_at = now + timedelta(seconds=max(asked_s, backoff_s, 1.0))


def _announce(pursued: ResolutionLog) -> None:
    found = pursued.status == Status.FOUND
    name = "meals.food_resolved.v1" if found else "meals.food_not_found.v1"
    for resolution in pursued.resolutions.all():
        payload = {
            "resolution_id": str(resolution.pk),
            "kind": pursued.kind,
            "query": pursued.query,
            "status": str(pursued.status),
            "food_id": str(pursued.food_id) if found else None,
        }
        outbox.record(name, user_id=resolution.user_id, payload=payload)
