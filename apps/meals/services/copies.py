"""Eating the same again: copies of a meal, of a day, and what a template serves.

A copy is a new fact. Its grams are the ones copied; its nutrients are computed from the foods as
they are now, so that a corrected error is not copied on for years. A food that can no longer be
logged is copied with the values it was logged with.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from apps.meals import selectors
from apps.meals.domain.copies import copy_id, same_time_on
from apps.meals.domain.plates import CONFIDENCE_STEP, rounded
from apps.meals.models import DIARY_BEGINS, Food, Meal, MealItem, Serving
from apps.meals.services.diary import MealDraft, log_meal, repeated_meal
from apps.meals.services.own import as_said
from apps.meals.services.plates import ItemDraft, plates_of
from apps.outbox import services as outbox
from apps.shared.refusals import Invalid, NotFound

if TYPE_CHECKING:
    from apps.accounts.models import User


ONE_DAY = timedelta(days=1)


def copy_meal(
    user: "User",
    source_id: UUID,
    draft: MealDraft,
    *,
    request_hash: bytes,
    at: datetime,
) -> tuple[Meal, bool]:
    """Log a meal again; ``draft`` says id and time, and type and note are the source's where it
    leaves them empty. Items' ids follow from the meal's and the source items'.

    Raises as ``log_meal``, NotFound for the source.
    """
    if Meal.objects.filter(pk=draft.id).exists():
        return repeated_meal(user.pk, draft.id, request_hash), False
    source = selectors.meal(user.pk, source_id)
    return _copy(user, source, draft, request_hash=request_hash, at=at)


def _copy(
    user: "User", source: Meal, draft: MealDraft, *, request_hash: bytes, at: datetime
) -> tuple[Meal, bool]:
    draft = replace(draft, type=draft.type or source.type, note=draft.note or source.note)

    def plates(meal: Meal) -> list[MealItem]:
        return _copies(meal, source.living_items, request_hash)

    return log_meal(user, draft, request_hash=request_hash, at=at, plates=plates)


@transaction.atomic
def copy_day(
    user: "User",
    day: date,
    *,
    copied_by: UUID,
    to: date,
    only: Collection[UUID] = (),
    request_hash: bytes,
    at: datetime,
) -> tuple[list[Meal], bool]:
    """Log the meals of a day again on another, at the same times; all of them or none.

    ``copied_by`` is the phone's id of this copy: meals' ids follow from it and the sources', so
    that repeating it finds them. ``only`` names the meals wanted. Raises NotFound when there is
    nothing to copy, Invalid when a meal would be in the future.
    """
    if not DIARY_BEGINS.date() <= to <= (at + ONE_DAY).date():
        message = _("A diary goes from the year 2000 to today.")
        raise Invalid("DAY_OUT_OF_RANGE", message, param="to_date")
    if made := _made_before(user.pk, day, copied_by):
        return [repeated_meal(user.pk, meal_id, request_hash) for meal_id in made], False
    sources = [one for one in selectors.day(user.pk, day).meals if not only or one.pk in only]
    if not sources:
        raise NotFound("NOTHING_TO_COPY", _("There is nothing to copy on this day."))
    with outbox.together():
        copies = [
            _copy(
                user, one, _moved(user, one, copied_by, day, to), request_hash=request_hash, at=at
            )
            for one in sources
        ]
    return [meal for meal, _new in copies], True


def _made_before(user_id: UUID, day: date, copied_by: UUID) -> list[UUID]:
    """Ids of the copies an earlier sending made, also of meals deleted since."""
    sources = Meal.objects.filter(user_id=user_id, local_date=day).values_list("pk", flat=True)
    ids = [copy_id(copied_by, source_id) for source_id in sources]
    made = Meal.objects.filter(pk__in=ids).order_by("eaten_at", "pk")
    return list(made.values_list("pk", flat=True))


def _moved(user: "User", source: Meal, copied_by: UUID, day: date, to: date) -> MealDraft:
    eaten_at = same_time_on(
        source.eaten_at, source.timezone, day=day, on=to, day_starts_at=user.day_starts_at
    )
    return MealDraft(
        id=copy_id(copied_by, source.pk),
        type=source.type,
        eaten_at=eaten_at,
        timezone=source.timezone,
        logged_by=Meal.LoggedBy.COPY.value,
        note=source.note,
    )


def _copies(meal: Meal, sources: list[MealItem], request_hash: bytes) -> list[MealItem]:
    wanted = {source.food_id for source in sources}
    foods, _by_gtin = selectors.foods_for_items(meal.user_id, wanted, set())
    there = {food_id for food_id, food in foods.items() if _can_be_logged(food)}
    served = iter(serve(meal, [one for one in sources if one.food_id in there], request_hash))
    return [
        next(served) if source.food_id in there else _as_it_was(meal, source, request_hash)
        for source in sources
    ]


def _can_be_logged(food: Food) -> bool:
    return food.merged_into_id is not None or (
        food.status != Food.Status.DRAFT and food.current_version is not None
    )


def serve(
    meal: Meal, servings: Iterable[MealItem | Serving], request_hash: bytes
) -> list[MealItem]:
    """Unsaved items of the same grams, with what is known of the foods now. Raises Invalid."""
    servings = list(servings)
    drafts = [
        ItemDraft(
            id=copy_id(meal.pk, one.pk),
            food_id=one.food_id,
            quantity_g=one.quantity_g,
            precision_g=one.precision_g,
        )
        for one in servings
    ]
    plates = plates_of(meal, drafts, request_hash)
    for plate, one in zip(plates, servings, strict=True):
        for name, value in as_said(one).items():
            setattr(plate, name, value)
        plate.quantity_confidence = one.quantity_confidence
        plate.confidence = rounded(plate.confidence * one.quantity_confidence, CONFIDENCE_STEP)
    return plates


def _as_it_was(meal: Meal, source: MealItem, request_hash: bytes) -> MealItem:
    fields = {f.attname: getattr(source, f.attname) for f in MealItem._meta.concrete_fields}
    return MealItem(
        **fields
        | {
            "id": copy_id(meal.pk, source.pk),
            "meal_id": meal.pk,
            "local_date": meal.local_date,
            "request_hash": request_hash,
        }
    )
