"""Foods people marked to find them again."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class Favourite(models.Model):
    """A food its user marked."""

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
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

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

    def __str__(self) -> str:
        return f"{self.food}, {self.user}"
