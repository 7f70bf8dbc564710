"""What was known of a food, and when."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from apps.meals.domain.labels import categories_of
from apps.meals.models.composition import Composition
from apps.meals.models.food import Food
from apps.meals.models.provenance import LICENCE_CHOICES, SOURCE_CHOICES
from apps.shared.provenance import Source


class FoodVersion(Composition):
    """What was known of a food at one time, per 100 g or 100 ml; never changed, only superseded."""

    class Per(models.TextChoices):
        G100 = "100g", _("100 g")
        ML100 = "100ml", _("100 ml")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    food = models.ForeignKey(
        Food,
        on_delete=models.CASCADE,
        related_name="versions",
        db_index=False,
        verbose_name=_("food"),
    )
    number = models.PositiveIntegerField(_("version"))
    per = models.CharField(_("per"), max_length=5, choices=Per.choices, default=Per.G100)
    completeness = models.DecimalField(
        _("completeness"),
        max_digits=3,
        decimal_places=2,
        help_text=_("Share of the twenty key micronutrients that are known."),
    )
    source = models.CharField(_("source"), max_length=15, choices=SOURCE_CHOICES)
    source_id = models.CharField(_("id at the source"), max_length=100, blank=True)
    licence = models.CharField(_("licence"), max_length=20, choices=LICENCE_CHOICES)
    confidence = models.DecimalField(_("confidence"), max_digits=4, decimal_places=3)
    value_sources = models.JSONField(
        _("sources of single values"),
        default=dict,
        blank=True,
        help_text=_("Per nutrient, what the version as a whole does not say."),
    )
    label_facts = models.JSONField(
        _("facts of the label"),
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        blank=True,
        help_text=_("What the label says beside its nutrients; an absent key is not stated."),
    )
    content_hash = models.BinaryField(_("content hash"), max_length=32, editable=False)
    source_modified_at = models.DateTimeField(
        _("changed at the source"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When the source last changed the row; an older one never replaces it."),
    )
    fetched_at = models.DateTimeField(_("fetched at"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta(Composition.Meta):
        verbose_name = _("food version")
        verbose_name_plural = _("food versions")
        ordering = ["food", "-number"]
        constraints = [
            *Composition.Meta.constraints,
            models.UniqueConstraint(
                fields=["food", "number"],
                name="foodversion_number_unique",
                violation_error_message=_("This food already has a version of this number."),
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1),
                name="foodversion_confidence_range",
                violation_error_message=_("Confidence is between 0 and 1."),
            ),
            models.CheckConstraint(
                condition=Q(completeness__gte=0, completeness__lte=1),
                name="foodversion_completeness_range",
                violation_error_message=_("Completeness is between 0 and 1."),
            ),
        ]
        indexes = [
            # imports of foods without a barcode: the food of an id at its source
            models.Index(
                fields=["source", "source_id"],
                condition=~Q(source=Source.OPENFOODFACTS.value),
                name="foodversion_by_source_id",
            ),
            # search: foods surer than the many products
            models.Index(
                fields=["confidence"],
                condition=Q(confidence__gt=Decimal("0.8")),
                name="foodversion_sure",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.food} v{self.number}"

    @property
    def categories(self) -> list[str]:
        return categories_of(self.label_facts)

    @property
    def stated_micronutrients(self) -> "dict[str, StatedAmount]":
        """Micronutrients by code, each with its own confidence."""
        return {
            code: StatedAmount(
                Decimal(stated["value"]), Decimal(stated["confidence"]), code in self.traces
            )
            for code, stated in self.micronutrients.items()
        }


@dataclass(frozen=True)
class StatedAmount:
    """A micronutrient as a source states it, in the nutrient's unit."""

    value: Decimal
    confidence: Decimal
    trace: bool
