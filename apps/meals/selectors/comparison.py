"""What all sources say of one food, side by side, and what follows from all of them together."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.meals.domain.conflicts import Contribution, Resolved, Stated, one_say_each, resolve
from apps.meals.domain.label_tolerances import within_tolerance
from apps.meals.models import Food, FoodVersion, MergeLog
from apps.meals.models.value_source import is_mean, provenance_of
from apps.meals.selectors.catalogue import known_food
from apps.shared.nutrients import Amount
from apps.shared.provenance import Provenance, held_confidence


@dataclass(frozen=True)
class SourceVersion:
    """The last telling of a source; counted when it is of the unit that is logged, trusted half
    when its food is flagged."""

    version: FoodVersion
    counted: bool
    flagged: bool

    @property
    def confidence(self) -> Decimal:
        return held_confidence(self.version.confidence, flagged=self.flagged)

    def provenance_of(self, code: str) -> Provenance:
        stated = provenance_of(self.version, code)
        return replace(stated, confidence=held_confidence(stated.confidence, flagged=self.flagged))


@dataclass(frozen=True)
class Logged:
    """A value that is logged, where it comes from, and whether it is a mean of several."""

    amount: Amount
    provenance: Provenance
    mean: bool


@dataclass(frozen=True)
class ComparedValue:
    """One source's value with its share of the say, and whether it is within the EU tolerance of
    the value that is logged; None for a nutrient without a tolerance or not logged."""

    amount: Amount
    provenance: Provenance
    share: Decimal
    within_tolerance: bool | None


@dataclass(frozen=True)
class ComparedNutrient:
    logged: Logged | None
    resolved: Resolved
    values: list[ComparedValue]

    @property
    def differs(self) -> bool | None:
        """Whether a source is out of tolerance; None where there is nothing to compare."""
        known = [one.within_tolerance for one in self.values if one.within_tolerance is not None]
        return not all(known) if len(self.values) > 1 and known else None


@dataclass(frozen=True)
class Comparison:
    """Nutrient by nutrient what is logged, what each source says, and what all say together."""

    food: Food
    version: FoodVersion
    sources: list[SourceVersion]
    nutrients: dict[str, ComparedNutrient]

    @property
    def resolved(self) -> dict[str, Resolved]:
        return {code: one.resolved for code, one in self.nutrients.items()}


def food_sources(food_id: UUID, user_id: UUID | None = None) -> Comparison:
    """All sources of a food of the catalogue or the user's own. Raises NotFound."""
    return compared(known_food(food_id, user_id))


def compared(food: Food) -> Comparison:
    """All sources of a food that has a current version; one statement, however many there are."""
    version = food.current_version
    assert version is not None  # noqa: S101  (of the callers' foods something is known)
    sources = _sources(food, version)
    logged = SourceVersion(version, counted=True, flagged=food.is_flagged)
    resolved = resolve(_told(sources, logged))
    return Comparison(
        food,
        version,
        sources,
        {code: _compared(code, one, logged) for code, one in resolved.items()},
    )


def has_several_sources(food_id: UUID) -> bool:
    """Whether more than one source tells something of a food, or of those merged into it."""
    versions = FoodVersion.objects.filter(food__in=_one_food(food_id).values("pk")).order_by()
    return len(versions.values("source").distinct()[:2]) > 1


def _one_food(food_id: UUID) -> "QuerySet[Food]":
    return Food.with_private.filter(Q(pk=food_id) | Q(merged_into=food_id))


def _sources(food: Food, current: FoodVersion) -> list[SourceVersion]:
    """The food's own first, then those of foods merged into it, each newest first."""
    flagged = MergeLog.objects.filter(
        duplicate=OuterRef("food"), undone_at__isnull=True, duplicate_status=Food.Status.FLAGGED
    )
    found = sorted(
        _latest(food).annotate(was_flagged=Exists(flagged)),
        key=lambda v: (v.food_id != food.pk, -v.fetched_at.timestamp(), v.source),
    )
    return [
        SourceVersion(
            version,
            counted=version.per == current.per,
            flagged=food.is_flagged if version.food_id == food.pk else version.was_flagged,
        )
        for version in found
    ]


def _latest(food: Food) -> "QuerySet[FoodVersion]":
    """The last version of each record of a source, without those of merges that were undone."""
    undone = MergeLog.objects.filter(version_after=OuterRef("pk"), undone_at__isnull=False)
    return (
        FoodVersion.objects.filter(~Exists(undone), food__in=_one_food(food.pk).values("pk"))
        .order_by("food_id", "source", "source_id", "-number")
        .distinct("food_id", "source", "source_id")
    )


def _told(sources: list[SourceVersion], logged: SourceVersion) -> list[Stated]:
    """Each source's say: what it told itself comes before what another version quotes of it. A
    mean is nobody's statement and counts only where its sources tell no more."""
    direct, quoted, means = [], [], []
    for one in sources:
        for stated in _stated(one) if one.counted else ():
            if is_mean(one.version, stated.code):
                means += [stated] if one.version.pk == logged.version.pk else []
            elif stated.provenance.source == one.version.source:
                direct.append(stated)
            else:
                quoted.append(stated)
    told = one_say_each([*direct, *quoted])
    codes = {stated.code for stated in told}
    return [*told, *(stated for stated in means if stated.code not in codes)]


def _stated(one: SourceVersion) -> Iterator[Stated]:
    for code, amount in one.version.nutrients.amounts.items():
        yield Stated(code, amount, one.provenance_of(code))


def _compared(code: str, resolved: Resolved, source: SourceVersion) -> ComparedNutrient:
    amount = source.version.nutrients.amounts.get(code)
    logged = None
    if amount is not None:
        logged = Logged(amount, source.provenance_of(code), is_mean(source.version, code))
    values = [_value(code, amount, said) for said in resolved.contributions]
    return ComparedNutrient(logged, resolved, values)


def _value(code: str, declared: Amount | None, said: Contribution) -> ComparedValue:
    passes = None
    if declared is not None:
        passes = within_tolerance(code, declared.value, said.amount.value)
    return ComparedValue(said.amount, said.provenance, said.share, passes)
