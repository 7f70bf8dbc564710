"""How far a declared energy may lie from what the nutrients give."""

from decimal import Decimal

import pytest

from apps.meals.domain.quality import Facts, check
from apps.shared.provenance import Source

FROM_NUTRIENTS = "match-value-computed-from-other-nutrients"


def verdicts(food):
    return [found.severity for found in check(food) if found.code.endswith(FROM_NUTRIENTS)]


def food(*, carbohydrate_g, **said):
    amounts = {"fat_g": 0, "protein_g": 0, "carbohydrate_g": carbohydrate_g}
    amounts |= said.pop("amounts", {})
    return Facts(amounts={code: Decimal(amount) for code, amount in amounts.items()}, **said)


@pytest.mark.parametrize(
    ("declared", "computed", "verdict"),
    [
        (100, 64, ["error"]),  # below 0.7 × 100 − 5
        (100, 65, ["warning"]),
        (100, 79, ["warning"]),  # below 0.85 × 100 − 5
        (100, 80, []),
        (100, 120, []),
        (100, 121, ["warning"]),
        (100, 135, ["warning"]),
        (100, 136, ["error"]),
        (13, 13, []),
        (13, 40, ["error"]),
    ],
)
def test_kilocalories_may_differ_by_so_much(declared, computed, verdict):
    carbohydrate_g = Decimal(computed) / 4
    label = food(carbohydrate_g=carbohydrate_g, amounts={"energy_kcal": declared})
    assert verdicts(label) == verdict


@pytest.mark.parametrize(("declared", "verdict"), [("55", []), ("56", ["error"])])
def test_few_kilojoules_are_left_alone(declared, verdict):
    assert verdicts(food(carbohydrate_g=0, label={"energy_kj": declared})) == verdict


@pytest.mark.parametrize(
    ("source", "verdict"), [(Source.CREA, ["warning"]), (Source.MANUAL, ["error"])]
)
def test_energy_is_checked_with_the_factors_of_its_source(source, verdict):
    # 100 g at 3.75 or at 4: declared 300 allows up to 350, and up to 395 with a warning
    sugar = food(carbohydrate_g=100, amounts={"energy_kcal": 300}, source=source)
    assert verdicts(sugar) == verdict
