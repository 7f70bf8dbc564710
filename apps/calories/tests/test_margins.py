"""How sure a figure is: worked by hand from the published errors."""

from decimal import Decimal

from apps.calories.domain.margins import (
    formula_margin_kcal,
    intake_margin_kcal,
    measured_margin_kcal,
    quadrature,
    source_margin_kcal,
)


def test_independent_errors_add_in_quadrature():
    assert quadrature(Decimal(3), Decimal(4)) == 5
    assert quadrature() == 0


def test_a_formula_is_off_by_584_kcal_at_most_in_nine_of_ten():
    assert formula_margin_kcal() == Decimal("583.975")  # 1.645 × 355


def test_a_label_is_trusted_to_a_fifth_and_an_own_figure_wholly():
    assert source_margin_kcal(Decimal(2000), Decimal("0.8")) == 400
    assert source_margin_kcal(Decimal(2000), Decimal(1)) == 0
    assert source_margin_kcal(Decimal(0), None) == 0


def test_what_was_eaten_is_as_sure_as_scales_and_sources_together():
    assert intake_margin_kcal(Decimal(2000), Decimal(300), Decimal("0.8")) == 500


def test_a_worse_sync_widens_what_a_watch_says():
    good = measured_margin_kcal(Decimal(500), Decimal("0.9"))
    # √(140² + 105.612²) = 175.367; × 1.645
    assert round(good, 1) == Decimal("288.5")
    assert measured_margin_kcal(Decimal(500), Decimal("0.45")) == 2 * good
