"""Amounts of food as their users said them."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.shared.quantities import HOUSEHOLD, Unit

ONE = Decimal(1)
# Portions have columns of their own.
UNIT_CHOICES = [
    (Unit.G.value, "g"),
    (Unit.KG.value, "kg"),
    (Unit.MG.value, "mg"),
    (Unit.ML.value, "ml"),
    (Unit.L.value, "l"),
    (Unit.OZ.value, "oz"),
    (Unit.LB.value, "lb"),
    (Unit.CUP.value, _("cup")),
    (Unit.TBSP.value, _("tbsp")),
    (Unit.TSP.value, _("tsp")),
]


class Said(models.Model):
    """How much it was in the user's words: portions, or a quantity in a unit; neither where it was
    told in grams."""

    quantity = models.DecimalField(
        _("quantity"), max_digits=11, decimal_places=3, null=True, blank=True
    )
    unit = models.CharField(
        _("unit"), max_length=4, choices=UNIT_CHOICES, blank=True, default="", db_default=""
    )
    portion_name = models.CharField(_("portion"), max_length=100, blank=True)
    portion_count = models.DecimalField(
        _("number of portions"), max_digits=6, decimal_places=2, null=True, blank=True
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(unit="", quantity__isnull=True)
                | ~Q(unit="") & Q(quantity__isnull=False, quantity__gt=0, portion_name=""),
                name="%(class)s_unit_with_quantity",
                violation_error_message=_("A unit comes with how many of it, and no portion."),
            ),
        ]

    @property
    def as_said(self) -> str:
        """20 ml, 2 × tbsp, 1 × fetta; empty where it was told in grams."""
        if self.portion_name:
            return f"{plain(self.portion_count or ONE)} × {self.portion_name}"
        times = " ×" if self.unit in HOUSEHOLD else ""
        return f"{plain(self.quantity)}{times} {self.get_unit_display()}" if self.unit else ""


def plain(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount.normalize():f}"
