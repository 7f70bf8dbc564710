"""What a person spends, learnt from what was eaten and weighed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ExpenditureEstimate(models.Model):
    """The adaptive expenditure as it was known at the end of a day. Derived:
    ``services.estimate_users`` is the only writer."""

    class State(models.TextChoices):
        UPDATING = "updating", _("updating")
        HOLDING = "holding", _("holding")
        INSUFFICIENT = "insufficient", _("not enough data")

    class Reason(models.TextChoices):
        FEW_COMPLETE_DAYS = "few_complete_days", _("too few complete days")
        FEW_WEIGH_INS = "few_weigh_ins", _("too few weigh-ins")
        LOGGING_GAP = "logging_gap", _("too many of the last days are not complete")
        WEIGHING_GAP = "weighing_gap", _("the last weigh-in is too long ago")

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="expenditure_estimates",
        db_index=False,
        verbose_name=_("user"),
    )
    date = models.DateField(_("day"))
    mean_kcal = models.DecimalField(_("expenditure (kcal)"), max_digits=6, decimal_places=1)
    low_kcal = models.DecimalField(_("at least (kcal)"), max_digits=6, decimal_places=1)
    high_kcal = models.DecimalField(_("at most (kcal)"), max_digits=6, decimal_places=1)
    state = models.CharField(_("state"), max_length=12, choices=State.choices)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices, blank=True)
    complete_days = models.PositiveSmallIntegerField(_("complete days of the last 28"))
    weigh_ins = models.PositiveSmallIntegerField(_("days with a weigh-in of the last 28"))
    trend_mass_kg = models.DecimalField(
        _("trend of body mass (kg)"), max_digits=6, decimal_places=2, null=True
    )
    told_kcal = models.DecimalField(
        _("last announced (kcal)"), max_digits=6, decimal_places=1, null=True
    )

    class Meta:
        verbose_name = _("expenditure estimate")
        verbose_name_plural = _("expenditure estimates")
        ordering = ["user", "-date"]
        constraints = [
            # also serves: a user's estimates in a range, and the last before a day
            models.UniqueConstraint(
                fields=["user", "date"],
                name="expenditureestimate_one_a_day",
                violation_error_message=_("There is already an estimate for this day."),
            ),
            models.CheckConstraint(
                condition=Q(low_kcal__lte=F("mean_kcal"), mean_kcal__lte=F("high_kcal")),
                name="expenditureestimate_within_interval",
                violation_error_message=_("An estimate lies within its interval."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.date}"


class LearningMark(models.Model):
    """Which of a user's estimates are stored, so that a night need not read them all: their last
    day, how many, and a digest of them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
        verbose_name=_("user"),
    )
    last_day = models.DateField(_("last day"))
    rows_count = models.PositiveIntegerField(_("estimates"))
    digest = models.BinaryField(_("digest"))

    class Meta:
        verbose_name = _("mark of learning")
        verbose_name_plural = _("marks of learning")
        constraints = [
            models.CheckConstraint(
                condition=Q(rows_count__gt=0),
                name="learningmark_of_something",
                violation_error_message=_("A mark is of one estimate at least."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.last_day}"
