"""How far drafts of photos were from the meals they were confirmed as."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from apps.meals.domain.photo_drafts import PhotoDraft
from apps.meals.domain.photo_metrics import PhotoMetrics, photo_metrics
from apps.meals.models import MealItem, PhotoAnalysis


@dataclass(frozen=True)
class PhotoAccuracy:
    """Errors in grams of plate, of what the model guessed and of what the draft suggested, against
    what users confirmed: not weighed, and what they left alone counts as right."""

    plates: int
    guessed: PhotoMetrics
    suggested: PhotoMetrics


@dataclass(frozen=True)
class Plate:
    """The mass of the foods that are in the draft and in the meal."""

    confirmed_g: Decimal
    guessed_g: Decimal
    suggested_g: Decimal


def photo_accuracy(*, since: datetime) -> PhotoAccuracy | None:
    """Of the photos confirmed since then; None without any. Two statements."""
    confirmed = PhotoAnalysis.objects.filter(meal__isnull=False, finished_at__gte=since)
    drafts = [draft for job in confirmed.only("drafted") if (draft := job.draft) is not None]
    ids = [item.id for draft in drafts for item in draft.items]
    living = MealItem.objects.filter(pk__in=ids, deleted_at__isnull=True)
    logged_g = dict(living.values_list("pk", "quantity_g"))
    plates = [plate for draft in drafts if (plate := _plate(draft, logged_g)).confirmed_g]
    return _accuracy(plates) if plates else None


def _plate(draft: PhotoDraft, logged_g: dict[UUID, Decimal]) -> Plate:
    items = [item for item in draft.items if item.id in logged_g]
    return Plate(
        _sum(logged_g[item.id] for item in items),
        _sum(item.estimated_g.likely for item in items),
        _sum(item.suggested_g.likely for item in items),
    )


def _sum(masses: Iterable[Decimal]) -> Decimal:
    return sum(masses, Decimal(0))


def _accuracy(plates: list[Plate]) -> PhotoAccuracy:
    confirmed = [float(plate.confirmed_g) for plate in plates]
    return PhotoAccuracy(
        len(plates),
        photo_metrics(confirmed, [float(plate.guessed_g) for plate in plates]),
        photo_metrics(confirmed, [float(plate.suggested_g) for plate in plates]),
    )
