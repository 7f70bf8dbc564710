"""What all sources of a food say together, made the version that is logged."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from apps.meals import selectors
from apps.meals.domain.conflicts import Contribution, Resolved, composition
from apps.meals.domain.plates import CONFIDENCE_STEP, rounded
from apps.meals.models import Food, FoodVersion
from apps.meals.models.composition import columns_of
from apps.meals.models.value_source import MEAN_OF, as_stored, cited, provenance_of
from apps.meals.services.catalogue import add_staff_version, label_beside_nutrients
from apps.meals.services.quality import check_foods
from apps.shared.nutrients import MACRO_CODES
from apps.shared.provenance import Source, strictest
from apps.shared.refusals import Conflict, NotFound


@transaction.atomic
def adopt_resolved(*, food_id: UUID, at: datetime) -> FoodVersion:
    """Give a food a version of the resolved values, each with who had what say in it.

    Refused while the food is flagged, for a wrong value would go into the mean, and when the
    values are those that are logged already.
    """
    locked = Food.objects.select_for_update(of=("self",)).select_related("current_version")
    food = locked.filter(pk=food_id).first()
    if food is None or food.current_version is None:
        raise NotFound("FOOD_NOT_FOUND", _("There is no such food."))
    if food.status in {Food.Status.FLAGGED, Food.Status.MERGED}:
        raise Conflict("FOOD_NOT_SETTLED", _("Settle the food's issues or merge first."))
    before, resolved = food.current_version, selectors.compared(food).resolved
    nutrients = composition(resolved)
    if columns_of(nutrients) == columns_of(before.nutrients):
        raise Conflict("ALREADY_ADOPTED", _("These values are in use already."))
    version = add_staff_version(
        food,
        nutrients,
        per=before.per,
        sources={code: _source(before, code, one, at) for code, one in resolved.items()},
        confidence=_confidence(resolved),
        label_facts=label_beside_nutrients(before),
        at=at,
    )
    check_foods([food_id])
    return version


def _confidence(resolved: dict[str, Resolved]) -> Decimal:
    """Of the version as a whole: that of its least trusted main value."""
    main = [resolved[code].confidence for code in MACRO_CODES if code in resolved]
    return rounded(min(main or [one.confidence for one in resolved.values()]), CONFIDENCE_STEP)


def _source(before: FoodVersion, code: str, one: Resolved, at: datetime) -> dict[str, Any]:
    """The one source of a value, with what is said of it already, or all that it is the mean of."""
    if len(one.contributions) == 1:
        only = one.contributions[0].provenance
        unchanged = only == provenance_of(before, code)
        return cited(before, code) if unchanged else as_stored(only)
    return {
        "source": Source.MANUAL.value,
        "source_id": "",
        "licence": strictest(said.provenance.licence for said in one.contributions).value,
        "confidence": str(rounded(one.confidence, CONFIDENCE_STEP)),
        "fetched_at": at.isoformat(),
        MEAN_OF: [_part(said) for said in one.contributions],
    }


def _part(said: Contribution) -> dict[str, Any]:
    return {
        **as_stored(said.provenance),
        "value": f"{said.amount.value.normalize():f}",
        "share": f"{rounded(said.share)}",
    }
