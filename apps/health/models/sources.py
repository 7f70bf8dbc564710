"""Who measured: apps and devices, and whom the user believes first."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SourceDevice(models.Model):
    """A phone that syncs; it makes its own id at the first start of the app."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="health_devices",
        verbose_name=_("user"),
    )
    name = models.CharField(_("name"), max_length=100, blank=True)
    model = models.CharField(_("model"), max_length=50, blank=True)
    os_version = models.CharField(_("version of the system"), max_length=30, blank=True)
    app_version = models.CharField(_("version of the app"), max_length=30, blank=True)
    timezone = models.CharField(_("time zone"), max_length=64, default="Europe/Rome")
    last_seen_at = models.DateTimeField(_("last seen at"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("syncing device")
        verbose_name_plural = _("syncing devices")
        ordering = ["user", "-last_seen_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(timezone=""),
                name="sourcedevice_has_a_zone",
                violation_error_message=_("A device is somewhere."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.model or str(self.pk)


class Source(models.Model):
    """An app or device that wrote samples, as HealthKit's source revision names it.

    ``first_sample_at`` is the earliest start among all samples it ever sent, also those deleted
    since, so that "newest first" does not depend on the order in which batches arrive. ``name``
    and ``version`` came with its latest sample.
    """

    class Kind(models.TextChoices):
        WATCH = "watch", _("Apple Watch")
        IPHONE = "iphone", _("iPhone")
        APP = "app", _("app or other device")

    # Four bytes in every sample instead of sixteen.
    id = models.AutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="health_sources",
        db_index=False,
        verbose_name=_("user"),
    )
    bundle_id = models.CharField(_("bundle id"), max_length=200)
    product_type = models.CharField(_("product type"), max_length=50, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    version = models.CharField(_("version"), max_length=50, blank=True)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    first_sample_at = models.DateTimeField(_("first sample at"))
    last_sample_at = models.DateTimeField(_("last sample at"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["user", "id"]
        constraints = [
            # also serves: all sources of a user
            models.UniqueConstraint(
                fields=["user", "bundle_id", "product_type"],
                name="source_once_a_user",
                violation_error_message=_("This source is already known."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.bundle_id


class SourcePriority(models.Model):
    """The user's own order of sources, for one type or (type null) for all others."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        verbose_name=_("user"),
    )
    type = models.SmallIntegerField(_("type"), null=True, blank=True)
    sources = models.JSONField(_("sources, first believed first"))
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        verbose_name = _("priority of sources")
        verbose_name_plural = _("priorities of sources")
        ordering = ["user", "type"]
        constraints = [
            # also serves: the user's orders
            models.UniqueConstraint(
                fields=["user", "type"],
                name="sourcepriority_one_a_type",
                nulls_distinct=False,
                violation_error_message=_("There is already an order for this type."),
            ),
            models.CheckConstraint(
                condition=Q(sources__isnull=False),
                name="sourcepriority_has_sources",
                violation_error_message=_("An order names its sources."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.type or ''}"
