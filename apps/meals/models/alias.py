"""The other names of foods, and what makes two names the same."""

from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class NameKey(Func):
    """SQL function of migration 0008: a name as words that matter, for equal names to be equal."""

    function = "food_name_key"
    output_field = models.TextField()


class FoodAlias(models.Model):
    """Another name people use for a food: a synonym, a regional name, a frequent misspelling."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    food = models.ForeignKey(
        "meals.Food",
        on_delete=models.CASCADE,
        related_name="aliases",
        db_index=False,
        verbose_name=_("food"),
    )
    name = models.CharField(_("name"), max_length=200)
    locale = models.CharField(
        _("language"), max_length=2, choices=[("it", _("Italian")), ("en", _("English"))]
    )

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["food", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["food", "name", "locale"],
                name="foodalias_name_unique",
                violation_error_message=_("This food already has this name."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="foodalias_name_given",
                violation_error_message=_("A name cannot be empty."),
            ),
        ]
        indexes = [
            # search: the food with this very other name
            models.Index(NameKey("name"), name="foodalias_name"),
        ]

    def __str__(self) -> str:
        return self.name
