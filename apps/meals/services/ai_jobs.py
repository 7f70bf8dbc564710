"""Jobs that ask an AI service: taken by one worker at a time, tried again, paid for once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from celery.utils.time import get_exponential_backoff_interval
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts import selectors as account_selectors
from apps.accounts import services as accounts
from apps.meals.models import AIJob
from apps.meals.models.ai_job import BUDGET_EXHAUSTED, TRIES, UPLOAD_GONE, WORKER_LOST
from apps.meals.services import uploads
from apps.outbox import services as outbox
from apps.shared.ai import PASSING, AIFailure, Answer, Spent
from apps.shared.clients import openai
from apps.shared.refusals import Conflict, Gone, NotFound, TooMany, Unavailable

# Longer than a task may run, so that nobody takes what another is still at.
LEASE = timedelta(seconds=180)
FIRST_RETRY_S = 10
LONGEST_RETRY_S = 300
# A message that is on its way is not overtaken by the sweep.
SWEEP_GRACE = timedelta(seconds=30)
SWEEP_BATCH = 200
NOT_CONFIGURED_RETRY_S = 3600

Job = TypeVar("Job", bound=AIJob)
Value = TypeVar("Value")


@dataclass(frozen=True)
class Line(Generic[Job, Value]):
    """One kind of job: its events, what it may cost, what it asks, what becomes of the answer."""

    model: type[Job]
    kind: str
    folder: str
    submitted_event: str
    finished_event: str
    dearest_usd: Callable[[bytes], Decimal]
    ask: Callable[[Job, bytes], Answer[Value]]
    outcome: Callable[[Job, Value], dict[str, Any]]
    forget_when_ready: bool = False


def require_ai(user: Any, *, at: datetime) -> None:
    """Raises Unavailable without an AI service, TooMany without budget left today."""
    if not openai.is_configured():
        raise Unavailable(
            "AI_NOT_CONFIGURED",
            _("Photo and voice logging are not available here."),
            retry_after_s=NOT_CONFIGURED_RETRY_S,
        )
    account_selectors.require_ai_budget(user, at=at)


def submit(
    line: Line[Job, Value], job: Job, content: bytes, suffix: str, *, at: datetime
) -> tuple[Job, bool]:
    """Store an unsaved job with its upload; returns it and whether it is new.

    The id is the phone's: sending the same again returns what is stored. Raises Conflict for an id
    used for something else, Unavailable and TooMany like ``require_ai``.
    """
    stored = _repeated(line, job)
    if stored is not None:
        return stored, False
    require_ai(job.user, at=at)
    job.due_at = at
    job.upload = uploads.keep(line.folder, job.user_id, content, suffix)
    try:
        with transaction.atomic():
            job.save(force_insert=True)
            _record(line.submitted_event, job)
    except IntegrityError:
        uploads.discard(job.upload.name or "")
        stored = _repeated(line, job)
        if stored is None:
            raise
        return stored, False
    return job, True


def _repeated(line: Line[Job, Value], job: Job) -> Job | None:
    found = line.model._default_manager.filter(pk=job.pk).first()
    if found is None:
        return None
    same = found.user_id == job.user_id and bytes(found.request_hash) == job.request_hash
    if not same:
        raise Conflict("ID_ALREADY_USED", _("This id was used for something else."), param="id")
    return found


def run(line: Line[Job, Value], job_id: UUID, *, at: datetime) -> float | None:
    """One attempt at a job; returns the seconds until the next, None when there is none.

    1. Claim the job; whoever comes second finds it taken and leaves.
    2. Enter the most the call can cost against the user's budget, and commit.
    3. Ask, outside any transaction.
    4. Correct the entry to what the call did cost, whatever came of it. A worker that dies before
       this leaves the estimate standing.
    5. Store the outcome and tell it, if the job is still ours: after the lease another may have it.
    """
    job = _claim(line, job_id, at)
    if job is None:
        return None
    if job.attempts > job.attempts_allowed:
        _fail(line, job, WORKER_LOST)
        return None
    try:
        content = uploads.content_of(job.upload.name or "")
        answer = paid(
            job.user_id,
            lambda: line.ask(job, content),
            kind=line.kind,
            job_id=job.pk,
            attempt=job.attempts,
            most_usd=line.dearest_usd(content),
            at=at,
        )
    except (FileNotFoundError, TooMany) as error:
        _fail(line, job, UPLOAD_GONE if isinstance(error, OSError) else BUDGET_EXHAUSTED)
        return None
    except AIFailure as failure:
        return _wait_or_fail(line, job, failure)
    _succeed(line, job, answer)
    return None


def _claim(line: Line[Job, Value], job_id: UUID, at: datetime) -> Job | None:
    unfinished = Q(status__in=[AIJob.Status.QUEUED, AIJob.Status.PROCESSING])
    jobs = line.model._default_manager.filter(unfinished, pk=job_id, due_at__lte=at)
    claimed = jobs.update(
        status=AIJob.Status.PROCESSING,
        attempts=F("attempts") + 1,
        due_at=at + LEASE,
        updated_at=at,
    )
    return line.model._default_manager.get(pk=job_id) if claimed else None


def paid(
    user_id: UUID,
    ask: Callable[[], Answer[Value]],
    *,
    kind: str,
    job_id: UUID,
    attempt: int,
    most_usd: Decimal,
    at: datetime,
) -> Answer[Value]:
    """The answer to a call that is in the ledger before it is made, and corrected after it.

    Raises TooMany without budget left, AIFailure without an answer.
    """
    usage_id = accounts.reserve_ai_usage(
        user_id, kind=kind, job_id=job_id, attempt=attempt, most_usd=most_usd, at=at
    )
    try:
        answer = ask()
    except AIFailure as failure:
        _settle(usage_id, failure.spent)
        raise
    _settle(usage_id, answer.spent)
    return answer


def _settle(usage_id: UUID, spent: Spent | None) -> None:
    if spent is not None:
        accounts.settle_ai_usage(
            usage_id,
            model=spent.model,
            tokens_in=spent.tokens_in,
            tokens_out=spent.tokens_out,
            cost_usd=spent.cost_usd,
            at=timezone.now(),
        )


def _succeed(line: Line[Job, Value], job: Job, answer: Answer[Value]) -> None:
    status, now = AIJob.Status.READY, timezone.now()
    fields = {"raw_answer": answer.raw, **line.outcome(job, answer.value)}
    stored = _finish(line, job, status=status, model=answer.spent.model, finished_at=now, **fields)
    if stored and line.forget_when_ready:
        forget_upload(job)


def forget_upload(job: AIJob) -> None:
    """The file goes first: where that fails, the row still tells the next run."""
    uploads.discard(job.upload.name or "")
    type(job)._default_manager.filter(pk=job.pk).update(upload="")


def _wait_or_fail(line: Line[Job, Value], job: Job, failure: AIFailure) -> float | None:
    if failure.reason not in PASSING or job.attempts >= job.attempts_allowed:
        _fail(line, job, failure.reason.value, raw_answer=failure.raw)
        return None
    backoff = get_exponential_backoff_interval(
        FIRST_RETRY_S, job.attempts - 1, LONGEST_RETRY_S, full_jitter=True
    )
    wait = max(failure.retry_after_s or 0, backoff) + 1
    _finish(line, job, status=AIJob.Status.QUEUED, due_at=timezone.now() + timedelta(seconds=wait))
    return wait


def _fail(line: Line[Job, Value], job: Job, failure: str, **fields: Any) -> None:
    status, now = AIJob.Status.FAILED, timezone.now()
    _finish(line, job, status=status, failure=failure, finished_at=now, **fields)


def _finish(line: Line[Job, Value], job: Job, **fields: Any) -> bool:
    """Store the outcome of an attempt, unless another worker has the job by now."""
    with transaction.atomic():
        spending = account_selectors.ai_spending_of(job.pk)
        ours = line.model._default_manager.filter(
            pk=job.pk, status=AIJob.Status.PROCESSING, attempts=job.attempts
        )
        stored = ours.update(
            tokens_in=spending.tokens_in,
            tokens_out=spending.tokens_out,
            cost_usd=spending.cost_usd,
            updated_at=timezone.now(),
            **fields,
        )
        if stored and fields["status"] != AIJob.Status.QUEUED:
            _record(line.finished_event, job, status=str(fields["status"]))
    return bool(stored)


def _record(name: str, job: AIJob, **more: str) -> None:
    outbox.record(name, user_id=job.user_id, payload={"job_id": str(job.pk), **more})


def retry(line: Line[Job, Value], user: Any, job_id: UUID, *, at: datetime) -> Job:
    """Queue a failed job again; one that is on its way already is left alone.

    Raises NotFound, Conflict for a job that is ready, Gone when its upload is not kept any more,
    and what ``require_ai`` raises.
    """
    job = line.model._default_manager.filter(pk=job_id, user=user).first()
    if job is None:
        raise NotFound("JOB_NOT_FOUND", _("There is no such analysis."))
    if job.status == AIJob.Status.READY:
        raise Conflict("JOB_READY", _("This analysis is ready; there is nothing to repeat."))
    if job.status == AIJob.Status.FAILED:
        if not job.upload:
            raise Gone("UPLOAD_GONE", _("What was sent is not kept any more. Send it again."))
        require_ai(user, at=at)
        _requeue(line, job, at)
    return line.model._default_manager.get(pk=job_id)


@transaction.atomic
def _requeue(line: Line[Job, Value], job: Job, at: datetime) -> None:
    failed = line.model._default_manager.filter(pk=job.pk, status=AIJob.Status.FAILED)
    requeued = failed.update(
        status=AIJob.Status.QUEUED,
        failure="",
        raw_answer="",
        finished_at=None,
        due_at=at,
        attempts_allowed=F("attempts") + TRIES,
        updated_at=at,
    )
    if requeued:
        _record(line.submitted_event, job)


def due(line: Line[Job, Value], *, at: datetime) -> list[UUID]:
    """Jobs whose message was lost, or whose worker."""
    waiting = line.model._default_manager.filter(
        status__in=[AIJob.Status.QUEUED, AIJob.Status.PROCESSING], due_at__lte=at - SWEEP_GRACE
    )
    return list(waiting.order_by("due_at").values_list("pk", flat=True)[:SWEEP_BATCH])
