"""What writing own foods, recipes and meal templates has in common."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.meals import selectors
from apps.meals.models import MealItem, Own, Said
from apps.meals.services.diary import lock_diary
from apps.shared.refusals import Conflict, NotFound

if TYPE_CHECKING:
    from apps.accounts.models import User

Thing = TypeVar("Thing", bound=Own)


def create_own(
    user: "User",
    things: QuerySet[Thing],
    thing_id: UUID,
    *,
    request_hash: bytes,
    write: Callable[[], None],
) -> tuple[Thing, bool]:
    """Write a thing whose id the phone made; sent again, what is stored. Raises Conflict, Gone."""
    try:
        with transaction.atomic():
            lock_diary(user)
            write()
    except IntegrityError:
        return _repeated(things, thing_id, request_hash), False
    return selectors.one_own(things, thing_id), True


def _repeated(things: QuerySet[Thing], thing_id: UUID, request_hash: bytes) -> Thing:
    found = things.filter(pk=thing_id).first()
    if found is None or bytes(found.request_hash) != request_hash:
        raise Conflict("ID_ALREADY_USED", _("This id was used for something else."), param="id")
    return selectors.one_own(things, thing_id)


def said_of(plate: MealItem) -> dict[str, Any]:
    """What a recipe or a template keeps of a plate: how much of which food, as it was said."""
    return {
        "food_id": plate.food_id,
        "quantity_g": plate.quantity_g,
        "precision_g": plate.precision_g,
        "quantity_confidence": plate.quantity_confidence,
        **as_said(plate),
    }


def as_said(one: Said) -> dict[str, Any]:
    return {field.name: getattr(one, field.name) for field in Said._meta.fields}


def lock_own(
    user: "User", things: QuerySet[Thing], thing_id: UUID, accept: Callable[[], None]
) -> Thing:
    """One living thing that nobody else can change now. Raises NotFound, Gone."""
    lock_diary(user)
    thing = selectors.one_own(things, thing_id)
    accept()
    return thing


def delete_own(
    user: "User",
    things: QuerySet[Thing],
    thing_id: UUID,
    *,
    at: datetime,
    accept: Callable[[], None],
) -> bool:
    """Leave a tombstone of the thing; False when it was one already. Raises NotFound."""
    lock_diary(user)
    accept()
    if not things.filter(pk=thing_id).exists():
        raise NotFound("NOT_FOUND", _("Not found."))
    living = things.filter(pk=thing_id, deleted_at__isnull=True)
    return bool(living.update(deleted_at=at, updated_at=at))
