"""What is wrong with foods, which ones are the same, and who decided."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from apps.meals.domain.duplicates import Likeness
from apps.meals.domain.quality import RULES, Severity


class QualityIssue(models.Model):
    """A rule that a food breaks; one row for each, opened again when it comes back."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        DISMISSED = "dismissed", _("dismissed")
        CLOSED = "closed", _("closed")

    SEVERITIES = [
        (Severity.ERROR.value, _("error")),
        (Severity.WARNING.value, _("warning")),
        (Severity.INFO.value, _("information")),
        (Severity.COMPLETENESS.value, _("to be completed")),
        (Severity.BUG.value, _("record at fault")),
    ]
    # Somebody thinks, or nobody denies, that the food is wrong.
    STANDING = (Status.OPEN, Status.ACCEPTED)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    food = models.ForeignKey(
        "meals.Food",
        on_delete=models.CASCADE,
        related_name="issues",
        db_index=False,
        verbose_name=_("food"),
    )
    version = models.ForeignKey(
        "meals.FoodVersion",
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        verbose_name=_("food version"),
    )
    code = models.CharField(_("check"), max_length=100)
    severity = models.CharField(_("severity"), max_length=12, choices=SEVERITIES)
    details = models.JSONField(_("details"), default=dict, blank=True)
    status = models.CharField(
        _("status"), max_length=9, choices=Status.choices, default=Status.OPEN
    )
    affected_users = models.PositiveIntegerField(
        _("affected users"), default=0, help_text=_("How many people logged this food.")
    )
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("quality issue")
        verbose_name_plural = _("quality issues")
        ordering = ["-opened_at", "-id"]
        constraints = [
            # the checker: the issues of a set of foods
            models.UniqueConstraint(
                fields=["food", "code"],
                name="qualityissue_once_per_food",
                violation_error_message=_("This food already has this issue."),
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False)
                | (~Q(status="closed") & Q(closed_at__isnull=True)),
                name="qualityissue_closed_at_when_closed",
                violation_error_message=_("A closed issue, and no other, says when it closed."),
            ),
        ]
        indexes = [
            # back-office: what waits for somebody, the most used foods first
            models.Index(
                fields=["severity", "-affected_users", "-id"],
                condition=Q(status="open"),
                name="qualityissue_open",
            ),
            # back-office: the issues of one rule
            models.Index(fields=["code", "-id"], name="qualityissue_by_code"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def message(self) -> str:
        """The rule in the reader's language; the code of one that is gone."""
        rule = RULES.get(self.code)
        if rule is None:
            return self.code
        return rule.it if (translation.get_language() or "it").startswith("it") else rule.en


class MergeProposal(models.Model):
    """Two foods that may be one: ``duplicate`` would lead to ``kept``."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        MERGED = "merged", _("merged")
        DISMISSED = "dismissed", _("different foods")

    REASONS = [
        (Likeness.GTIN.value, _("the same barcode, written differently")),
        (Likeness.NAME.value, _("alike in name, brand and nutrients")),
        (Likeness.BY_HAND.value, _("proposed by staff")),
    ]

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kept = models.ForeignKey(
        "meals.Food", on_delete=models.CASCADE, related_name="+", verbose_name=_("kept food")
    )
    duplicate = models.ForeignKey(
        "meals.Food", on_delete=models.CASCADE, related_name="+", verbose_name=_("duplicate")
    )
    reason = models.CharField(
        _("reason"), max_length=8, choices=REASONS, default=Likeness.BY_HAND.value
    )
    score = models.DecimalField(_("likeness"), max_digits=4, decimal_places=3, default=1)
    status = models.CharField(
        _("status"), max_length=9, choices=Status.choices, default=Status.OPEN
    )
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-score", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kept", "duplicate"],
                name="mergeproposal_pair_unique",
                violation_error_message=_("These two foods were proposed already."),
            ),
            models.CheckConstraint(
                condition=~Q(kept=F("duplicate")),
                name="mergeproposal_of_two_foods",
                violation_error_message=_("A food is no duplicate of itself."),
            ),
        ]
        indexes = [
            # back-office: what waits for somebody, the likeliest first
            models.Index(
                fields=["-score", "-id"], condition=Q(status="open"), name="mergeproposal_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duplicate} → {self.kept}"


class MergeLog(models.Model):
    """A merge as it was done, with what undoing it needs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kept = models.ForeignKey(
        "meals.Food", on_delete=models.CASCADE, related_name="+", verbose_name=_("kept food")
    )
    duplicate = models.ForeignKey(
        "meals.Food", on_delete=models.CASCADE, related_name="+", verbose_name=_("duplicate")
    )
    duplicate_status = models.CharField(_("status of the duplicate before"), max_length=10)
    version_before = models.ForeignKey(
        "meals.FoodVersion",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("version before"),
    )
    version_after = models.ForeignKey(
        "meals.FoodVersion",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("version after"),
    )
    taken = models.JSONField(
        _("nutrients of the duplicate"), default=list, help_text=_("Whose values were taken.")
    )
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("merged by"),
    )
    merged_at = models.DateTimeField(_("merged at"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("undone by"),
    )
    undone_at = models.DateTimeField(_("undone at"), null=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-merged_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["duplicate"],
                condition=Q(undone_at__isnull=True),
                name="mergelog_one_living_merge",
                violation_error_message=_("This food is merged already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duplicate} → {self.kept}"
