"""Photos people keep with their meals."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from apps.meals.models.diary import Meal


class MealPhoto(models.Model):
    """A photo of a meal; the phone makes its id. Its files go some time after it is deleted."""

    id = models.UUIDField(primary_key=True)
    meal = models.ForeignKey(
        Meal, on_delete=models.CASCADE, related_name="photos", verbose_name=_("meal")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    image = models.FileField(_("image"), max_length=200, blank=True)
    thumbnail = models.FileField(_("thumbnail"), max_length=200, blank=True)
    width = models.PositiveSmallIntegerField(_("width"))
    height = models.PositiveSmallIntegerField(_("height"))
    size_bytes = models.PositiveIntegerField(_("size in bytes"))
    request_hash = models.BinaryField(_("hash of the creating request"), editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("photo of a meal")
        verbose_name_plural = _("photos of meals")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=False) | ~Q(image="") & ~Q(thumbnail=""),
                name="mealphoto_files_while_kept",
                violation_error_message=_("Only a deleted photo has no files."),
            ),
        ]
        indexes = [
            # forget_uploads: deleted photos whose files are still there
            models.Index(
                fields=["deleted_at"],
                condition=Q(deleted_at__isnull=False) & ~Q(image=""),
                name="mealphoto_files_to_go",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {localtime(self.created_at):%Y-%m-%d %H:%M}"
