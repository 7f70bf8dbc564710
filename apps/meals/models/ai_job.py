"""Uploads that an AI service turns into the draft of a meal, outside the request."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from apps.meals.domain.photo_drafts import PhotoDraft
from apps.meals.models.diary import Meal
from apps.shared.ai import SENTENCES

TRIES = 4

BUDGET_EXHAUSTED = "budget_exhausted"
UPLOAD_GONE = "upload_gone"
WORKER_LOST = "worker_lost"

FAILURES: dict[str, Any] = {
    **{reason.value: sentence for reason, sentence in SENTENCES.items()},
    BUDGET_EXHAUSTED: _("Today's analyses are used up. Try again tomorrow."),
    UPLOAD_GONE: _("What was sent is not kept any more. Send it again."),
    WORKER_LOST: _("The analysis was interrupted too often. Try again."),
}


@dataclass(frozen=True)
class Failure:
    """Why there is no result: a stable code, and a sentence for the user."""

    code: str
    message: Any


class AIJob(models.Model):
    """queued → processing → ready or failed; a failed one may be queued again.

    The phone makes the id. ``due_at`` says when a queued job may begin, and when a worker that
    took one and was not heard of since has lost it.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("queued")
        PROCESSING = "processing", _("being processed")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.QUEUED
    )
    upload = models.FileField(_("upload"), max_length=200, blank=True)
    meal_type = models.CharField(_("type"), max_length=10, choices=Meal.Type.choices, blank=True)
    eaten_at = models.DateTimeField(_("eaten at"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    attempts_allowed = models.PositiveSmallIntegerField(_("attempts allowed"), default=TRIES)
    failure = models.CharField(_("reason of the failure"), max_length=30, blank=True)
    raw_answer = models.TextField(_("raw answer"), blank=True)
    model = models.CharField(_("model"), max_length=100, blank=True)
    tokens_in = models.PositiveIntegerField(_("tokens in"), default=0)
    tokens_out = models.PositiveIntegerField(_("tokens out"), default=0)
    cost_usd = models.DecimalField(_("cost (US$)"), max_digits=10, decimal_places=6, default=0)
    request_hash = models.BinaryField(_("hash of the creating request"), editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["ready", "failed"], finished_at__isnull=False)
                | Q(status__in=["queued", "processing"], finished_at__isnull=True),
                name="%(class)s_finished_at_when_finished",
                violation_error_message=_("Only a finished job has a time of completion."),
            ),
            models.CheckConstraint(
                condition=Q(status="failed") & ~Q(failure="") | ~Q(status="failed") & Q(failure=""),
                name="%(class)s_failure_when_failed",
                violation_error_message=_("Only a failed job has a reason, and it must."),
            ),
        ]
        indexes = [
            # sweep: jobs to hand to a worker, also those a worker never finished
            models.Index(
                fields=["due_at"],
                condition=Q(status__in=["queued", "processing"]),
                name="%(class)s_due",
            ),
            # forget_uploads: finished jobs whose upload is still kept
            models.Index(fields=["finished_at"], condition=~Q(upload=""), name="%(class)s_kept"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {localtime(self.created_at):%Y-%m-%d %H:%M}"

    @property
    def problem(self) -> Failure | None:
        """Why it failed, if it did."""
        if not self.failure:
            return None
        return Failure(self.failure.upper(), FAILURES[self.failure])


class PhotoAnalysis(AIJob):
    """A photo of a plate on its way to the draft of a meal."""

    hint = models.CharField(_("hint"), max_length=200, blank=True)
    prompt_version = models.CharField(_("version of the prompt"), max_length=20, blank=True)
    drafted = models.JSONField(_("draft"), null=True, blank=True)
    meal = models.OneToOneField(
        Meal,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("meal it was confirmed as"),
    )
    items_changed = models.PositiveSmallIntegerField(_("items changed"), null=True, blank=True)
    items_removed = models.PositiveSmallIntegerField(_("items removed"), null=True, blank=True)
    items_added = models.PositiveSmallIntegerField(_("items added"), null=True, blank=True)

    class Meta(AIJob.Meta):
        verbose_name = _("photo analysis")
        verbose_name_plural = _("photo analyses")
        constraints = [
            *AIJob.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status="ready", drafted__isnull=False)
                | ~Q(status="ready") & Q(drafted__isnull=True),
                name="photoanalysis_draft_when_ready",
                violation_error_message=_("A ready analysis has a draft, no other has."),
            ),
        ]

    @property
    def draft(self) -> PhotoDraft | None:
        return None if self.drafted is None else PhotoDraft.model_validate(self.drafted)


class VoiceTranscription(AIJob):
    """A recording on its way to the text of a meal; it goes when the text is there."""

    transcript = models.TextField(_("transcript"), blank=True)

    # Read out of the transcript by services, where it is asked for.
    draft: Any = None

    class Meta(AIJob.Meta):
        verbose_name = _("voice transcription")
        verbose_name_plural = _("voice transcriptions")
        constraints = [*AIJob.Meta.constraints]
