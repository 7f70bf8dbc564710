"""A body whole and in parts, and bodies that cannot be."""

from datetime import date
from decimal import Decimal

import pytest

from apps.calories.domain.bodies import Body, BodyParts, problems

TODAY = date(2026, 3, 2)


def parts(**changes) -> BodyParts:
    """A man of 70 kg and 175 cm, 30 years old on 2026-03-02."""
    given = {
        "sex": "male",
        "birth_date": date(1996, 3, 2),
        "height_cm": Decimal(175),
        "body_mass_kg": Decimal(70),
        "activity_level": "sedentary",
    }
    return BodyParts(**{**given, **changes})


@pytest.mark.parametrize(
    ("on", "age"),
    [
        (date(2026, 2, 28), 25),  # the birthday has not come yet
        (date(2026, 3, 1), 26),
        (date(2028, 2, 28), 27),
        (date(2028, 2, 29), 28),  # the real birthday
    ],
)
def test_someone_born_on_29_february_grows_older_on_1_march(on, age):
    born = parts(birth_date=date(2000, 2, 29))

    assert born.age_years(on) == age
    assert born.whole.age_years(on) == age


def test_the_body_mass_index_is_the_mass_over_the_height_squared():
    body = parts(height_cm=Decimal(180), body_mass_kg=Decimal("81")).whole

    assert body.bmi == 25  # 81 / 1.8²


def test_lean_mass_is_what_is_not_fat():
    assert parts(body_fat_percent=Decimal(20)).lean_mass_kg == 56
    assert parts().lean_mass_kg is None


def test_a_body_says_which_parts_are_missing():
    some = parts(sex="", height_cm=None)

    assert some.missing("sex", "birth_date", "height_cm") == ("sex", "height_cm")
    assert (some.bmi, some.whole) == (None, None)


@pytest.mark.parametrize(
    "part", ["sex", "birth_date", "height_cm", "body_mass_kg", "activity_level"]
)
def test_a_body_is_whole_only_with_every_part(part):
    assert parts(**{part: None}).whole is None


@pytest.mark.parametrize("choice", ["sex", "activity_level"])
def test_an_empty_choice_is_a_missing_part(choice):
    empty = parts(**{choice: ""})

    assert (empty.whole, empty.missing(choice)) == (None, (choice,))


def test_a_body_is_whole_without_its_share_of_fat():
    whole = parts().whole

    assert isinstance(whole, Body)
    assert whole.body_fat_percent is None
    assert parts(body_fat_percent=Decimal(20)).whole.body_fat_percent == 20


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"height_cm": Decimal(300)}, "height_cm"),
        ({"height_cm": Decimal("49.9")}, "height_cm"),
        ({"body_mass_kg": Decimal(500)}, "body_mass_kg"),
        ({"body_mass_kg": Decimal(-70)}, "body_mass_kg"),
        ({"body_mass_kg": Decimal("NaN")}, "body_mass_kg"),
        ({"birth_date": date(2026, 3, 3)}, "birth_date"),  # age -1
        ({"birth_date": date(1905, 3, 2)}, "birth_date"),  # age 121
        ({"body_fat_percent": Decimal(1)}, "body_fat_percent"),
        ({"body_fat_percent": Decimal(71)}, "body_fat_percent"),
    ],
)
def test_a_body_that_cannot_be_is_named_by_its_field(changes, param):
    (found,) = problems(parts(**changes), TODAY)

    assert (found.param, found.code) == (param, "OUT_OF_RANGE")


def test_a_problem_says_what_would_be_accepted():
    (found,) = problems(parts(height_cm=Decimal(300)), TODAY)

    assert (found.lowest, found.highest) == (50, 272)


def test_every_wrong_field_is_named_at_once():
    impossible = parts(
        height_cm=Decimal(300), body_mass_kg=Decimal(500), birth_date=date(2027, 1, 1)
    )

    assert [each.param for each in problems(impossible, TODAY)] == [
        "height_cm",
        "body_mass_kg",
        "birth_date",
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"height_cm": Decimal(50), "body_mass_kg": Decimal(20), "birth_date": TODAY},
        {"height_cm": Decimal(272), "body_mass_kg": Decimal(400), "birth_date": date(1906, 3, 2)},
        {"height_cm": None, "body_mass_kg": None, "birth_date": None},
    ],
)
def test_the_bounds_themselves_and_what_is_unknown_are_no_problem(changes):
    assert problems(parts(**changes), TODAY) == ()
