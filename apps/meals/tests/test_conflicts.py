"""One composition out of several: who has what say, nutrient by nutrient."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.meals.domain.conflicts import Stated, composition, one_say_each, resolve
from apps.shared.nutrients import TRACE, Amount, Nutrients
from apps.shared.provenance import Licence, Provenance, Source

FETCHED = datetime(2026, 3, 2, tzinfo=UTC)


def statement(source, confidence="1", **amounts):
    """What one source says, nutrient by nutrient."""
    stated = Provenance(Source(source), Licence.CC0, Decimal(confidence), FETCHED)
    return [
        Stated(code, TRACE if value == "tr" else Amount(Decimal(value)), stated)
        for code, value in amounts.items()
    ]


def test_the_average_is_weighted_by_priority_and_confidence():
    # manual 1.0 × 0.8 = 0.8, estimated 0.3 × 0.5 = 0.15; (0.8 × 10 + 0.15 × 29) / 0.95 = 13
    iron = resolve(
        [*statement("manual", "0.8", iron_mg="10"), *statement("estimated", "0.5", iron_mg="29")]
    )["iron_mg"]

    assert iron.amount == Amount(Decimal(13))
    assert [one.provenance.source for one in iron.contributions] == ["manual", "estimated"]
    assert [one.share * 95 for one in iron.contributions] == [80, 15]
    assert (iron.lowest, iron.highest) == (10, 29)
    # (0.8 × 0.8 + 0.15 × 0.5) / 0.95
    assert round(iron.confidence, 4) == Decimal("0.7526")


def test_who_does_not_know_a_nutrient_has_no_say():
    resolved = resolve(
        [*statement("crea", "0.9", iron_mg="2"), *statement("manual", "1", zinc_mg="5")]
    )

    assert resolved["iron_mg"].amount.value == 2
    assert [one.provenance.source for one in resolved["iron_mg"].contributions] == ["crea"]
    assert "calcium_mg" not in resolved


def test_a_single_value_may_be_trusted_less_than_its_source():
    resolved = resolve(
        [*statement("crea", "0.7", iron_mg="2"), *statement("crea", "0.9", zinc_mg="3")]
    )

    assert resolved["iron_mg"].confidence == Decimal("0.7")
    assert resolved["zinc_mg"].confidence == Decimal("0.9")


def test_a_source_that_tells_twice_has_one_say():
    newer = statement("crea", iron_mg="2")
    older = statement("crea", iron_mg="9", zinc_mg="3")
    other = statement("usda", iron_mg="4")

    assert one_say_each([*newer, *older, *other]) == [*newer, older[1], *other]


def test_traces_stay_traces_until_somebody_measured_more():
    trace, none = statement("crea", iron_mg="tr"), statement("usda", iron_mg="0")
    some = statement("crea", iron_mg="4")

    assert resolve([*trace, *none])["iron_mg"].amount == TRACE
    # same weights: (0 + 4) / 2
    assert resolve([*trace, *some])["iron_mg"].amount == Amount(Decimal(2))


def test_where_nobody_is_trusted_all_have_the_same_say():
    resolved = resolve(
        [*statement("crea", "0", iron_mg="2"), *statement("estimated", "0", iron_mg="4")]
    )

    assert (resolved["iron_mg"].amount.value, resolved["iron_mg"].confidence) == (3, 0)


def test_nothing_known_is_nothing_resolved():
    assert resolve([]) == {}


AMOUNTS = st.one_of(
    st.just("tr"), st.decimals(0, 99999, places=4, allow_nan=False).map(lambda value: f"{value:f}")
)
COMPOSITIONS = st.dictionaries(st.sampled_from(["iron_mg", "zinc_mg", "protein_g"]), AMOUNTS)
STATEMENTS = st.builds(
    lambda source, confidence, amounts: statement(source, confidence, **amounts),
    st.sampled_from([source.value for source in Source]),
    st.decimals(0, 1, places=3).map(str),
    COMPOSITIONS,
)


def flat(statements):
    return [one for statement in statements for one in statement]


def amounts_of(told):
    return Nutrients({one.code: one.amount for one in told})


@given(STATEMENTS)
def test_a_single_source_is_left_as_it_is(only):
    resolved = resolve(only)

    assert composition(resolved) == amounts_of(only)
    assert {one.confidence for one in resolved.values()} <= {
        one.provenance.confidence for one in only
    }


@given(STATEMENTS, st.integers(1, 4))
def test_saying_it_again_changes_nothing(only, times):
    assert composition(resolve(only * times)) == amounts_of(only)
    assert one_say_each(only * times) == only


@given(st.lists(STATEMENTS, max_size=5).map(flat))
def test_resolving_what_is_resolved_changes_nothing(told):
    once = composition(resolve(told))
    manual = Provenance(Source.MANUAL, Licence.OWN, Decimal(1), FETCHED)
    again = [Stated(code, amount, manual) for code, amount in once.amounts.items()]

    assert composition(resolve(again)) == once


@given(
    st.lists(STATEMENTS, max_size=5).flatmap(lambda a: st.tuples(st.just(a), st.permutations(a)))
)
def test_the_order_does_not_matter(orders):
    given_order, other_order = orders
    assert resolve(flat(given_order)) == resolve(flat(other_order))


@given(st.lists(STATEMENTS, max_size=5).map(flat))
def test_a_result_lies_between_its_sources_and_shares_add_up(told):
    for code, one in resolve(told).items():
        values = [stated.amount.value for stated in told if stated.code == code]
        confidences = [contribution.provenance.confidence for contribution in one.contributions]
        assert min(values) <= one.amount.value <= max(values)
        assert min(confidences) <= one.confidence <= max(confidences)
        assert sum(contribution.share for contribution in one.contributions) == pytest.approx(1)
        assert len(one.contributions) == len(values)
