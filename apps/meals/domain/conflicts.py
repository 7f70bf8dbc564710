"""One composition out of several that describe the same food.

Each nutrient is averaged over the sources that know it, weighted by priority of the source ×
confidence; who does not know it has no say and never counts as zero. A trace counts as 0, and the
result is a trace when nobody stated more than a trace. When nobody is trusted at all (every weight
is 0) all have the same say.

The confidence of a result is the mean confidence of those who had a say, by the same weights: no
higher than the best of them, unchanged with one. Disagreement does not lower it; it is shown by
``lowest`` and ``highest``.

A source that tells a nutrient more than once, in several versions or of several foods that are
one, has one say (``one_say_each``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from apps.shared.nutrients import NUTRIENTS, TRACE, Amount, Nutrients
from apps.shared.provenance import Provenance, Source

ONE = Decimal(1)


@dataclass(frozen=True)
class Stated:
    """What one source says of one nutrient, per 100 g (or all of them per 100 ml)."""

    code: str
    amount: Amount
    provenance: Provenance


@dataclass(frozen=True)
class Contribution:
    """One source's value and its share of the say; the shares of a result add up to 1."""

    provenance: Provenance
    amount: Amount
    share: Decimal


@dataclass(frozen=True)
class Resolved:
    """A nutrient's value, how far to trust it, and who had what say in it, most first."""

    amount: Amount
    confidence: Decimal
    contributions: tuple[Contribution, ...]

    @property
    def lowest(self) -> Decimal:
        return min(one.amount.value for one in self.contributions)

    @property
    def highest(self) -> Decimal:
        return max(one.amount.value for one in self.contributions)


def one_say_each(told: Iterable[Stated]) -> list[Stated]:
    """Of what each source states of each nutrient only the first."""
    first: dict[tuple[Source, str], Stated] = {}
    for one in told:
        first.setdefault((one.provenance.source, one.code), one)
    return list(first.values())


def resolve(told: Iterable[Stated]) -> dict[str, Resolved]:
    """Every nutrient that some source knows, in the order of the registry."""
    known: dict[str, list[Stated]] = {}
    for one in told:
        known.setdefault(one.code, []).append(one)
    return {code: _resolve(known[code]) for code in NUTRIENTS if code in known}


def composition(resolved: Mapping[str, Resolved]) -> Nutrients:
    """The resolved values alone."""
    return Nutrients({code: one.amount for code, one in resolved.items()})


def _resolve(told: list[Stated]) -> Resolved:
    weights = [one.provenance.weight for one in told]
    if not any(weights):
        weights = [ONE] * len(told)
    all_weights = sum(weights, Decimal(0))
    contributions = [
        Contribution(one.provenance, one.amount, weight / all_weights)
        for one, weight in zip(told, weights, strict=True)
    ]
    return Resolved(
        _amount([one.amount for one in told], weights),
        _mean([one.provenance.confidence for one in told], weights),
        tuple(sorted(contributions, key=_most_say)),
    )


def _amount(amounts: list[Amount], weights: list[Decimal]) -> Amount:
    value = _mean([amount.value for amount in amounts], weights)
    trace = value == 0 and any(amount.trace for amount in amounts)
    return TRACE if trace else Amount(value)


def _mean(values: list[Decimal], weights: list[Decimal]) -> Decimal:
    weighted = sum((v * w for v, w in zip(values, weights, strict=True)), Decimal(0))
    return weighted / sum(weights, Decimal(0))


def _most_say(contribution: Contribution) -> tuple[Decimal, str, str, datetime, Decimal]:
    one, value = contribution.provenance, contribution.amount.value
    return -contribution.share, one.source.value, one.source_id, one.fetched_at, value
