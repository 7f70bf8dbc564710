"""Photos of packages, for barcodes nobody knows."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.meals.models.food import Food, GtinIsValid
from apps.meals.models.resolution import ResolutionLog


class LabelPhoto(models.Model):
    """A nutrition table somebody photographed, what was read, and what staff made of it.

    The phone makes the id. The photos go when staff have decided, the user deletes them, or they
    were kept long enough.
    """

    class Review(models.TextChoices):
        NOT_READ = "", _("not read")
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        DISMISSED = "dismissed", _("dismissed")

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    log = models.OneToOneField(
        ResolutionLog,
        on_delete=models.SET_NULL,
        null=True,
        related_name="photo",
        verbose_name=_("search"),
    )
    gtin = models.CharField(_("barcode (GTIN-14)"), max_length=14)
    table = models.FileField(_("photo of the table"), max_length=200, blank=True)
    front = models.FileField(_("photo of the front"), max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    model = models.CharField(_("model"), max_length=100, blank=True)
    prompt_version = models.CharField(_("version of the prompt"), max_length=20, blank=True)
    raw_answer = models.TextField(_("raw answer"), blank=True)
    seen = models.JSONField(_("read"), null=True, blank=True)
    findings = models.JSONField(_("rules broken"), default=list, blank=True)
    food = models.ForeignKey(
        Food,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("food of the user"),
    )
    review = models.CharField(
        _("review"), max_length=10, choices=Review.choices, default=Review.NOT_READ, blank=True
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("reviewed by"),
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    request_hash = models.BinaryField(_("hash of the creating request"), editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("photo of a label")
        verbose_name_plural = _("photos of labels")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(GtinIsValid(F("gtin"))),
                name="labelphoto_gtin_valid",
                violation_error_message=_(
                    "The barcode must have 14 digits and a right check digit."
                ),
            ),
            models.CheckConstraint(
                condition=Q(review="", seen__isnull=True) | ~Q(review="") & Q(seen__isnull=False),
                name="labelphoto_reviewed_when_read",
                violation_error_message=_("Only a label that was read is reviewed."),
            ),
            models.CheckConstraint(
                condition=Q(review__in=["accepted", "dismissed"], reviewed_at__isnull=False)
                | Q(review__in=["", "waiting"], reviewed_at__isnull=True),
                name="labelphoto_reviewed_at_when_decided",
                violation_error_message=_("Only a decided review has a time."),
            ),
        ]
        indexes = [
            # forget_uploads: photos that are still kept
            models.Index(fields=["created_at"], condition=~Q(table=""), name="labelphoto_kept"),
            # back-office: the newest that wait for review
            models.Index(fields=["review", "-created_at"], name="labelphoto_by_review"),
        ]

    def __str__(self) -> str:
        return self.gtin

    @property
    def is_kept(self) -> bool:
        return bool(self.table) and self.deleted_at is None
