"""Writes of foods that users describe for themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from apps.meals import selectors
from apps.meals.domain.plausibility import impossible
from apps.meals.models import Food, FoodVersion, OwnFood
from apps.meals.services.own import create_own, delete_own, lock_own
from apps.meals.services.private_foods import (
    Description,
    add_version,
    describe_private_food,
    make_private_food,
)
from apps.shared.nutrients import Amount, Nutrients
from apps.shared.provenance import Licence, Source
from apps.shared.refusals import Conflict, Invalid

if TYPE_CHECKING:
    from apps.accounts.models import User

PER_PORTION = "portion"


@dataclass(frozen=True)
class OwnFoodDraft:
    """A food as the phone sends it, with its values per 100 g, 100 ml or one portion."""

    id: UUID
    name: str
    nutrients: dict[str, Decimal]
    per: str = FoodVersion.Per.G100.value
    brand: str = ""
    category: str = ""
    gtin: str | None = None
    portion_name: str = ""
    portion_g: Decimal | None = None


def create_own_food(
    user: "User", draft: OwnFoodDraft, *, request_hash: bytes, at: datetime
) -> tuple[OwnFood, bool]:
    """Store a food only its maker sees; repeatable like a meal. Raises Invalid for values no food
    has, Conflict for a barcode the user gave to another."""

    def write() -> None:
        _check_barcode(user, draft)
        food = make_private_food(draft.id, user, _description(draft), at)
        own = OwnFood(food=food, user_id=user.pk, gtin=draft.gtin, request_hash=request_hash)
        own.save(force_insert=True)

    return create_own(
        user, selectors.own_foods(user.pk), draft.id, request_hash=request_hash, write=write
    )


@transaction.atomic
def change_own_food(
    user: "User",
    draft: OwnFoodDraft,
    *,
    at: datetime,
    accept: Callable[[], None] = lambda: None,
) -> OwnFood:
    """Replace a food's description; what was logged keeps its values."""
    foods = selectors.own_foods(user.pk)
    own = lock_own(user, foods, draft.id, accept)
    _check_barcode(user, draft)
    own.food.status = Food.Status.PUBLISHED  # what a check found in a photo is corrected
    describe_private_food(own.food, _description(draft), at)
    own.gtin = draft.gtin
    own.save()
    return selectors.one_own(foods, draft.id)


@transaction.atomic
def delete_own_food(
    user: "User", food_id: UUID, *, at: datetime, accept: Callable[[], None] = lambda: None
) -> None:
    """Delete a food; what was logged of it stays, doing it again changes nothing."""
    if delete_own(user, selectors.own_foods(user.pk), food_id, at=at, accept=accept):
        Food.with_private.filter(pk=food_id).update(status=Food.Status.DRAFT, updated_at=at)


@transaction.atomic
def propose_own_food(user: "User", food_id: UUID, *, at: datetime) -> OwnFood:
    """Give staff a draft of the food for the catalogue; once, however often it is asked.

    Raises Conflict when the catalogue has a food with this barcode.
    """
    foods = selectors.own_foods(user.pk)
    own = lock_own(user, foods, food_id, lambda: None)
    if own.proposal_id is None:
        own.proposal = _draft_of(own, at)
        own.save()
    return selectors.one_own(foods, food_id)


def _draft_of(own: OwnFood, at: datetime) -> Food:
    if own.gtin and Food.objects.filter(gtin=own.gtin).exists():
        message = _("There is already a food with this barcode.")
        raise Conflict("BARCODE_IN_CATALOGUE", message, param="barcode")
    version = own.food.current_version
    assert version is not None  # noqa: S101  (own foods are made with one)
    proposal = Food.objects.create(
        name=own.food.name,
        brand=own.food.brand,
        category=own.food.category,
        gtin=own.gtin,
        status=Food.Status.DRAFT,
    )
    described = Description(
        name=proposal.name,
        nutrients=version.nutrients,
        source=Source.MANUAL,
        licence=version.licence,
        confidence=version.confidence,
        per=version.per,
    )
    add_version(proposal, described, at)
    return proposal


def _check_barcode(user: "User", draft: OwnFoodDraft) -> None:
    if not draft.gtin:
        return
    others = selectors.living(selectors.own_foods(user.pk)).exclude(pk=draft.id)
    if others.filter(gtin=draft.gtin).exists():
        message = _("You already have a food with this barcode.")
        raise Conflict("BARCODE_ALREADY_OWN", message, param="barcode")


def _description(draft: OwnFoodDraft) -> Description:
    nutrients = Nutrients({code: Amount(value) for code, value in draft.nutrients.items()})
    per = draft.per
    if per == PER_PORTION and draft.portion_g is not None:
        nutrients, per = nutrients.scaled(100 / draft.portion_g), FoodVersion.Per.G100.value
    if code := impossible(nutrients):
        message = _("No food has so much of it.")
        raise Invalid("NUTRIENT_IMPOSSIBLE", message, param=f"nutrients.{code}")
    return Description(
        name=draft.name,
        brand=draft.brand,
        category=draft.category,
        nutrients=nutrients,
        per=per,
        source=Source.MANUAL,
        licence=Licence.OWN.value,
        confidence=Decimal(1),
        portion_name=draft.portion_name,
        portion_g=draft.portion_g,
    )
