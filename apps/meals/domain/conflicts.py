"""One composition out of several that describe the same food.

Each nutrient is averaged over the sources that know it, weighted by priority of the source ×
confidence; who does not know it has no say and never counts as zero. A trace counts as 0, and the
result is a trace when nobody stated more than a trace. When nobody is trusted at all (every weight
is 0) all have the same say.

The confidence of a result is the mean confidence of those who had a say, by the same weights: no
higher than the best of them, unchanged with one. Disagreement does not lower it; it is shown by
``lowest`` and ``highest``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from apps.shared.nutrients import NUTRIENTS, TRACE, Amount, Nutrients
from apps.shared.provenance import Provenance

ONE = Decimal(1)


@dataclass(frozen=True)
class Statement:
    """What one source says of the food, per 100 g (or all statements per 100 ml).

    ``confidences`` are those of single values that differ from the source's as a whole.
    """

    provenance: Provenance
    nutrients: Nutrients
    confidences: Mapping[str, Decimal] = field(default_factory=dict)

    def provenance_of(self, code: str) -> Provenance:
        confidence = self.confidences.get(code, self.provenance.confidence)
        return replace(self.provenance, confidence=confidence)


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


def resolve(statements: Sequence[Statement]) -> dict[str, Resolved]:
    """Every nutrient that some source knows, in the order of the registry."""
    known: dict[str, list[tuple[Provenance, Amount]]] = {}
    for statement in statements:
        for code, amount in statement.nutrients.amounts.items():
            known.setdefault(code, []).append((statement.provenance_of(code), amount))
    return {code: _resolve(known[code]) for code in NUTRIENTS if code in known}


def composition(resolved: Mapping[str, Resolved]) -> Nutrients:
    """The resolved values alone."""
    return Nutrients({code: one.amount for code, one in resolved.items()})


def _resolve(stated: list[tuple[Provenance, Amount]]) -> Resolved:
    weights = [provenance.weight for provenance, _ in stated]
    if not any(weights):
        weights = [ONE] * len(stated)
    all_weights = sum(weights, Decimal(0))
    contributions = [
        Contribution(provenance, amount, weight / all_weights)
        for (provenance, amount), weight in zip(stated, weights, strict=True)
    ]
    return Resolved(
        _amount(stated, weights),
        _mean([provenance.confidence for provenance, _ in stated], weights),
        tuple(sorted(contributions, key=_most_say)),
    )


def _amount(stated: list[tuple[Provenance, Amount]], weights: list[Decimal]) -> Amount:
    value = _mean([amount.value for _, amount in stated], weights)
    trace = value == 0 and any(amount.trace for _, amount in stated)
    return TRACE if trace else Amount(value)


def _mean(values: list[Decimal], weights: list[Decimal]) -> Decimal:
    weighted = sum((v * w for v, w in zip(values, weights, strict=True)), Decimal(0))
    return weighted / sum(weights, Decimal(0))


def _most_say(contribution: Contribution) -> tuple[Decimal, str, str, datetime, Decimal]:
    one, value = contribution.provenance, contribution.amount.value
    return -contribution.share, one.source.value, one.source_id, one.fetched_at, value
