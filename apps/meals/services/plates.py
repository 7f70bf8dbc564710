"""From what the phone says was eaten to items with the snapshots they are computed from."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _
from prometheus_client import Histogram

from apps.meals import selectors
from apps.meals.domain.plates import DEFAULT_PRECISION_G, WEIGHED_CONFIDENCE, plate, rounded
from apps.meals.models import Food, FoodVersion, Meal, MealItem, Portion
from apps.meals.models.composition import columns_of
from apps.shared.quantities import FoodMeasure, Mass, Unit, mass_of
from apps.shared.refusals import Invalid

ONE = Decimal(1)
CONFIDENCE = Histogram(
    "nutrition_data_confidence",
    "Confidence of logged items",
    ["source"],
    buckets=(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
)


@dataclass(frozen=True)
class ItemDraft:
    """What the phone says was eaten: a food by id or GTIN-14, in grams, in another unit or in
    portions of it."""

    id: UUID
    food_id: UUID | None = None
    gtin: str | None = None
    quantity_g: Decimal | None = None
    quantity: Decimal | None = None
    unit: Unit | None = None
    portion_id: UUID | None = None
    portion_count: Decimal | None = None
    precision_g: Decimal = DEFAULT_PRECISION_G
    quantity_g_confidence: Decimal = WEIGHED_CONFIDENCE


def plates_of(
    meal: Meal, drafts: list[ItemDraft], request_hash: bytes, *, param: str = "items"
) -> list[MealItem]:
    """Unsaved items with their snapshots. Raises Invalid naming the field of the draft at fault,
    where ``param`` is the list of drafts."""
    places = [f"{param}[{position}]." for position in range(len(drafts))]
    return _plates(meal, dict(zip(places, drafts, strict=True)), request_hash)


def plate_of(meal: Meal, draft: ItemDraft, request_hash: bytes) -> MealItem:
    """The same for a draft that is the whole request."""
    [item] = _plates(meal, {"": draft}, request_hash)
    return item


def _plates(meal: Meal, drafts: dict[str, ItemDraft], request_hash: bytes) -> list[MealItem]:
    by_id, by_gtin = _foods(meal.user_id, list(drafts.values()))
    portions = _portions(list(drafts.values()))
    return [
        _plate_of(
            meal, draft, place, _food_of(draft, place, by_id, by_gtin), portions, request_hash
        )
        for place, draft in drafts.items()
    ]


def _foods(user_id: UUID, drafts: list[ItemDraft]) -> tuple[dict[UUID, Food], dict[str, Food]]:
    ids = {draft.food_id for draft in drafts if draft.food_id is not None}
    gtins = {draft.gtin for draft in drafts if draft.gtin is not None}
    if not ids and not gtins:
        return {}, {}
    own = selectors.own_ids_by_gtin(user_id, gtins)
    by_id, by_gtin = selectors.foods_for_items(user_id, ids | set(own.values()), gtins - own.keys())
    return by_id, by_gtin | {gtin: by_id[food_id] for gtin, food_id in own.items()}


def _food_of(
    draft: ItemDraft, place: str, by_id: dict[UUID, Food], by_gtin: dict[str, Food]
) -> Food:
    food = by_id.get(draft.food_id) if draft.food_id else by_gtin.get(draft.gtin or "")
    if food is not None and food.merged_into_id is not None:
        food = selectors.food(food.merged_into_id)
    param = f"{place}{'food_id' if draft.food_id else 'barcode'}"
    if food is None or food.status == Food.Status.DRAFT:
        asked = {"gtin": draft.gtin} if draft.gtin and food is None else {}
        raise Invalid("FOOD_NOT_FOUND", _("There is no such food."), param=param, **asked)
    if food.current_version is None:
        raise Invalid("FOOD_WITHOUT_VALUES", _("Nothing is known of this food yet."), param=param)
    return food


def _portions(drafts: list[ItemDraft]) -> dict[UUID, Portion]:
    ids = {draft.portion_id for draft in drafts if draft.portion_id is not None}
    return Portion.objects.in_bulk(ids) if ids else {}


def _plate_of(
    meal: Meal,
    draft: ItemDraft,
    place: str,
    food: Food,
    portions: dict[UUID, Portion],
    request_hash: bytes,
) -> MealItem:
    version = food.current_version
    assert version is not None  # noqa: S101  (_food_of refuses foods without one)
    portion = _portion_of(draft, place, food, portions)
    quantity_g, quantity_confidence = _mass(draft, place, food, portion)
    eaten = plate(
        version.nutrients,
        quantity_g=quantity_g,
        per_100_ml=version.per == FoodVersion.Per.ML100,
        density_g_per_ml=food.density_g_per_ml,
        source_confidence=food.held_confidence,
        completeness=version.completeness,
        quantity_confidence=quantity_confidence,
    )
    CONFIDENCE.labels(version.source).observe(float(eaten.confidence))
    return MealItem(
        id=draft.id,
        meal=meal,
        user_id=meal.user_id,
        local_date=meal.local_date,
        food=food,
        food_version=version,
        food_name=food.name,
        quantity_g=quantity_g,
        precision_g=draft.precision_g,
        quantity_confidence=quantity_confidence,
        quantity=draft.quantity,
        unit=draft.unit.value if draft.unit else "",
        portion_name=portion.name if portion else "",
        portion_count=(draft.portion_count or ONE) if portion else None,
        source=version.source,
        licence=version.licence,
        confidence=eaten.confidence,
        request_hash=request_hash,
        **columns_of(eaten.nutrients),
    )


def _portion_of(
    draft: ItemDraft, place: str, food: Food, portions: dict[UUID, Portion]
) -> Portion | None:
    if draft.portion_id is None:
        return None
    portion = portions.get(draft.portion_id)
    if portion is None or portion.food_id != food.pk:
        message = _("This food has no such portion.")
        raise Invalid("PORTION_NOT_FOUND", message, param=f"{place}portion_id")
    return portion


def _mass(draft: ItemDraft, place: str, food: Food, portion: Portion | None) -> Mass:
    """Grams of what was eaten, as stored. Raises Invalid for too little or too much."""
    if draft.quantity_g is not None:
        return Mass(draft.quantity_g, draft.quantity_g_confidence)
    version = food.current_version
    measure = FoodMeasure(
        density_g_per_ml=food.density_g_per_ml,
        by_volume=version is not None and version.per == FoodVersion.Per.ML100,
        portion_g=portion.mass_g if portion else None,
    )
    if portion is None:
        amount, unit, name = draft.quantity or Decimal(0), draft.unit or Unit.G, "quantity"
    else:
        amount, unit, name = draft.portion_count or ONE, Unit.PORTION, "portion_count"
    mass = mass_of(amount, unit, measure)
    grams = rounded(mass.grams, Decimal("0.01"))
    if grams <= 0:
        raise Invalid("QUANTITY_TOO_SMALL", _("A quantity is at least 0.01 g."), param=place + name)
    if grams > 20_000:
        message = _("A quantity is at most 20,000 g.")
        raise Invalid("QUANTITY_TOO_LARGE", message, param=place + name)
    return Mass(grams, mass.confidence)
