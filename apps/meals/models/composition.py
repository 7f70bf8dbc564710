"""Nutrient columns shared by a food's version and a logged item."""

from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.meals.domain.plates import rounded
from apps.shared.nutrients import MACRO_CODES, TRACE, Amount, Nutrients

# PostgreSQL's numeric NaN is greater than every number, so an upper bound also keeps it out.
TOO_MUCH = 1_000_000


def amount_field(label: Any) -> "models.DecimalField[Decimal | None, Decimal | None]":
    """A nutrient column: null is unknown, 0 with the code in ``traces`` is a trace."""
    return models.DecimalField(label, max_digits=10, decimal_places=4, null=True, blank=True)


class Composition(models.Model):
    """Amounts of nutrients; units are in the names, null means unknown."""

    energy_kcal = amount_field(_("energy (kcal)"))
    protein_g = amount_field(_("protein (g)"))
    carbohydrate_g = amount_field(_("carbohydrate (g)"))
    sugars_g = amount_field(_("sugars (g)"))
    fat_g = amount_field(_("fat (g)"))
    saturated_fat_g = amount_field(_("saturated fat (g)"))
    fiber_g = amount_field(_("fibre (g)"))
    salt_g = amount_field(_("salt (g)"))
    sodium_mg = amount_field(_("sodium (mg)"))
    alcohol_g = amount_field(_("alcohol (g)"))
    micronutrients = models.JSONField(_("micronutrients"), default=dict, blank=True)
    traces = ArrayField(
        models.CharField(max_length=40), verbose_name=_("traces"), default=list, blank=True
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    *(
                        models.Q(**{f"{code}__isnull": True})
                        | models.Q(**{f"{code}__gte": 0, f"{code}__lt": TOO_MUCH})
                        for code in MACRO_CODES
                    )
                ),
                name="%(class)s_amounts_in_range",
                violation_error_message=_("An amount cannot be negative."),
            ),
        ]

    @property
    def macronutrients(self) -> Nutrients:
        """What is known of the columns alone."""
        return Nutrients(self._column_amounts())

    @property
    def nutrients(self) -> Nutrients:
        """Everything known, unknown left out."""
        amounts = self._column_amounts()
        for code, stated in self.micronutrients.items():
            amounts[code] = TRACE if code in self.traces else Amount(stated_value(stated))
        return Nutrients(amounts)

    def _column_amounts(self) -> dict[str, Amount]:
        return {
            code: TRACE if code in self.traces else Amount(value)
            for code in MACRO_CODES
            if (value := getattr(self, code)) is not None
        }


def stated_value(stated: str | dict[str, str]) -> Decimal:
    """The amount in a ``micronutrients`` entry: a number in text, alone or with its confidence."""
    return Decimal(stated if isinstance(stated, str) else stated["value"])


def columns_of(nutrients: Nutrients) -> dict[str, Any]:
    """A composition as columns: amounts rounded as stored, micronutrients as numbers in text."""
    amounts = nutrients.amounts
    columns: dict[str, Any] = {
        code: rounded(amounts[code].value) if code in amounts else None for code in MACRO_CODES
    }
    columns["micronutrients"] = {
        code: f"{rounded(amount.value).normalize():f}"
        for code, amount in amounts.items()
        if code not in columns
    }
    columns["traces"] = sorted(code for code, amount in amounts.items() if amount.trace)
    return columns
