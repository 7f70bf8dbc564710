"""The sources asked for a food one after the other, the best first.

To add one, write a class with the members of ``SourceOfFoods`` and put it in its place in
``SOURCES``.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from django.conf import settings

from apps.meals import selectors
from apps.meals.clients import openfoodfacts, usda
from apps.meals.domain.package_labels import LabelNotRead
from apps.meals.domain.resolution import Attempt, Kind, Outcome, Query, answers
from apps.meals.imports.amounts import PLACES
from apps.meals.imports.food_record import LONGEST_NAME, MappedFood, Origin, Rejection
from apps.meals.imports.openfoodfacts import ORIGIN as OPENFOODFACTS_ORIGIN
from apps.meals.imports.openfoodfacts import map_document
from apps.meals.imports.usda_documents import ORIGIN as USDA_ORIGIN
from apps.meals.imports.usda_documents import map_usda
from apps.meals.models import Food, FoodVersion
from apps.meals.services.label_photos import LabelRead, read_label
from apps.shared import outside
from apps.shared.ai import PASSING, AIFailure, Reason
from apps.shared.clients import openai
from apps.shared.outside import Unavailable
from apps.shared.provenance import SOURCE_PRIORITY, Licence, Source
from apps.shared.refusals import NotFound

ESTIMATE_ORIGIN = Origin(Source.ESTIMATED, Licence.OWN, SOURCE_PRIORITY[Source.ESTIMATED])
# Counted as attempts, unlike what our own limits hold back at a source that costs nothing.
AI_REASONS = {Reason.RATE_LIMITED: outside.THROTTLED}
# What a document of a shape nobody foresaw makes of a mapper.
MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True)
class Mapped:
    """A food as a source states it, to be stored."""

    food: MappedFood
    origin: Origin


Answer = Food | Mapped | LabelRead | None


class Lasting(Unavailable):
    """No answer, and none later."""


class SourceOfFoods(Protocol):
    """Somebody who may know a food.

    ``find`` gives a food of the catalogue, one to be stored, or None when the source does not know
    it; it raises Unavailable when the source could not be asked, Lasting where asking again is no
    use. It holds no transaction open.
    """

    name: str
    is_outside: bool
    # Only asked when nobody else will answer any more.
    is_last_resort: bool

    def is_for(self, query: Query) -> bool: ...
    def is_enabled(self) -> bool: ...
    def find(self, query: Query) -> Answer: ...


class OwnFoods:
    """What the user described. Asked before a user joins a search that others wait for too, and
    again in a search of the user's own."""

    name = "own"
    is_outside = False
    is_last_resort = False

    def is_for(self, query: Query) -> bool:
        return query.user_id is not None

    def is_enabled(self) -> bool:
        return True

    def find(self, query: Query) -> Answer:
        return selectors.own_answer(query.user_id, query) if query.user_id else None


@dataclass
class Catalogue:
    """The foods of the catalogue whose values in use are of some sources.

    Asked again because an import or another search may have brought the food meanwhile.
    """

    name: str
    sources: tuple[Source, ...]
    is_outside = False
    is_last_resort = False

    def is_for(self, query: Query) -> bool:
        return True

    def is_enabled(self) -> bool:
        return True

    def find(self, query: Query) -> Answer:
        return selectors.catalogue_answer(query, self.sources)


class OpenFoodFacts:
    """Packaged products: by barcode, or by a name that says all that was asked for."""

    name = Source.OPENFOODFACTS.value
    is_outside = True
    is_last_resort = False

    def is_for(self, query: Query) -> bool:
        return True

    def is_enabled(self) -> bool:
        return bool(settings.OPENFOODFACTS_ENABLED)

    def find(self, query: Query) -> Answer:
        if query.kind == Kind.BARCODE:
            document = openfoodfacts.product(query.text)
            if document is None:
                return None
            return self._usable(map_strictly(map_document, document), query)
        hits = (self._fitting(one, query) for one in openfoodfacts.search(query.text))
        return next((hit for hit in hits if hit is not None), None)

    def _fitting(self, document: dict[str, Any], query: Query) -> Answer:
        """One hit of many: what cannot be read or means something else is passed over."""
        try:
            food = map_document(document)
        except MALFORMED:
            return None
        return self._usable(food, query)

    def _usable(self, food: MappedFood | Rejection, query: Query) -> Answer:
        if isinstance(food, Rejection):
            return None
        same = food.gtin == query.text
        named = "energy_kcal" in food.amounts and answers(query.text, f"{food.name} {food.brand}")
        wanted = same if query.kind == Kind.BARCODE else named
        return Mapped(food, OPENFOODFACTS_ORIGIN) if wanted else None


class Usda:
    """Generic foods under American names. One the catalogue has keeps its Italian name."""

    name = Source.USDA.value
    is_outside = True
    is_last_resort = False

    def is_for(self, query: Query) -> bool:
        return query.kind == Kind.NAME

    def is_enabled(self) -> bool:
        return bool(settings.USDA_API_KEY)

    def find(self, query: Query) -> Answer:
        hits = [hit for hit in usda.search(query.text) if answers(query.text, _description(hit))]
        if not hits:
            return None
        best = min(hits, key=lambda hit: len(_description(hit)))
        # Its table has names for ids.
        known = stored(Source.USDA, str(best["fdcId"]), _description(best))
        if known is not None:
            return known
        food = map_strictly(map_usda, usda.food(best["fdcId"]))
        return None if isinstance(food, Rejection) else Mapped(food, USDA_ORIGIN)


class Vision:
    """The label of a package, from the photo a user sent for a barcode nobody knows."""

    name = Source.VISION.value
    is_outside = False
    is_last_resort = False

    def is_for(self, query: Query) -> bool:
        return query.kind == Kind.BARCODE

    def is_enabled(self) -> bool:
        return True

    def find(self, query: Query) -> Answer:
        if query.photo_id is None:
            raise Lasting(Outcome.NO_PHOTO if openai.is_configured() else Outcome.DISABLED)
        try:
            return read_label(query.photo_id)
        except AIFailure as failure:
            kind = Unavailable if failure.reason in PASSING else Lasting
            reason = AI_REASONS.get(failure.reason, failure.reason)
            raise kind(reason, retry_after_s=failure.retry_after_s) from failure
        except LabelNotRead as unread:
            raise Lasting(unread.reason) from unread


class Estimate:
    """The mean of the category that foods of similar names are in, for want of anything better.

    It is stored under the category's name, not under what somebody typed.
    """

    name = Source.ESTIMATED.value
    is_outside = False
    is_last_resort = True

    def is_for(self, query: Query) -> bool:
        return query.kind == Kind.NAME

    def is_enabled(self) -> bool:
        return True

    def find(self, query: Query) -> Answer:
        mean = selectors.category_mean(query.text)
        return Mapped(_estimated(mean), ESTIMATE_ORIGIN) if mean is not None else None


OWN = OwnFoods()
SOURCES: tuple[SourceOfFoods, ...] = (
    OWN,
    Catalogue("curated", (Source.MANUAL,)),
    Catalogue("crea", (Source.CREA,)),
    Catalogue("tables", (Source.SWISS, Source.USDA, Source.CIQUAL, Source.BLS)),
    Usda(),
    Catalogue("products", (Source.OPENFOODFACTS,)),
    OpenFoodFacts(),
    Catalogue("labels", (Source.VISION,)),
    Vision(),
    Estimate(),
)


def asked(source: SourceOfFoods, query: Query) -> tuple[Attempt, Answer]:
    """What one source says to a query, and how long it took."""
    if not source.is_enabled():
        return Attempt(source.name, Outcome.DISABLED, 0, source.is_outside), None
    answer: Answer = None
    failure: Unavailable | None = None
    started = time.perf_counter()
    try:
        answer = source.find(query)
    except Unavailable as unavailable:
        failure = unavailable
    ms = round((time.perf_counter() - started) * 1000)
    if failure is None:
        outcome = Outcome.FOUND if answer is not None else Outcome.NOT_FOUND
        return Attempt(source.name, outcome, ms, source.is_outside), answer
    attempt = Attempt(
        source.name,
        failure.reason,
        ms,
        source.is_outside,
        failure.retry_after_s,
        isinstance(failure, Lasting),
    )
    return attempt, None


def stored(source: Source, *source_ids: str) -> Food | None:
    """The food people can find that has a version of this source and one of these ids."""
    versions = FoodVersion.objects.filter(source=source.value, source_id__in=source_ids)
    food_id = versions.order_by("-number").values_list("food_id", flat=True).first()
    try:
        return selectors.food(food_id) if food_id is not None else None
    except NotFound:
        return None


def map_strictly(
    mapper: Callable[[dict[str, Any]], MappedFood | Rejection], document: dict[str, Any]
) -> MappedFood | Rejection:
    """A document through its mapper. Raises Unavailable where it makes no sense."""
    try:
        return mapper(document)
    except MALFORMED as error:
        raise Unavailable(outside.GARBAGE) from error


def _description(hit: dict[str, Any]) -> str:
    return str(hit.get("description") or "")


def _estimated(mean: selectors.CategoryMean) -> MappedFood:
    derived = "mean of {} generic foods of the category"
    return MappedFood(
        source_id=f"mean of {mean.category}"[:100],
        name=f"{mean.category} (media)"[:LONGEST_NAME],
        category=mean.category,
        flagged=True,
        amounts={code: Decimal(value).quantize(PLACES) for code, value in mean.amounts.items()},
        notes={code: {"derived": derived.format(count)} for code, count in mean.counts.items()},
    )
