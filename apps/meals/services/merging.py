"""Makes one food of two, and two of one again."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from uuid_utils import uuid7

from apps.meals import selectors
from apps.meals.models import Food, FoodVersion, MergeLog, MergeProposal, QualityIssue
from apps.meals.models.value_source import cited
from apps.meals.services.catalogue import add_staff_version
from apps.meals.services.quality import check_foods
from apps.shared.nutrients import Nutrients
from apps.shared.refusals import Conflict, Invalid, NotFound

if TYPE_CHECKING:
    from apps.accounts.models import User

# A pair that was proposed either way round, or decided on, is not proposed again.
PROPOSE = """
INSERT INTO meals_mergeproposal (id, kept_id, duplicate_id, reason, score, status, found_at)
SELECT found.*, 'open', now()
FROM unnest(%(ids)s::uuid[], %(kept)s::uuid[], %(duplicates)s::uuid[], %(reasons)s::text[],
  %(scores)s::numeric[]) AS found(id, kept_id, duplicate_id, reason, score)
WHERE NOT EXISTS (
  SELECT FROM meals_mergeproposal AS reverse
  WHERE reverse.kept_id = found.duplicate_id AND reverse.duplicate_id = found.kept_id)
ON CONFLICT (kept_id, duplicate_id) DO NOTHING
"""


def propose_merges() -> int:
    """Look for duplicates in the whole catalogue; returns how many pairs are new."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        pairs = selectors.likely_duplicates()
        cursor.execute("RESET statement_timeout")
        columns: dict[str, Any] = {
            "ids": [str(uuid7()) for _ in pairs],
            "kept": [pair.kept_id for pair in pairs],
            "duplicates": [pair.duplicate_id for pair in pairs],
            "reasons": [pair.reason.value for pair in pairs],
            "scores": [pair.score for pair in pairs],
        }
        cursor.execute(PROPOSE, columns)
        return int(cursor.rowcount)


@transaction.atomic
def merge_foods(
    *, kept_id: UUID, duplicate_id: UUID, taken: Collection[str] = (), by: "User", at: datetime
) -> MergeLog:
    """Let ``duplicate`` lead to ``kept``, which takes the values of the nutrients in ``taken``.

    1. Lock both. 2. Refuse a food with itself, merged foods, and foods others lead to: a redirect
    is one step. 3. Give the kept food a version with the values taken. 4. Redirect. 5. Note what
    undoing needs. Diaries keep their snapshots, barcodes and searches follow the redirect.
    """
    kept, duplicate = _locked_pair(kept_id, duplicate_id)
    _require_mergeable(kept, duplicate)
    before = kept.current_version
    after = _combined(kept, duplicate, taken, at) if taken else None
    log = MergeLog.objects.create(
        kept=kept,
        duplicate=duplicate,
        duplicate_status=duplicate.status,
        version_before=before,
        version_after=after,
        taken=sorted(taken),
        merged_by=by,
        merged_at=at,
    )
    duplicate.status, duplicate.merged_into = Food.Status.MERGED, kept
    duplicate.save(update_fields=["status", "merged_into", "updated_at"])
    _settle(kept, duplicate, by, at)
    check_foods([kept.pk])
    return log


@transaction.atomic
def undo_merge(*, log_id: UUID, by: "User", at: datetime) -> MergeLog:
    """Make two foods of one again; a version made since by somebody else stays current."""
    log = MergeLog.objects.select_for_update().filter(pk=log_id).first()
    if log is None:
        raise NotFound("MERGE_NOT_FOUND", _("There is no such merge."))
    if log.undone_at is not None:
        raise Conflict("MERGE_UNDONE", _("This merge was undone already."))
    kept, duplicate = _locked_pair(log.kept_id, log.duplicate_id)
    if log.version_after_id and kept.current_version_id == log.version_after_id:
        kept.current_version = log.version_before
        kept.save(update_fields=["current_version", "updated_at"])
    duplicate.status, duplicate.merged_into = log.duplicate_status, None
    duplicate.save(update_fields=["status", "merged_into", "updated_at"])
    log.undone_by, log.undone_at = by, at
    log.save(update_fields=["undone_by", "undone_at"])
    MergeProposal.objects.filter(_of_pair(kept, duplicate)).update(
        status=MergeProposal.Status.OPEN, decided_by=None, decided_at=None
    )
    check_foods([kept.pk, duplicate.pk])
    return log


def dismiss_proposals(*, proposal_ids: Collection[UUID], by: "User", at: datetime) -> int:
    """Say that proposed foods are different ones; they are not proposed again."""
    return MergeProposal.objects.filter(
        pk__in=proposal_ids, status=MergeProposal.Status.OPEN
    ).update(status=MergeProposal.Status.DISMISSED, decided_by=by, decided_at=at)


def _locked_pair(kept_id: UUID, duplicate_id: UUID) -> tuple[Food, Food]:
    locked = Food.objects.select_for_update(of=("self",)).select_related("current_version")
    found = {food.pk: food for food in locked.filter(pk__in=[kept_id, duplicate_id]).order_by("pk")}
    if kept_id == duplicate_id:
        raise Conflict("SAME_FOOD", _("A food cannot be merged with itself."))
    if len(found) < 2:
        raise NotFound("FOOD_NOT_FOUND", _("There is no such food."))
    return found[kept_id], found[duplicate_id]


def _require_mergeable(kept: Food, duplicate: Food) -> None:
    if Food.Status.MERGED in (kept.status, duplicate.status):
        raise Conflict("ALREADY_MERGED", _("One of these foods is merged already."))
    if Food.objects.filter(merged_into=duplicate).exists():
        message = _("Other foods lead to this one: undo those merges first.")
        raise Conflict("FOODS_LEAD_HERE", message)
    if kept.current_version is None:
        message = _("Nothing is known of the food that would be kept.")
        raise Conflict("FOOD_WITHOUT_VALUES", message)


def _combined(kept: Food, duplicate: Food, taken: Collection[str], at: datetime) -> FoodVersion:
    """The kept food's values with those taken from the duplicate, each with its own source.

    The whole is a decision of staff, so that no import undoes it; it is trusted no more than the
    less trusted of the two.
    """
    mine, theirs = kept.current_version, duplicate.current_version
    assert mine is not None  # noqa: S101  (_require_mergeable)
    _require_takeable(mine, theirs, taken)
    assert theirs is not None  # noqa: S101  (_require_takeable)
    amounts = dict(mine.nutrients.amounts)
    amounts |= {code: theirs.nutrients.amounts[code] for code in taken}
    return add_staff_version(
        kept,
        Nutrients(amounts),
        per=mine.per,
        sources={code: cited(theirs if code in taken else mine, code) for code in amounts},
        confidence=min(mine.confidence, theirs.confidence),
        label_facts=_label_facts(mine, taken),
        at=at,
    )


def _label_facts(mine: FoodVersion, taken: Collection[str]) -> dict[str, Any]:
    """Of another's energy the kept food's label does not state the kJ."""
    stale = {"energy_kj"} if "energy_kcal" in taken else set()
    return {key: said for key, said in mine.label_facts.items() if key not in stale}


def _require_takeable(
    mine: FoodVersion, theirs: FoodVersion | None, taken: Collection[str]
) -> None:
    unknown = [code for code in taken if theirs is None or code not in theirs.nutrients.amounts]
    if unknown:
        message = _("The duplicate does not state %(nutrient)s.") % {"nutrient": unknown[0]}
        raise Invalid("NUTRIENT_NOT_STATED", message, param="taken")
    if theirs is not None and theirs.per != mine.per:
        message = _("One food is stated per 100 g, the other per 100 ml.")
        raise Conflict("PER_DIFFERS", message)


def _settle(kept: Food, duplicate: Food, by: "User", at: datetime) -> None:
    """What waited for a decision on the two: proposals and the duplicate's issues."""
    MergeProposal.objects.filter(_of_pair(kept, duplicate)).update(
        status=MergeProposal.Status.MERGED, decided_by=by, decided_at=at
    )
    MergeProposal.objects.filter(
        Q(kept=duplicate) | Q(duplicate=duplicate), status=MergeProposal.Status.OPEN
    ).delete()
    duplicate.issues.filter(status__in=QualityIssue.STANDING).update(
        status=QualityIssue.Status.CLOSED, closed_at=at
    )


def _of_pair(one: Food, other: Food) -> Q:
    return Q(kept=one, duplicate=other) | Q(kept=other, duplicate=one)
