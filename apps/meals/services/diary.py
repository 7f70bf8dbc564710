"""Writes to the diary."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from prometheus_client import Counter, Histogram

from apps.meals import selectors
from apps.meals.domain.plates import DEFAULT_PRECISION_G, WEIGHED_CONFIDENCE, plate, rounded
from apps.meals.models import DIARY_BEGINS, Food, FoodVersion, Meal, MealItem, Portion
from apps.meals.models.composition import columns_of
from apps.meals.services import photo_analyses
from apps.outbox import services as outbox
from apps.shared.days import local_date
from apps.shared.quantities import FoodMeasure, Mass, Unit, mass_of
from apps.shared.refusals import Conflict, Gone, Invalid, NotFound
from apps.shared.rows import columns, insert, select

if TYPE_CHECKING:
    from apps.accounts.models import User

# A phone's clock may run ahead of ours by this much.
CLOCK_SKEW = timedelta(minutes=10)

MEALS_CREATED = Counter("meals_created_total", "Meals logged", ["logged_by"])
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
    unit: Unit = Unit.G
    portion_id: UUID | None = None
    portion_count: Decimal | None = None
    precision_g: Decimal = DEFAULT_PRECISION_G
    quantity_g_confidence: Decimal = WEIGHED_CONFIDENCE


@dataclass(frozen=True)
class MealDraft:
    """A meal as the phone sends it; ``request_hash`` is the digest of its meaning."""

    id: UUID
    type: str
    eaten_at: datetime
    timezone: str
    logged_by: str
    note: str
    items: list[ItemDraft] = field(default_factory=list)
    photo_analysis_id: UUID | None = None


Plates = Callable[[Meal], list[MealItem]]


def log_meal(
    user: "User",
    draft: MealDraft,
    *,
    request_hash: bytes,
    at: datetime,
    plates: Plates | None = None,
) -> tuple[Meal, bool]:
    """Store a meal with its items; returns it and whether it is new.

    The ids are the phone's: sending the same meal again returns what is stored. Raises Conflict
    when an id is used for something else, Gone when the meal was deleted since, NotFound for an
    unknown food, Invalid for a time in the future or before the user was born. ``plates`` makes the
    items of the meal where they are not what the draft says.
    """
    try:
        with transaction.atomic():
            stored = _create_meal(user, draft, request_hash, at, plates)
    except IntegrityError:
        return repeated_meal(user.pk, draft.id, request_hash), False
    MEALS_CREATED.labels(stored.logged_by).inc()
    return stored, True


def _create_meal(
    user: "User", draft: MealDraft, request_hash: bytes, at: datetime, made: Plates | None
) -> Meal:
    born = lock_diary(user)
    day = _day_of(user, draft.eaten_at, draft.timezone, born=born, at=at)
    stored = Meal(
        id=draft.id,
        user_id=user.pk,
        type=draft.type,
        eaten_at=draft.eaten_at,
        timezone=draft.timezone,
        local_date=day,
        logged_by=draft.logged_by,
        note=draft.note,
        request_hash=request_hash,
    )
    analysis = photo_analyses.confirmed_analysis(user, draft)
    items = photo_analyses.trusted_as_seen(analysis, draft.items)
    plates = made(stored) if made else plates_of(stored, items, request_hash)
    insert([stored])
    if plates:
        insert(plates)
    photo_analyses.note_confirmation(analysis, stored, plates)
    stored.living_items = plates
    _record("meals.meal_logged.v1", stored, {day})
    return stored


def repeated_meal(user_id: UUID, meal_id: UUID, request_hash: bytes) -> Meal:
    """The meal an earlier sending of the request made. Raises Conflict, Gone."""
    found = Meal.objects.filter(pk=meal_id, user_id=user_id).first()
    if found is None or bytes(found.request_hash) != request_hash:
        raise Conflict("ID_ALREADY_USED", _("This id was used for something else."), param="id")
    if found.deleted_at is not None:
        raise Gone("MEAL_DELETED", _("This meal was deleted."))
    return selectors.meal(user_id, meal_id)


def add_item(
    user: "User", meal_id: UUID, draft: ItemDraft, *, request_hash: bytes
) -> tuple[MealItem, bool]:
    """Add a food to a meal; repeatable like ``log_meal``."""
    try:
        with transaction.atomic():
            meal = _lock_meal(user.pk, meal_id)
            [item] = plates_of(meal, [draft], request_hash)
            insert([item])
            _record("meals.meal_changed.v1", meal, {meal.local_date})
    except IntegrityError:
        return _repeated_item(user.pk, meal_id, draft.id, request_hash), False
    return item, True


def _repeated_item(user_id: UUID, meal_id: UUID, item_id: UUID, request_hash: bytes) -> MealItem:
    found = MealItem.objects.filter(pk=item_id, user_id=user_id, meal_id=meal_id).first()
    if found is None or bytes(found.request_hash) != request_hash:
        raise Conflict("ID_ALREADY_USED", _("This id was used for something else."), param="id")
    if found.deleted_at is not None:
        raise Gone("MEAL_ITEM_DELETED", _("This item was deleted."))
    return found


@transaction.atomic
def change_meal(
    user: "User",
    meal_id: UUID,
    changes: dict[str, Any],
    *,
    at: datetime,
    accept: Callable[[], None] = lambda: None,
) -> Meal:
    """Change type, time, zone or note; a new time may move the meal to another day, and what is
    so already is not written again.

    ``accept`` is called, here and below, once nobody else can change the diary; it may raise.
    """
    born = lock_diary(user)
    meal = _lock_meal(user.pk, meal_id)
    accept()
    if all(getattr(meal, name) == value for name, value in changes.items()):
        return meal
    day_before = meal.local_date
    for name, value in changes.items():
        setattr(meal, name, value)
    if {"eaten_at", "timezone"} & set(changes):
        meal.local_date = _day_of(user, meal.eaten_at, meal.timezone, born=born, at=at)
    meal.save()
    if meal.local_date != day_before:
        meal.items.update(local_date=meal.local_date, updated_at=at)
    _record("meals.meal_changed.v1", meal, {day_before, meal.local_date})
    return meal


@transaction.atomic
def change_item(
    user: "User",
    meal_id: UUID,
    item_id: UUID,
    draft: ItemDraft,
    *,
    accept: Callable[[], None] = lambda: None,
) -> MealItem:
    """Correct the food or the amount; nutrients are computed anew from the food as it is now."""
    meal = _lock_meal(user.pk, meal_id)
    accept()
    item = _living_item(meal, item_id)
    [corrected] = plates_of(meal, [draft], bytes(item.request_hash))
    corrected.created_at = item.created_at
    if _same(item, corrected):
        return item
    corrected.save(force_update=True)
    _record("meals.meal_changed.v1", meal, {meal.local_date})
    return corrected


def _same(stored: MealItem, corrected: MealItem) -> bool:
    names = {field.attname for field in MealItem._meta.concrete_fields}
    names -= {"updated_at", "change", "request_hash"}
    return all(getattr(stored, name) == getattr(corrected, name) for name in names)


@transaction.atomic
def delete_item(
    user: "User",
    meal_id: UUID,
    item_id: UUID,
    *,
    at: datetime,
    accept: Callable[[], None] = lambda: None,
) -> None:
    """Take an item out of a meal; doing it again changes nothing."""
    meal = _lock_meal(user.pk, meal_id)
    accept()
    if not meal.items.filter(pk=item_id).exists():
        raise NotFound("MEAL_ITEM_NOT_FOUND", _("There is no such item in this meal."))
    living = meal.items.filter(pk=item_id, deleted_at__isnull=True)
    if living.update(deleted_at=at, updated_at=at):
        _record("meals.meal_changed.v1", meal, {meal.local_date})


@transaction.atomic
def delete_meal(
    user: "User", meal_id: UUID, *, at: datetime, accept: Callable[[], None] = lambda: None
) -> None:
    """Delete a meal with its items; the rows stay as tombstones, doing it again changes nothing."""
    lock_diary(user)
    accept()
    meal = Meal.objects.filter(pk=meal_id, user_id=user.pk).first()
    if meal is None:
        raise NotFound("MEAL_NOT_FOUND", _("There is no such meal."))
    if meal.deleted_at is not None:
        return
    meal.deleted_at = at
    meal.save(update_fields=["deleted_at", "updated_at"])
    meal.items.filter(deleted_at__isnull=True).update(deleted_at=at, updated_at=at)
    _record("meals.meal_deleted.v1", meal, {meal.local_date})


def lock_diary(user: "User") -> date | None:
    """Let one transaction at a time write a user's diary, so that each sees the other's items
    when it computes the day's balance. Returns the date of birth, where it is known."""
    locked = type(user).objects.select_for_update(of=("self",), no_key=True).only("pk")
    row = locked.annotate(born=F("profile__birth_date")).get(pk=user.pk)
    born: date | None = row.born
    return born


# Written out, as in ``selectors.scanned_food``.
MEAL_OF_LOCKED_DIARY = f"""
SELECT {columns(Meal, "meal")} FROM meals_meal AS meal
JOIN accounts_user AS account ON account.id = meal.user_id
WHERE meal.id = %s AND meal.user_id = %s
FOR NO KEY UPDATE OF account
"""  # noqa: S608  (the model's columns)


def _lock_meal(user_id: UUID, meal_id: UUID) -> Meal:
    meal = next(iter(select(Meal, MEAL_OF_LOCKED_DIARY, [meal_id, user_id])), None)
    if meal is None:
        raise NotFound("MEAL_NOT_FOUND", _("There is no such meal."))
    if meal.deleted_at is not None:
        raise Gone("MEAL_DELETED", _("This meal was deleted."))
    return meal


def _living_item(meal: Meal, item_id: UUID) -> MealItem:
    item = meal.items.filter(pk=item_id).first()
    if item is None:
        raise NotFound("MEAL_ITEM_NOT_FOUND", _("There is no such item in this meal."))
    if item.deleted_at is not None:
        raise Gone("MEAL_ITEM_DELETED", _("This item was deleted."))
    return item


def _day_of(
    user: "User", eaten_at: datetime, zone_name: str, *, born: date | None, at: datetime
) -> date:
    if eaten_at > at + CLOCK_SKEW:
        message = _("A meal cannot be eaten in the future.")
        raise Invalid("EATEN_IN_FUTURE", message, param="eaten_at")
    if eaten_at < DIARY_BEGINS:
        message = _("A meal cannot be older than the year 2000.")
        raise Invalid("EATEN_TOO_EARLY", message, param="eaten_at")
    day = local_date(eaten_at, zone_name, user.day_starts_at)
    if born is not None and day < born:
        message = _("A meal cannot be eaten before the day of birth.")
        raise Invalid("EATEN_BEFORE_BIRTH", message, param="eaten_at")
    return day


def _record(name: str, meal: Meal, days: set[date]) -> None:
    outbox.record(
        name,
        user_id=meal.user_id,
        payload={"meal_id": str(meal.pk), "days": sorted(day.isoformat() for day in days)},
    )


def plates_of(
    meal: Meal, drafts: list[ItemDraft], request_hash: bytes, *, param: str = "items"
) -> list[MealItem]:
    """Unsaved items with their snapshots. Raises Invalid naming the draft at fault in ``param``."""
    by_id, by_gtin = _foods(meal.user_id, drafts)
    portions = _portions(drafts)
    return [
        _plate_of(
            meal,
            draft,
            _food_of(draft, f"{param}[{position}]", by_id, by_gtin),
            portions,
            request_hash,
        )
        for position, draft in enumerate(drafts)
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
    param = f"{place}.{'food_id' if draft.food_id else 'barcode'}"
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
    food: Food,
    portions: dict[UUID, Portion],
    request_hash: bytes,
) -> MealItem:
    version = food.current_version
    assert version is not None  # noqa: S101  (_food_of refuses foods without one)
    portion = _portion_of(draft, food, portions)
    quantity_g, quantity_confidence = _mass(draft, food, portion)
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
        portion_name=portion.name if portion else "",
        portion_count=draft.portion_count if portion else None,
        source=version.source,
        licence=version.licence,
        confidence=eaten.confidence,
        request_hash=request_hash,
        **columns_of(eaten.nutrients),
    )


def _portion_of(draft: ItemDraft, food: Food, portions: dict[UUID, Portion]) -> Portion | None:
    if draft.portion_id is None:
        return None
    portion = portions.get(draft.portion_id)
    if portion is None or portion.food_id != food.pk:
        raise Invalid("PORTION_NOT_FOUND", _("This food has no such portion."), param="portion_id")
    return portion


def _mass(draft: ItemDraft, food: Food, portion: Portion | None) -> Mass:
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
        param, mass = "quantity", mass_of(draft.quantity or Decimal(0), draft.unit, measure)
    else:
        param = "portion_count"
        mass = mass_of(draft.portion_count or Decimal(1), Unit.PORTION, measure)
    grams = rounded(mass.grams, Decimal("0.01"))
    if grams <= 0:
        raise Invalid("QUANTITY_TOO_SMALL", _("A quantity is at least 0.01 g."), param=param)
    if grams > 20_000:
        raise Invalid("QUANTITY_TOO_LARGE", _("A quantity is at most 20,000 g."), param=param)
    return Mass(grams, mass.confidence)
