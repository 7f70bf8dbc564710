"""Photos kept with meals."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.meals import selectors
from apps.meals.domain.pictures import Picture
from apps.meals.models import MealPhoto
from apps.meals.services import uploads
from apps.shared.refusals import Conflict, Gone

if TYPE_CHECKING:
    from apps.accounts.models import User


def add_photo(
    user: "User", meal_id: UUID, photo_id: UUID, picture: Picture, *, request_hash: bytes
) -> tuple[MealPhoto, bool]:
    """Keep a photo with a meal; repeatable like ``log_meal``."""
    selectors.require_meal(user.pk, meal_id)
    stored = _repeated_photo(user.pk, meal_id, photo_id, request_hash)
    if stored is not None:
        return stored, False
    image, thumbnail = picture.jpeg, picture.thumbnail
    photo = MealPhoto(
        id=photo_id,
        meal_id=meal_id,
        user=user,
        image=uploads.keep("photos", user.pk, image, "jpg"),
        thumbnail=uploads.keep("thumbnails", user.pk, thumbnail, "jpg"),
        width=picture.image.width,
        height=picture.image.height,
        size_bytes=len(image),
        request_hash=request_hash,
    )
    try:
        with transaction.atomic():
            photo.save(force_insert=True)
    except IntegrityError:
        uploads.discard(photo.image.name or "", photo.thumbnail.name or "")
        stored = _repeated_photo(user.pk, meal_id, photo_id, request_hash)
        if stored is None:
            raise
        return stored, False
    return photo, True


def _repeated_photo(
    user_id: UUID, meal_id: UUID, photo_id: UUID, request_hash: bytes
) -> MealPhoto | None:
    found = MealPhoto.objects.filter(pk=photo_id).first()
    if found is None:
        return None
    same = (found.user_id, found.meal_id) == (user_id, meal_id)
    if not same or bytes(found.request_hash) != request_hash:
        raise Conflict("ID_ALREADY_USED", _("This id was used for something else."), param="id")
    if found.deleted_at is not None:
        raise Gone("PHOTO_DELETED", _("This photo was deleted."))
    return found


def delete_photo(user: "User", meal_id: UUID, photo_id: UUID, *, at: datetime) -> None:
    """Take a photo from its meal; doing it again changes nothing."""
    selectors.require_meal(user.pk, meal_id)
    photos = MealPhoto.objects.filter(pk=photo_id, meal_id=meal_id, user=user)
    if not photos.exists():
        selectors.photo_of_meal(user.pk, meal_id, photo_id)
    photos.filter(deleted_at__isnull=True).update(deleted_at=at)


def delete_photos_of(meal_id: UUID, *, at: datetime) -> None:
    """After a meal was deleted; doing it again changes nothing."""
    MealPhoto.objects.filter(meal_id=meal_id, deleted_at__isnull=True).update(deleted_at=at)
