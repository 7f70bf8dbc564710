"""Writes to the catalogue."""

import hashlib
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from apps.meals.domain.plates import rounded
from apps.meals.models import Food, FoodAlias, FoodVersion
from apps.meals.models.composition import columns_of
from apps.meals.services.quality import check_foods
from apps.shared.nutrients import Amount, Nutrients
from apps.shared.provenance import Licence, Source

# Facts of a label that belong to the composition it came with.
OF_NUTRIENTS = frozenset(
    {"energy_kj", "further_g", "per_serving", "no_nutrition_data"}
    | {"nutriscore_grade", "nutriscore_version"}
)


@transaction.atomic
def add_manual_version(food_id: UUID, amounts: dict[str, Decimal | None], per: str) -> FoodVersion:
    """Store a composition typed by staff as the food's new version and make it current.

    Micronutrients the form does not show are kept from the version before, with their sources.
    """
    food = Food.objects.select_for_update().get(pk=food_id)
    now = timezone.now()
    stated = {code: Amount(value) for code, value in amounts.items() if value is not None}
    columns = columns_of(Nutrients(stated))
    kept = _micronutrients_before(food, per)
    label = _label_before(food)
    micronutrients = kept | _with_confidence(columns.pop("micronutrients"), "1")
    highest = food.versions.aggregate(highest=Max("number"))["highest"] or 0
    version = FoodVersion.objects.create(
        food=food,
        number=highest + 1,
        per=per,
        source=Source.MANUAL.value,
        licence=Licence.OWN.value,
        confidence=Decimal(1),
        completeness=completeness_of(micronutrients),
        micronutrients=micronutrients,
        label_facts=label,
        content_hash=hashlib.sha256(repr(sorted(amounts.items())).encode()).digest(),
        fetched_at=now,
        **columns,
    )
    food.current_version = version
    food.save(update_fields=["current_version", "updated_at"])
    check_foods([food_id])
    return version


def _micronutrients_before(food: Food, per: str) -> dict[str, Any]:
    before = food.current_version
    return dict(before.micronutrients) if before is not None and before.per == per else {}


def _label_before(food: Food) -> dict[str, Any]:
    """What the label says beside the nutrients that were typed anew."""
    before = food.current_version
    facts = before.label_facts if before is not None else {}
    return {key: said for key, said in facts.items() if key not in OF_NUTRIENTS}


def _with_confidence(micronutrients: dict[str, str], confidence: str) -> dict[str, Any]:
    return {
        code: {"value": value, "confidence": confidence} for code, value in micronutrients.items()
    }


def completeness_of(micronutrients: dict[str, Any]) -> Decimal:
    """Share of the key micronutrients that are among these, as it is stored."""
    known = Nutrients({code: Amount(Decimal(0)) for code in micronutrients})
    return rounded(known.completeness, Decimal("0.01"))


def refresh_other_names(food_id: UUID) -> None:
    """Bring the food's searchable other names in line with its aliases."""
    names = (
        FoodAlias.objects.filter(food_id=food_id).order_by("name").values_list("name", flat=True)
    )
    Food.objects.filter(pk=food_id).update(other_names="\n".join(names), updated_at=timezone.now())


def refresh_search_words() -> None:
    """Bring the words that misspelt ones are corrected to up to date with the catalogue."""
    with connection.cursor() as cursor:
        # Over a large catalogue this takes longer than a request may.
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY meals_search_word")
        cursor.execute("RESET statement_timeout")
