"""Facts as phones sent them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Identity(models.Model):
    """A HealthKit uuid the server has heard of: where its sample is, or that it was deleted.

    A deletion may come before its sample, or for one never seen: ``start_at`` is null then, and
    the sample stays out for good.
    """

    pk = models.CompositePrimaryKey("user_id", "uuid")
    # Checked once a batch by the service, not once a row by the database; so are the samples'.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    uuid = models.UUIDField()
    # With the user, where its sample is in the index of samples.
    type = models.SmallIntegerField(null=True)
    start_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("identity of a sample")
        verbose_name_plural = _("identities of samples")
        constraints = [
            models.CheckConstraint(
                condition=Q(start_at__isnull=False) | Q(deleted_at__isnull=False),
                name="identity_located_or_deleted",
                violation_error_message=_("A sample has a time unless it was deleted."),
            ),
        ]


class Sample(models.Model):
    """One HealthKit sample in its type's canonical unit. Never changed; deleted ones are marked.

    The table is partitioned by the month of ``start_at``; ``Identity`` keeps uuids unique.
    """

    pk = models.CompositePrimaryKey("user_id", "uuid", "start_at")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    uuid = models.UUIDField()
    start_at = models.DateTimeField(_("start"))
    end_at = models.DateTimeField(_("end"))
    type = models.SmallIntegerField(_("type"))
    value = models.FloatField(_("value"))
    source = models.ForeignKey(
        "health.Source",
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    zone = models.CharField(_("time zone"), max_length=64)
    user_entered = models.BooleanField(_("entered by hand"), default=False)
    # Unit and value as sent where they were converted, sync and external identifiers, metadata.
    details = models.JSONField(_("details"), null=True)
    received_at = models.DateTimeField(_("received at"))
    deleted_at = models.DateTimeField(_("deleted at"), null=True)

    class Meta:
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        indexes = [
            # deriving a user's days of a type; samples of a type by cursor; deleting a range
            models.Index(fields=["user", "type", "start_at"], name="sample_of_type_by_time"),
            # those that are not kept any longer
            models.Index(
                fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="sample_deleted"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_at__gte=F("start_at")),
                name="sample_ends_after_start",
                violation_error_message=_("A sample cannot end before it starts."),
            ),
        ]


class SyncObject(models.Model):
    """The sample that stands for a sync identifier of an app: the one of the highest version.

    An app is its bundle id; it stays the same app on the user's next phone.
    """

    pk = models.CompositePrimaryKey("user_id", "bundle_id", "sync_identifier")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    bundle_id = models.CharField(max_length=200)
    sync_identifier = models.CharField(max_length=200)
    version = models.BigIntegerField()
    uuid = models.UUIDField()

    class Meta:
        verbose_name = _("synchronised object")
        verbose_name_plural = _("synchronised objects")
        constraints = [
            models.CheckConstraint(
                condition=~Q(sync_identifier="") & ~Q(bundle_id=""),
                name="syncobject_named",
                violation_error_message=_("A synchronised object has an app and an identifier."),
            ),
        ]


class SetAside(models.Model):
    """A record of a type the server does not know yet, as it was sent; nothing is dropped."""

    pk = models.CompositePrimaryKey("user_id", "uuid")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    uuid = models.UUIDField()
    identifier = models.CharField(_("type identifier"), max_length=100)
    record = models.JSONField(_("record"))
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        verbose_name = _("record set aside")
        verbose_name_plural = _("records set aside")
        constraints = [
            models.CheckConstraint(
                condition=~Q(identifier=""),
                name="setaside_names_its_type",
                violation_error_message=_("A record set aside names its type."),
            ),
        ]


class PhoneTotal(models.Model):
    """A day's total as the phone's own HealthKit statistics show it, to compare with ours."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    device = models.ForeignKey(
        "health.SourceDevice", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    type = models.SmallIntegerField(_("type"))
    local_date = models.DateField(_("day"))
    value = models.FloatField(_("value"))
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        verbose_name = _("total of the phone")
        verbose_name_plural = _("totals of the phone")
        ordering = ["user", "-local_date", "type"]
        constraints = [
            # also serves: the phone's totals of a user's days
            models.UniqueConstraint(
                fields=["user", "type", "local_date", "device"],
                name="phonetotal_one_a_day",
                violation_error_message=_("This device already told its total of the day."),
            ),
        ]
