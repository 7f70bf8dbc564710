"""Foods people marked to find them again."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from apps.shared.sync import change_field

if TYPE_CHECKING:
    from apps.meals.models.food import Food


class Favourite(models.Model):
    """A food its user marked; one that was unmarked stays as a tombstone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        verbose_name=_("user"),
    )
    food = models.ForeignKey(
        "meals.Food", on_delete=models.CASCADE, related_name="+", verbose_name=_("food")
    )
    created_at = models.DateTimeField(_("marked at"), default=timezone.now)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)
    change = change_field()

    # Filled by selectors.
    found_food: "Food | None"

    class Meta:
        verbose_name = _("favourite")
        verbose_name_plural = _("favourites")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "food"],
                name="favourite_food_unique",
                violation_error_message=_("This food is already a favourite."),
            ),
        ]
        indexes = [
            # sync: what of a user's changed since
            models.Index(fields=["user", "change"], name="favourite_changes"),
        ]

    def __str__(self) -> str:
        return f"{self.food}, {self.user}"
