"""Household measures of foods."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from apps.meals.models.food import Food
from apps.meals.models.provenance import SOURCE_CHOICES


class Portion(models.Model):
    """A household measure of one food: "1 fetta" = 35 g."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    food = models.ForeignKey(
        Food,
        on_delete=models.CASCADE,
        related_name="portions",
        db_index=False,
        verbose_name=_("food"),
    )
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    mass_g = models.DecimalField(_("mass (g)"), max_digits=8, decimal_places=2)
    source = models.CharField(_("source"), max_length=15, choices=SOURCE_CHOICES)

    class Meta:
        verbose_name = _("portion")
        verbose_name_plural = _("portions")
        ordering = ["food", "mass_g", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["food", "name"],
                name="portion_name_unique",
                violation_error_message=_("This food already has a portion of this name."),
            ),
            models.CheckConstraint(
                condition=Q(mass_g__gt=0, mass_g__lte=20000),
                name="portion_mass_range",
                violation_error_message=_("A portion is more than 0 and at most 20,000 g."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} = {self.mass_g.normalize():f} g"
