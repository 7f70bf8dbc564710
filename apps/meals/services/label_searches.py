"""Searches that go on with a photo of the package, for one user alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.meals import selectors
from apps.meals.domain.pictures import Picture
from apps.meals.models import LabelPhoto, Resolution, ResolutionLog
from apps.meals.services import uploads
from apps.meals.services.ai_jobs import require_ai
from apps.meals.services.resolution import begin_again, send_on_commit
from apps.shared.refusals import Conflict, Gone

if TYPE_CHECKING:
    from apps.accounts.models import User

FOLDER = "labels"
Status = ResolutionLog.Status


@dataclass(frozen=True)
class Package:
    """Photos of a package as the phone sends them."""

    id: UUID
    table: Picture
    front: Picture | None = None


def submit_label(
    user: "User", resolution_id: UUID, package: Package, *, request_hash: bytes, at: datetime
) -> tuple[Resolution, bool]:
    """Go on looking for a barcode with photos of its package; returns whether they are new.

    Sending the same again returns how it stands. Raises NotFound, Conflict where photos are no use
    or the id was used, Gone when they were deleted, Unavailable and TooMany like ``require_ai``.
    """
    resolution = selectors.resolution(user.pk, resolution_id)
    if _is_repeated(user, package.id, request_hash):
        return resolution, False
    _refuse_useless(resolution.log)
    require_ai(user, at=at)
    pictures = (package.table, package.front)
    table, front = (
        uploads.keep(FOLDER, user.pk, one.jpeg, "jpg") if one else "" for one in pictures
    )
    photo = LabelPhoto(
        id=package.id, user=user, table=table, front=front, request_hash=request_hash
    )
    try:
        with transaction.atomic():
            _begin(resolution, photo, at)
    except (IntegrityError, Conflict):
        uploads.discard(table, front)
        if not _is_repeated(user, package.id, request_hash):
            raise
        return selectors.resolution(user.pk, resolution_id), False
    return selectors.resolution(user.pk, resolution_id), True


def _is_repeated(user: "User", photo_id: UUID, request_hash: bytes) -> bool:
    found = LabelPhoto.objects.filter(pk=photo_id).first()
    if found is None:
        return False
    if found.user_id != user.pk or bytes(found.request_hash) != request_hash:
        raise Conflict("ID_ALREADY_USED", _("This id was used for something else."), param="id")
    if found.deleted_at is not None:
        raise Gone("PHOTO_DELETED", _("This photo was deleted."))
    return True


def _refuse_useless(log: ResolutionLog) -> None:
    if log.kind != ResolutionLog.Kind.BARCODE:
        message = _("Photos help to find a barcode only, not a name.")
        raise Conflict("NOT_A_BARCODE", message)
    if log.status == Status.FOUND:
        raise Conflict("FOOD_FOUND", _("This food has been found already."))
    if log.status == Status.PENDING and log.user_id is not None:
        raise Conflict("LABEL_BEING_READ", _("Photos of this package are being read already."))


def _begin(resolution: Resolution, photo: LabelPhoto, at: datetime) -> None:
    """Take the user's wish out of the search others may wait for, into one of its own."""
    locked = Resolution.objects.select_for_update().get(pk=resolution.pk)
    _refuse_useless(locked.log)
    own = ResolutionLog.objects.create(
        kind=locked.log.kind, query=locked.log.query, user_id=photo.user_id, due_at=at
    )
    photo.log, photo.gtin = own, own.query
    photo.save(force_insert=True)
    locked.log = own
    locked.save(update_fields=["log"])
    send_on_commit(own)


def retry_label(user: "User", resolution_id: UUID, *, at: datetime) -> Resolution:
    """Read the photos of a failed search again; one under way is left alone.

    Raises NotFound, Conflict when there is nothing to repeat, Gone when the photos are not kept,
    and what ``require_ai`` raises.
    """
    resolution = selectors.resolution(user.pk, resolution_id)
    photo = selectors.label_photo(user.pk, resolution_id)
    if resolution.log.status == Status.FOUND:
        raise Conflict("FOOD_FOUND", _("This food has been found already."))
    if resolution.log.status != Status.PENDING:
        if not photo.is_kept:
            raise Gone("UPLOAD_GONE", _("What was sent is not kept any more. Send it again."))
        require_ai(user, at=at)
        begin_again(resolution.log)
    return selectors.resolution(user.pk, resolution_id)


def delete_label_photos(user: "User", resolution_id: UUID, *, at: datetime) -> None:
    """Take back the photos of a search; doing it again changes nothing. A food stays."""
    photo = selectors.label_photo(user.pk, resolution_id)
    LabelPhoto.objects.filter(pk=photo.pk, deleted_at__isnull=True).update(deleted_at=at)
