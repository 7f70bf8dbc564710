"""From the photo of a plate to a draft, and from the draft to a meal."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from apps.meals import selectors
from apps.meals.clients import vision
from apps.meals.domain.corrections import Line as DraftLine
from apps.meals.domain.corrections import corrections, is_same
from apps.meals.domain.photo_drafts import (
    ALTERNATIVES,
    LONGEST_NAME,
    Candidate,
    DraftItem,
    Grams,
    Macros,
    PhotoDraft,
    SeenFood,
    SeenMeal,
    grams_of,
    name_match,
    portion_bias,
    seen_confidence,
)
from apps.meals.domain.pictures import Picture
from apps.meals.domain.plates import HUNDRED, rounded
from apps.meals.models import Meal, MealItem, PhotoAnalysis
from apps.meals.selectors import FoodHit
from apps.meals.services import ai_jobs
from apps.shared.ai import Answer
from apps.shared.clients import openai
from apps.shared.nutrients import MACRO_CODES
from apps.shared.refusals import Conflict, Invalid

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.meals.services.diary import MealDraft
    from apps.meals.services.plates import ItemDraft

CANDIDATES = 10


@dataclass(frozen=True)
class Capture:
    """What the phone tells of a photo or a recording beside the file itself."""

    id: UUID
    meal_type: str = ""
    eaten_at: datetime | None = None
    hint: str = ""


def submit_photo(
    user: "User", capture: Capture, picture: Picture, *, request_hash: bytes, at: datetime
) -> tuple[PhotoAnalysis, bool]:
    """Take a photo in for analysis; see ``ai_jobs.submit``."""
    job = PhotoAnalysis(
        id=capture.id,
        user=user,
        meal_type=capture.meal_type,
        eaten_at=capture.eaten_at,
        hint=capture.hint,
        request_hash=request_hash,
    )
    return ai_jobs.submit(PHOTOS, job, picture.jpeg, "jpg", at=at)


def analyse_photo(job_id: UUID, *, at: datetime) -> float | None:
    """See ``ai_jobs.run``."""
    return ai_jobs.run(PHOTOS, job_id, at=at)


def retry_photo(user: "User", job_id: UUID, *, at: datetime) -> PhotoAnalysis:
    """See ``ai_jobs.retry``."""
    return ai_jobs.retry(PHOTOS, user, job_id, at=at)


def lost_photos(*, at: datetime) -> list[UUID]:
    """See ``ai_jobs.due``."""
    return ai_jobs.due(PHOTOS, at=at)


def _ask(job: PhotoAnalysis, jpeg: bytes) -> Answer[SeenMeal]:
    return vision.look_at_plate(jpeg, hint=job.hint)


def _outcome(job: PhotoAnalysis, seen: SeenMeal) -> dict[str, Any]:
    return {
        "prompt_version": vision.PROMPT_VERSION,
        "drafted": draft_of(job, seen).model_dump(mode="json"),
    }


PHOTOS = ai_jobs.Line(
    model=PhotoAnalysis,
    kind="photo",
    folder="analyses",
    submitted_event="meals.photo_submitted.v1",
    finished_event="meals.photo_analysed.v1",
    dearest_usd=lambda content: openai.dearest_look(),
    ask=_ask,
    outcome=_outcome,
)


def draft_of(job: PhotoAnalysis, seen: SeenMeal) -> PhotoDraft:
    """The foods of the catalogue that were seen, with their nutrients for the corrected masses."""
    total_g = sum((grams_of(food).likely for food in seen.foods), Decimal(0))
    bias = portion_bias(total_g, slope=settings.PHOTO_PORTION_BIAS_SLOPE)
    found = _found(job, [food.name_it for food in seen.foods])
    items = [_drafted(food, found[food.name_it], bias.factor) for food in seen.foods]
    return PhotoDraft(items=items, portion_bias=bias)


def _found(job: PhotoAnalysis, names: list[str]) -> dict[str, list[FoodHit]]:
    """Foods of each name, best first: generic ones, then those whose names agree most. For a name
    without any its first word is looked for: "pollo alla diavola" is at least "pollo"."""
    look_up = partial(
        selectors.best_foods,
        limit=CANDIDATES,
        user=job.user_id,
        meal_type=job.meal_type or None,
    )
    found = look_up(names)
    heads = {name: name.split()[0] for name in names if not found[name]}
    if heads:
        of_heads = look_up(list(heads.values()))
        found |= {name: of_heads[head] for name, head in heads.items()}
    return {name: sorted(hits, key=_fit(name)) for name, hits in found.items()}


def _fit(name: str) -> Callable[[FoodHit], tuple[bool, Decimal]]:
    return lambda hit: (not hit.is_generic, -name_match(name, hit.name))


def _drafted(seen: SeenFood, hits: list[FoodHit], factor: Decimal) -> DraftItem:
    estimated_g = grams_of(seen)
    suggested_g = estimated_g.times(factor)
    candidates = [_candidate(seen, hit) for hit in hits[: 1 + ALTERNATIVES]]
    match = candidates[0].match if candidates else Decimal(0)
    return DraftItem(
        id=uuid7(),
        seen_as=seen.name_it,
        seen_as_en=seen.name_en[:LONGEST_NAME],
        size=seen.size,
        food=candidates[0] if candidates else None,
        alternatives=candidates[1:],
        estimated_g=estimated_g,
        suggested_g=suggested_g,
        nutrients=_nutrients(hits[0], suggested_g) if hits else None,
        confidence=seen_confidence(seen.confidence, match),
    )


def _candidate(seen: SeenFood, hit: FoodHit) -> Candidate:
    return Candidate(
        food_id=hit.id,
        name=hit.name,
        brand=hit.brand,
        source=hit.source,
        match=name_match(seen.name_it, f"{hit.name} {hit.brand}"),
    )


def _nutrients(hit: FoodHit, grams: Grams) -> Macros:
    """Of the likely mass; a drink counts as water does, 1 g a millilitre."""
    share = grams.likely / HUNDRED
    per_100 = {code: getattr(hit, code) for code in MACRO_CODES}
    return Macros(
        **{code: None if v is None else rounded(v * share) for code, v in per_100.items()}
    )


def confirmed_analysis(user: "User", draft: "MealDraft") -> PhotoAnalysis | None:
    """The locked analysis a meal says it was confirmed from; None when it names none.

    Raises Invalid when there is no such draft, Conflict when another meal was made from it.
    """
    if draft.photo_analysis_id is None:
        return None
    analyses = PhotoAnalysis.objects.select_for_update().filter(user_id=user.pk)
    found = analyses.filter(pk=draft.photo_analysis_id, status="ready").first()
    if found is None:
        message = _("There is no draft of this photo.")
        raise Invalid("PHOTO_DRAFT_NOT_FOUND", message, param="photo_analysis_id")
    if found.meal_id not in {None, draft.id}:
        message = _("Another meal was made from this photo.")
        raise Conflict("PHOTO_ALREADY_LOGGED", message, param="photo_analysis_id")
    return found


def trusted_as_seen(analysis: PhotoAnalysis | None, items: "list[ItemDraft]") -> "list[ItemDraft]":
    """The items, with vision's trust in those the user left as the draft had them."""
    drafted = {item.id: item for item in _draft(analysis).items} if analysis else {}
    return [
        replace(item, quantity_g_confidence=drafted[item.id].confidence)
        if item.id in drafted and _is_untouched(drafted[item.id], item)
        else item
        for item in items
    ]


def _is_untouched(drafted: DraftItem, item: "ItemDraft") -> bool:
    if item.food_id is None or item.quantity_g is None:
        return False
    return is_same(_line(drafted), DraftLine(item.id, item.food_id, item.quantity_g))


def note_confirmation(analysis: PhotoAnalysis | None, meal: Meal, items: list[MealItem]) -> None:
    """Link the meal to its photo's draft and count what the user corrected."""
    if analysis is None:
        return
    logged = [DraftLine(item.pk, item.food_id, item.quantity_g) for item in items]
    counted = corrections(map(_line, _draft(analysis).items), logged)
    analysis.meal = meal
    analysis.items_changed = counted.changed
    analysis.items_removed = counted.removed
    analysis.items_added = counted.added
    analysis.save(
        update_fields=["meal", "items_changed", "items_removed", "items_added", "updated_at"]
    )


def _line(item: DraftItem) -> DraftLine:
    return DraftLine(item.id, item.food.food_id if item.food else None, item.suggested_g.likely)


def _draft(analysis: PhotoAnalysis) -> PhotoDraft:
    return PhotoDraft.model_validate(analysis.drafted)
