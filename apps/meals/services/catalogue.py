"""Writes to the catalogue."""

import hashlib
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from apps.meals.domain.plates import rounded
from apps.meals.models import Food, FoodAlias, FoodVersion
from apps.meals.models.composition import columns_of
from apps.meals.models.value_source import as_stored, cited
from apps.meals.services.quality import check_foods
from apps.shared.nutrients import Amount, Nutrients
from apps.shared.provenance import Licence, Provenance, Source, strictest

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
    typed = {code: Amount(value) for code, value in amounts.items() if value is not None}
    before = food.current_version
    kept = _kept(before, typed, per)
    known = before.nutrients.amounts if before is not None else {}
    nutrients = Nutrients(typed | {code: known[code] for code in kept})
    own = Provenance(Source.MANUAL, Licence.OWN, Decimal(1), now)
    sources = {**dict.fromkeys(typed, as_stored(own)), **kept}
    version = add_staff_version(
        food,
        nutrients,
        per=per,
        # What is typed alone needs no word on each value.
        sources=sources if kept else {},
        confidence=Decimal(1),
        label_facts=label_beside_nutrients(before),
        at=now,
    )
    check_foods([food_id])
    return version


def add_staff_version(
    food: Food,
    nutrients: Nutrients,
    *,
    per: str,
    sources: dict[str, dict[str, Any]],
    confidence: Decimal,
    label_facts: dict[str, Any],
    at: datetime,
) -> FoodVersion:
    """Make a composition that staff decided on the food's current version, which no import undoes.

    ``sources`` says where each value comes from unless all are staff's own; the version is under
    the strictest of their licences.
    """
    columns = columns_of(nutrients)
    columns["micronutrients"] = {
        code: {"value": value, "confidence": _confidence(sources, code, confidence)}
        for code, value in columns["micronutrients"].items()
    }
    highest = food.versions.aggregate(highest=Max("number"))["highest"] or 0
    version = FoodVersion.objects.create(
        food=food,
        number=highest + 1,
        per=per,
        source=Source.MANUAL.value,
        licence=_licence(sources),
        confidence=confidence,
        completeness=rounded(nutrients.completeness, Decimal("0.01")),
        value_sources=sources,
        label_facts=label_facts,
        content_hash=hashlib.sha256(repr((per, sorted(columns.items()))).encode()).digest(),
        fetched_at=at,
        **columns,
    )
    food.current_version = version
    food.save(update_fields=["current_version", "updated_at"])
    return version


def _kept(
    before: FoodVersion | None, typed: dict[str, Amount], per: str
) -> dict[str, dict[str, Any]]:
    """The micronutrients nobody typed anew, each with where it comes from."""
    if before is None or before.per != per:
        return {}
    return {code: cited(before, code) for code in before.micronutrients if code not in typed}


def _confidence(sources: dict[str, dict[str, Any]], code: str, otherwise: Decimal) -> str:
    return str(sources.get(code, {}).get("confidence", otherwise))


def _licence(sources: dict[str, dict[str, Any]]) -> str:
    return strictest(said["licence"] for said in sources.values()) if sources else Licence.OWN


def label_beside_nutrients(version: FoodVersion | None) -> dict[str, Any]:
    """What the label says beside nutrients that are stated anew."""
    facts = version.label_facts if version is not None else {}
    return {key: said for key, said in facts.items() if key not in OF_NUTRIENTS}


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
