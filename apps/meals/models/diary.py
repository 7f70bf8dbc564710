"""The diary: meals as they were logged, each item with the snapshot it was computed from."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.meals.models.composition import Composition
from apps.meals.models.provenance import LICENCE_CHOICES, SOURCE_CHOICES
from apps.meals.models.said import Said, plain
from apps.shared.provenance import ConfidenceLevel, confidence_level
from apps.shared.quantities import Interval, energy_interval_kcal, interval_g
from apps.shared.sync import change_field

if TYPE_CHECKING:
    from apps.meals.selectors import Totals

DIARY_BEGINS = datetime(2000, 1, 1, tzinfo=UTC)


class Meal(models.Model):
    """Something eaten at one time; the phone makes its id, so sending it twice is harmless."""

    class Type(models.TextChoices):
        BREAKFAST = "breakfast", _("breakfast")
        LUNCH = "lunch", _("lunch")
        DINNER = "dinner", _("dinner")
        SNACK = "snack", _("snack")
        FREE_SNACK = "free_snack", _("free snack")

    class LoggedBy(models.TextChoices):
        BARCODE = "barcode", _("barcode")
        PHOTO = "photo", _("photo")
        TEXT = "text", _("text")
        MANUAL = "manual", _("by hand")
        COPY = "copy", _("copy")

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="meals",
        db_index=False,
        verbose_name=_("user"),
    )
    type = models.CharField(_("type"), max_length=10, choices=Type.choices)
    eaten_at = models.DateTimeField(_("eaten at"))
    timezone = models.CharField(_("time zone"), max_length=64)
    local_date = models.DateField(_("day"))
    logged_by = models.CharField(
        _("logged by"), max_length=8, choices=LoggedBy.choices, default=LoggedBy.MANUAL
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    request_hash = models.BinaryField(_("hash of the creating request"), editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)
    change = change_field()

    # Filled by selectors.
    living_items: "list[MealItem]"
    totals: "Totals"

    class Meta:
        verbose_name = _("meal")
        verbose_name_plural = _("meals")
        ordering = ["-eaten_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(eaten_at__gte=DIARY_BEGINS),
                name="meal_eaten_at_plausible",
                violation_error_message=_("A meal cannot be older than the year 2000."),
            ),
        ]
        indexes = [
            # day view and list of meals, newest first
            models.Index(fields=["user", "local_date"], name="meal_of_day"),
            models.Index(fields=["user", "-eaten_at", "-id"], name="meal_newest_first"),
            # front page of the back-office: what was logged today, in a few pages of the table
            BrinIndex(fields=["created_at"], name="meal_logged_at"),
            # sync: what of a user's changed since
            models.Index(fields=["user", "change"], name="meal_changes"),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.local_date}"


class MealItem(Composition, Said):
    """One food in a meal, with the nutrients of the amount eaten as they were known then.

    ``user`` and ``local_date`` repeat the meal's, so that a day is read through one index.
    """

    id = models.UUIDField(primary_key=True)
    meal = models.ForeignKey(
        Meal, on_delete=models.CASCADE, related_name="items", verbose_name=_("meal")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        verbose_name=_("user"),
    )
    local_date = models.DateField(_("day"))
    food = models.ForeignKey(
        "meals.Food", on_delete=models.RESTRICT, related_name="+", verbose_name=_("food")
    )
    food_version = models.ForeignKey(
        "meals.FoodVersion",
        on_delete=models.RESTRICT,
        related_name="+",
        db_index=False,
        verbose_name=_("food version"),
    )
    food_name = models.CharField(_("food name"), max_length=300)
    quantity_g = models.DecimalField(_("quantity (g)"), max_digits=8, decimal_places=2)
    precision_g = models.DecimalField(
        _("precision (± g)"), max_digits=8, decimal_places=2, default=20
    )
    quantity_confidence = models.DecimalField(
        _("confidence in the quantity"), max_digits=4, decimal_places=3, default=1
    )
    source = models.CharField(_("source"), max_length=15, choices=SOURCE_CHOICES)
    licence = models.CharField(_("licence"), max_length=20, choices=LICENCE_CHOICES)
    confidence = models.DecimalField(_("confidence"), max_digits=4, decimal_places=3)
    request_hash = models.BinaryField(_("hash of the creating request"), editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)
    change = change_field()

    class Meta(Composition.Meta):
        verbose_name = _("meal item")
        verbose_name_plural = _("meal items")
        ordering = ["created_at", "id"]
        constraints = [
            *Composition.Meta.constraints,
            *Said.Meta.constraints,
            models.CheckConstraint(
                condition=Q(quantity_g__gt=0, quantity_g__lte=20000),
                name="mealitem_quantity_range",
                violation_error_message=_("A quantity is more than 0 and at most 20,000 g."),
            ),
            models.CheckConstraint(
                condition=Q(precision_g__gte=0, precision_g__lte=20000),
                name="mealitem_precision_range",
                violation_error_message=_("The precision is between 0 and 20,000 g."),
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1)
                & Q(quantity_confidence__gte=0, quantity_confidence__lte=1),
                name="mealitem_confidence_range",
                violation_error_message=_("Confidence is between 0 and 1."),
            ),
            models.CheckConstraint(
                condition=Q(portion_name="", portion_count__isnull=True)
                | (~Q(portion_name="") & Q(portion_count__gt=0)),
                name="mealitem_portion_with_count",
                violation_error_message=_("A portion comes with how many of it."),
            ),
        ]
        indexes = [
            # day totals: the living items of a user's day
            models.Index(
                fields=["user", "local_date"],
                condition=Q(deleted_at__isnull=True),
                name="mealitem_of_day",
            ),
            # sync: what of a user's changed since
            models.Index(fields=["user", "change"], name="mealitem_changes"),
        ]

    def __str__(self) -> str:
        return f"{self.food_name} {self.as_said or f'{plain(self.quantity_g)} g'}"

    @property
    def confidence_level(self) -> ConfidenceLevel:
        return confidence_level(self.confidence)

    @property
    def interval_g(self) -> Interval:
        return interval_g(self.quantity_g, self.precision_g)

    @property
    def energy_interval_kcal(self) -> Interval | None:
        return energy_interval_kcal(
            self.energy_kcal, quantity_g=self.quantity_g, precision_g=self.precision_g
        )
