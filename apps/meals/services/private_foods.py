"""The food behind an own food or a recipe: its owner's alone, with versions like any other."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from apps.meals.domain.plates import rounded
from apps.meals.models import Food, FoodVersion, Portion
from apps.meals.models.composition import columns_of
from apps.shared.nutrients import Nutrients
from apps.shared.provenance import Source

if TYPE_CHECKING:
    from apps.accounts.models import User


@dataclass(frozen=True)
class Description:
    """What a private food is called and contains, per 100 g or 100 ml, and how that is known.

    ``notes`` says per nutrient what the version as a whole does not.
    """

    name: str
    nutrients: Nutrients
    source: Source
    licence: str
    confidence: Decimal
    per: str = FoodVersion.Per.G100.value
    brand: str = ""
    category: str = ""
    portion_name: str = ""
    portion_name_en: str = ""
    portion_g: Decimal | None = None
    notes: dict[str, dict[str, str]] = field(default_factory=dict)


def make_private_food(food_id: UUID, owner: "User", described: Description, at: datetime) -> Food:
    food = Food(pk=food_id, owner_id=owner.pk)
    _describe(food, described, at, new=True)
    return food


def describe_private_food(food: Food, described: Description, at: datetime) -> None:
    """Rename it and, where the values are others, give it a new version."""
    _describe(food, described, at, new=False)


def portion_id(food_id: UUID) -> UUID:
    """The id of a private food's portion, which a phone offline can know too."""
    return uuid5(food_id, "portion")


def _describe(food: Food, described: Description, at: datetime, *, new: bool) -> None:
    food.name, food.brand = described.name, described.brand
    food.category = described.category
    food.save(force_insert=new)
    add_version(food, described, at)
    _keep_portion(food, described)


def add_version(food: Food, described: Description, at: datetime) -> None:
    """Make the description the food's current version, unless it is already."""
    version = _version(food, described, at)
    before = food.current_version
    if before is not None:
        if bytes(before.content_hash) == version.content_hash:
            return
        version.number = before.number + 1
    version.save(force_insert=True)
    food.current_version = version
    food.save(update_fields=["current_version", "updated_at"])


def _version(food: Food, described: Description, at: datetime) -> FoodVersion:
    columns = columns_of(described.nutrients)
    columns["micronutrients"] = {
        code: {"value": value, "confidence": _confidence(code, described)}
        for code, value in columns["micronutrients"].items()
    }
    stated = {
        "per": described.per,
        "source": described.source.value,
        "licence": described.licence,
        "confidence": described.confidence,
        "value_sources": described.notes,
        **columns,
    }
    return FoodVersion(
        food=food,
        number=1,
        completeness=rounded(described.nutrients.completeness, Decimal("0.01")),
        content_hash=_digest(stated),
        fetched_at=at,
        **stated,
    )


def _confidence(code: str, described: Description) -> str:
    return described.notes.get(code, {}).get("confidence", str(described.confidence))


def _digest(stated: dict[str, Any]) -> bytes:
    return hashlib.sha256(repr(sorted(stated.items())).encode()).digest()


def _keep_portion(food: Food, described: Description) -> None:
    if described.portion_g is None:
        Portion.objects.filter(pk=portion_id(food.pk)).delete()
        return
    Portion.objects.update_or_create(
        pk=portion_id(food.pk),
        defaults={
            "food": food,
            "name": described.portion_name,
            "name_en": described.portion_name_en,
            "mass_g": described.portion_g,
            "source": described.source.value,
        },
    )
