"""Foods asked for that the catalogue did not have, and what came of it."""

from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from apps.meals.domain.package_labels import SERVING_UNKNOWN, UNREADABLE
from apps.meals.models.ai_job import FAILURES as AI_FAILURES
from apps.meals.models.ai_job import WORKER_LOST, Failure
from apps.meals.models.food import Food, GtinIsValid
from apps.shared import outside
from apps.shared.ai import Reason

NO_ANSWER = _("A source that may know it did not answer. Try again later.")
FAILURES: dict[str, Any] = {
    "sources_disabled": _("Foods are not looked for elsewhere here."),
    WORKER_LOST: _("The search was interrupted too often. Try again."),
}
READING_FAILURES: dict[str, Any] = {
    **AI_FAILURES,
    outside.THROTTLED: AI_FAILURES[Reason.RATE_LIMITED],
    UNREADABLE: _("No nutrition table can be read. Take the photo again, closer and in focus."),
    SERVING_UNKNOWN: _(
        "The table is per portion, and how much a portion is cannot be read. Photograph that too."
    ),
}


class Step(NamedTuple):
    """One source asked in one attempt."""

    attempt: int
    source: str
    outcome: str
    ms: int


class ResolutionLog(models.Model):
    """One search for one food outside the catalogue, for all who asked for it meanwhile; or for
    one user alone, who sent a photo of the package.

    pending → found, not_found (nobody knows it) or failed (somebody could not be asked). A pending
    row belongs to the worker that took it until ``due_at``, and to the next one after that.
    """

    class Kind(models.TextChoices):
        BARCODE = "barcode", _("barcode")
        NAME = "name", _("name")

    class Status(models.TextChoices):
        PENDING = "pending", _("pending")
        FOUND = "found", _("found")
        NOT_FOUND = "not_found", _("not found")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    query = models.CharField(
        _("query"), max_length=200, help_text=_("A GTIN-14, or a name in lower case.")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("for this user alone"),
    )
    status = models.CharField(
        _("status"), max_length=9, choices=Status.choices, default=Status.PENDING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due at"))
    steps = models.JSONField(
        _("sources asked"),
        default=list,
        help_text=_("Every source in turn: outcome and milliseconds, the latest attempt last."),
    )
    winner = models.CharField(_("found in"), max_length=15, blank=True)
    food = models.ForeignKey(
        Food,
        on_delete=models.RESTRICT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("food"),
    )
    confidence = models.DecimalField(_("confidence"), max_digits=4, decimal_places=3, null=True)
    fallback = models.BooleanField(
        _("fallback"),
        default=False,
        help_text=_("A better source could not be asked when this was found."),
    )
    error = models.CharField(_("error"), max_length=100, blank=True)
    retry_at = models.DateTimeField(
        _("asked again from"), null=True, help_text=_("Until then the answer stands.")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("search for a food")
        verbose_name_plural = _("searches for foods")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "query"],
                condition=Q(status="pending", user__isnull=True),
                name="resolutionlog_one_shared_in_flight",
                violation_error_message=_("This food is being searched for already."),
            ),
            models.CheckConstraint(
                condition=Q(kind="name") & ~Q(query="") | Q(GtinIsValid(F("query"))),
                name="resolutionlog_query_valid",
                violation_error_message=_("A search is for a GTIN-14 or a name."),
            ),
            models.CheckConstraint(
                condition=Q(status="found", food__isnull=False, confidence__isnull=False)
                & ~Q(winner="")
                | ~Q(status="found") & Q(food__isnull=True, winner=""),
                name="resolutionlog_food_when_found",
                violation_error_message=_("A search has a food when it found one, and only then."),
            ),
            models.CheckConstraint(
                condition=Q(status="pending", finished_at__isnull=True)
                | ~Q(status="pending") & Q(finished_at__isnull=False),
                name="resolutionlog_finished_at_when_done",
                violation_error_message=_("Only a finished search has a time of completion."),
            ),
        ]
        indexes = [
            # ask: what came of the same query the last time
            models.Index(fields=["kind", "query", "-id"], name="resolutionlog_last_of_query"),
            # deleting an account: the few searches of one user alone
            models.Index(
                fields=["user"], condition=Q(user__isnull=False), name="resolutionlog_of_user"
            ),
            # sweep: searches whose time has come
            models.Index(
                fields=["due_at"], condition=Q(status="pending"), name="resolutionlog_due"
            ),
        ]

    def __str__(self) -> str:
        return self.query

    @property
    def problem(self) -> Failure | None:
        """Why it failed, if it did."""
        if self.status != self.Status.FAILED:
            return None
        sentences = FAILURES | READING_FAILURES if self.user_id else FAILURES
        return Failure(self.error.upper(), sentences.get(self.error, NO_ANSWER))

    @property
    def steps_taken(self) -> list[Step]:
        return [Step(**step) for step in self.steps]


class Resolution(models.Model):
    """One user's wish to know a food; several users may wait for the same search."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        verbose_name=_("user"),
    )
    log = models.ForeignKey(
        ResolutionLog,
        on_delete=models.CASCADE,
        related_name="resolutions",
        verbose_name=_("search"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("food asked for")
        verbose_name_plural = _("foods asked for")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "log"],
                name="resolution_once_per_user",
                violation_error_message=_("This user waits for this search already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.log)
