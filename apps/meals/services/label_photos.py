"""From the photo of a package to a food: the user's own first, the catalogue's when staff agree."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from uuid_utils.compat import uuid7

from apps.meals import selectors
from apps.meals.clients import vision
from apps.meals.domain.package_labels import LabelNotRead, SeenLabel
from apps.meals.domain.quality import Severity
from apps.meals.domain.resolution import Kind, Query
from apps.meals.imports.food_record import MappedFood
from apps.meals.imports.merge import merge_foods
from apps.meals.imports.package_labels import ORIGIN, findings_of, map_label
from apps.meals.models import Food, LabelPhoto, OwnFood
from apps.meals.models.ai_job import BUDGET_EXHAUSTED, UPLOAD_GONE
from apps.meals.services import ai_jobs, uploads
from apps.meals.services.diary import lock_diary
from apps.meals.services.own_foods import delete_own_food
from apps.meals.services.private_foods import Description, make_private_food
from apps.meals.services.quality import check_foods
from apps.shared.ai import AIFailure, Answer
from apps.shared.clients import openai
from apps.shared.nutrients import Amount, Nutrients
from apps.shared.refusals import TooMany

if TYPE_CHECKING:
    from apps.accounts.models import User

PHOTO = "photo"
PORTION = ("porzione", "serving")
Review = LabelPhoto.Review


@dataclass(frozen=True)
class LabelRead:
    """What was read on a package, to be stored for whoever sent its photo."""

    photo: LabelPhoto
    seen: SeenLabel
    food: MappedFood


def read_label(photo_id: UUID) -> LabelRead:
    """Have a package read; each time it is asked costs. Raises AIFailure, LabelNotRead."""
    LabelPhoto.objects.filter(pk=photo_id).update(attempts=F("attempts") + 1)
    photo = LabelPhoto.objects.filter(pk=photo_id).first()
    if photo is None or not photo.is_kept:
        raise LabelNotRead(UPLOAD_GONE)
    answer = _answer(photo)
    _note_answer(photo, answer.raw, answer.spent.model)
    return LabelRead(photo, answer.value, map_label(answer.value, photo.gtin))


def _answer(photo: LabelPhoto) -> Answer[SeenLabel]:
    try:
        jpegs = [uploads.content_of(name) for name in (photo.table.name, photo.front.name) if name]
        return ai_jobs.paid(
            photo.user_id,
            lambda: vision.read_package(jpegs),
            kind=PHOTO,
            job_id=photo.pk,
            attempt=photo.attempts,
            most_usd=openai.dearest_look(len(jpegs)),
            at=timezone.now(),
        )
    except FileNotFoundError as error:
        raise LabelNotRead(UPLOAD_GONE) from error
    except TooMany as error:
        raise LabelNotRead(BUDGET_EXHAUSTED) from error
    except AIFailure as failure:
        _note_answer(photo, failure.raw, failure.spent.model if failure.spent else "")
        raise


def _note_answer(photo: LabelPhoto, raw: str, model: str) -> None:
    noted = {"raw_answer": raw, "model": model, "prompt_version": vision.LABEL_PROMPT_VERSION}
    LabelPhoto.objects.filter(pk=photo.pk).update(**noted)


@transaction.atomic
def keep_label(read: LabelRead, *, at: datetime) -> Food:
    """Store what was read as an own food of the user, and put it before staff.

    What the user described meanwhile stands.
    """
    photo, findings = read.photo, findings_of(read.food)
    lock_diary(photo.user)
    wrong = any(finding.severity == Severity.ERROR for finding in findings)
    described = selectors.own_answer(photo.user_id, Query(Kind.BARCODE, photo.gtin))
    food = described or _own_food(read, at, flagged=wrong or read.food.flagged)
    LabelPhoto.objects.filter(pk=photo.pk).update(
        seen=read.seen.model_dump(mode="json"),
        findings=[finding.code for finding in findings],
        food=food,
        review=Review.WAITING,
    )
    return food


def _own_food(read: LabelRead, at: datetime, *, flagged: bool) -> Food:
    photo = read.photo
    food = make_private_food(uuid7(), photo.user, _description(read), at)
    if flagged:
        food.status = Food.Status.FLAGGED
        food.save(update_fields=["status", "updated_at"])
    OwnFood(
        food=food, user_id=photo.user_id, gtin=photo.gtin, request_hash=photo.request_hash
    ).save(force_insert=True)
    return food


def _description(read: LabelRead) -> Description:
    food, seen = read.food, read.seen
    by_mass = seen.serving_size is not None and seen.serving_unit == "g"
    name, name_en = PORTION if by_mass else ("", "")
    return Description(
        name=food.name,
        brand=food.brand,
        nutrients=Nutrients({code: Amount(value) for code, value in food.amounts.items()}),
        per=food.per,
        source=ORIGIN.source,
        licence=ORIGIN.licence.value,
        confidence=ORIGIN.confidence,
        portion_name=name,
        portion_name_en=name_en,
        portion_g=Decimal(str(seen.serving_size)) if by_mass else None,
        notes={code: dict(said) for code, said in food.notes.items()},
    )


def accept_labels(photo_ids: list[UUID], *, by: "User", at: datetime) -> int:
    """Take foods read from photos into the catalogue; returns how many."""
    return _decide(photo_ids, Review.ACCEPTED, by, at, _publish)


def dismiss_labels(photo_ids: list[UUID], *, by: "User", at: datetime) -> int:
    """Leave foods read from photos to their users alone; returns how many."""
    return _decide(photo_ids, Review.DISMISSED, by, at, lambda photo, at: None)


def _decide(
    photo_ids: list[UUID],
    review: str,
    by: "User",
    at: datetime,
    effect: Callable[[LabelPhoto, datetime], None],
) -> int:
    decided = 0
    for photo_id in photo_ids:
        with transaction.atomic():
            waiting = LabelPhoto.objects.select_for_update(of=("self",)).select_related("user")
            photo = waiting.filter(pk=photo_id, review=Review.WAITING).first()
            if photo is None:
                continue
            effect(photo, at)
            photo.review, photo.reviewed_by, photo.reviewed_at = review, by, at
            photo.save(update_fields=["review", "reviewed_by", "reviewed_at"])
            decided += 1
    return decided


def _publish(photo: LabelPhoto, at: datetime) -> None:
    """The catalogue has it from now on; the user's copy goes unless the user corrected it."""
    merge_foods([map_label(SeenLabel.model_validate(photo.seen), photo.gtin)], ORIGIN, at)
    check_foods(Food.objects.filter(gtin=photo.gtin).values_list("pk", flat=True))
    untouched = OwnFood.objects.filter(
        food=photo.food,
        user_id=photo.user_id,
        deleted_at__isnull=True,
        food__current_version__source=ORIGIN.source.value,
    )
    for own in untouched:
        delete_own_food(photo.user, own.pk, at=at)
