"""Synthetic people whose expenditure is known, to judge the estimator by.

Two unrelated worlds: ``hall_people`` follows Hall's model of body weight (Lancet 2011;378:826-837,
appendix) and ``plain_people`` knows nothing of it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.calories.domain.adaptive import Person

Floats = NDArray[np.float64]
DAYS = 126
SCORED = slice(28, DAYS)

FAT_KCAL_PER_KG, LEAN_KCAL_PER_KG, GLYCOGEN_KCAL_PER_KG = 9440.7, 1816.4, 4206.5
FAT_UPKEEP, LEAN_UPKEEP = 3.107, 21.989  # kcal/kg/day
FAT_COST, LEAN_COST = 179.25, 229.45  # of building a kilogram, kcal
FORBES_KG = 10.4 * LEAN_KCAL_PER_KG / FAT_KCAL_PER_KG
FOOD_EFFECT, ADAPTATION, ADAPTATION_DAYS = 0.10, 0.14, 14.0
SODIUM_MG_PER_L, SODIUM_MG_PER_L_DAY, CARB_SODIUM_MG = 3220.0, 3000.0, 4000.0
GLYCOGEN_KG, CARB_SHARE, SUBSTEPS = 0.5, 0.5, 8


@dataclass(frozen=True)
class Scenario:
    """What happens to somebody: plans are (first day, change) pairs."""

    intake_plan_kcal: tuple[tuple[int, float], ...] = ((0, 0.0),)
    activity_plan: tuple[tuple[int, float], ...] = ()  # share of the activity coefficient
    missing_intake: float = 0.0
    missing_mass: float = 0.0
    unlogged_share: float = 0.0
    cycle_water_kg: float = 0.0


SCENARIOS = {
    "maintenance": Scenario(),
    "cut": Scenario(((0, -500.0),)),
    "bulk": Scenario(((0, 300.0),)),
    "activity jump": Scenario(((0, -200.0),), ((60, 0.5),)),
    "sparse logs": Scenario(((0, -400.0),), missing_intake=0.3),
    "sparse weigh-ins": Scenario(((0, -400.0),), missing_mass=0.65),
    "cycle": Scenario(((0, -300.0),), cycle_water_kg=0.9),
    "under-reporting": Scenario(((0, -300.0),), unlogged_share=0.15),
    "phases": Scenario(((0, -500.0), (56, 0.0), (91, 250.0))),
    "everything": Scenario(
        ((0, -350.0),),
        ((75, -0.3),),
        missing_intake=0.3,
        missing_mass=0.4,
        unlogged_share=0.1,
        cycle_water_kg=0.8,
    ),
}


@dataclass(frozen=True)
class Truths:
    """People, what they wrote down, and what was really spent; arrays are (users, days)."""

    names: list[str]
    people: list[Person]
    intake_kcal: Floats
    body_mass_kg: Floats
    identifiable_kcal: Floats

    def two_weeks_kcal(self) -> Floats:
        """The trailing 14-day mean of the expenditure that logs and scale can tell."""
        return trailing_mean(self.identifiable_kcal, 14)


def trailing_mean(series: Floats, days: int) -> Floats:
    """The mean of the last days; of those there are, at the beginning."""
    total = np.cumsum(series, axis=1)
    total[:, days:] -= total[:, :-days].copy()
    return total / np.minimum(np.arange(1, series.shape[1] + 1), days)


def steps(plan: tuple[tuple[int, float], ...]) -> Floats:
    """A plan as a value for every day."""
    values = np.zeros(DAYS)
    for first_day, value in plan:
        values[first_day:] = value
    return values


def hall_people(seed: int, *, each: int, formula_error_kcal: float = 0.0) -> Truths:
    """``each`` random adults for every scenario, following Hall's model.

    Daily intake has a standard deviation of 220 kcal, its log 5 %; the scale has an error of
    0.42 kg that is correlated with yesterday's (0.3) and one of 0.2 kg that is not.
    """
    rng = np.random.default_rng(seed)
    names = [name for name in SCENARIOS for _ in range(each)]
    scenarios = [SCENARIOS[name] for name in names]
    users = len(names)
    male = rng.random(users) < 0.5
    male &= np.array([one.cycle_water_kg == 0 for one in scenarios])
    age, height_m = rng.uniform(20, 62, users), np.where(male, 1.77, 1.64)
    age = np.where([one.cycle_water_kg > 0 for one in scenarios], rng.uniform(20, 42, users), age)
    height_m = height_m + rng.normal(0, 0.06, users)
    mass_kg = rng.uniform(20, 34, users) * height_m**2
    activity = rng.uniform(1.4, 1.8, users)
    eaten, mass, spent, habit = _hall_course(rng, scenarios, male, age, height_m, mass_kg, activity)
    scale = mass + _scale_error_kg(rng, users, correlation=0.3, sd=0.42)
    scale += _cycle_kg(rng, np.array([one.cycle_water_kg for one in scenarios]))
    logged_share = 1 - np.array([one.unlogged_share for one in scenarios])[:, None]
    logged = eaten * logged_share * (1 + rng.normal(0, 0.05, eaten.shape))
    formula = habit + formula_error_kcal * rng.normal(0, 1, users)
    return Truths(
        names,
        [
            Person("male" if m else "female", float(a), float(h * 100), float(f))
            for m, a, h, f in zip(male, age, height_m, formula, strict=True)
        ],
        _dropped(rng, logged, [one.missing_intake for one in scenarios]),
        _dropped(rng, scale, [one.missing_mass for one in scenarios]),
        spent - eaten * (1 - logged_share),
    )


def _hall_course(rng, scenarios, male, age, height_m, mass_kg, activity):
    """Intake, body mass at the morning's scale and expenditure of every day; and the intake that
    keeps the first mass (Mifflin's basal rate times the activity level)."""
    basal = 9.99 * mass_kg + 625 * height_m - 4.92 * age + np.where(male, 5, -161)
    habit = activity * basal
    bmi = np.log(mass_kg / height_m**2)
    percent = 0.14 * age + np.where(male, 37.31 * bmi - 103.94, 39.96 * bmi - 102.01)
    fat = mass_kg * np.clip(percent, 6, 60) / 100
    water0 = np.where(
        male,
        0.025 * age + 9.57 * height_m + 0.191 * mass_kg - 12.4,
        -4.0 + 5.98 * height_m + 0.167 * mass_kg,
    )
    lean = mass_kg - water0 - fat - 3.7 * GLYCOGEN_KG
    plan = np.array([steps(one.intake_plan_kcal) for one in scenarios])
    eaten = np.maximum(habit[:, None] + plan + rng.normal(0, 220, plan.shape), 300)
    moving = ((1 - FOOD_EFFECT) * activity - 1) * basal / mass_kg
    moving = moving[:, None] * (1 + np.array([steps(one.activity_plan) for one in scenarios]))
    rest = habit - FAT_UPKEEP * fat - LEAN_UPKEEP * lean - moving[:, 0] * mass_kg
    glycogen, water, adapted = np.full(len(habit), GLYCOGEN_KG), 0 * habit, 0 * habit
    mass, spent = np.empty_like(eaten), np.zeros_like(eaten)
    for day in range(DAYS):
        food, surplus = eaten[:, day], eaten[:, day] - habit
        mass[:, day] = fat + lean + 3.7 * glycogen + water + water0
        for _ in range(SUBSTEPS):
            carbs = CARB_SHARE * (food - habit * (glycogen / GLYCOGEN_KG) ** 2)
            to_lean = FORBES_KG / (FORBES_KG + fat)
            cost = to_lean * LEAN_COST / LEAN_KCAL_PER_KG
            cost += (1 - to_lean) * FAT_COST / FAT_KCAL_PER_KG
            body = fat + lean + 3.7 * glycogen + water + water0
            rate = rest + FAT_UPKEEP * fat + LEAN_UPKEEP * lean + moving[:, day] * body
            rate = rate + FOOD_EFFECT * surplus + adapted + cost * (food - carbs)
            rate = rate / (1 + cost)
            stored = food - rate - carbs
            spent[:, day] += rate / SUBSTEPS
            fat = fat + (1 - to_lean) * stored / FAT_KCAL_PER_KG / SUBSTEPS
            lean = lean + to_lean * stored / LEAN_KCAL_PER_KG / SUBSTEPS
            glycogen = glycogen + carbs / GLYCOGEN_KCAL_PER_KG / SUBSTEPS
            sodium = -SODIUM_MG_PER_L_DAY * water + CARB_SODIUM_MG * surplus / habit
            water = water + sodium / SODIUM_MG_PER_L / SUBSTEPS
            adapted = adapted + (ADAPTATION * surplus - adapted) / ADAPTATION_DAYS / SUBSTEPS
    return eaten, mass, spent, habit


def plain_people(seed: int, *, users: int) -> Truths:
    """People of a simpler world: every kilogram is 7,700 kcal, and expenditure wanders by itself.

    Expenditure is a random walk (8 kcal a day) with a season (±80 kcal in 365 days); intake has
    weekends, phases of six weeks and a log that is 7 % off; water is a first-order autoregression
    (0.5 kg, correlation 0.7); 1 % of the weigh-ins are 1.5 kg off.
    """
    rng = np.random.default_rng(seed)
    mass_kg = rng.uniform(55, 105, users)
    days = np.arange(DAYS)
    start = mass_kg * rng.uniform(28, 38, users)
    season = 80 * np.sin(2 * np.pi * (days / 365 + rng.random((users, 1))))
    walk = np.cumsum(rng.normal(0, 8, (users, DAYS)), axis=1)
    spent = start[:, None] + walk + season - season[:, :1]
    phases = np.repeat(rng.uniform(-500, 300, (users, DAYS // 42)), 42, axis=1)
    weekend = 150 * (days % 7 >= 5)
    eaten = start[:, None] + phases + weekend + rng.normal(0, 250, (users, DAYS))
    stored_kg = np.cumsum((eaten - spent) / 7700, axis=1)
    mass = mass_kg[:, None] + np.hstack([np.zeros((users, 1)), stored_kg[:, :-1]])
    scale = mass + _scale_error_kg(rng, users, correlation=0.7, sd=0.5)
    wrong = rng.random(scale.shape) < 0.01
    scale += np.where(wrong, rng.choice([-1.5, 1.5], scale.shape), 0)
    logged = eaten * (1 + rng.normal(0, 0.07, eaten.shape))
    female = rng.random(users) < 0.5
    formula = start + rng.normal(0, 200, users)
    return Truths(
        ["plain"] * users,
        [
            Person("female" if f else "male", 40.0, 165.0 if f else 178.0, float(kcal))
            for f, kcal in zip(female, formula, strict=True)
        ],
        _dropped(rng, logged, rng.choice([0, 0.1, 0.3], users)),
        _dropped(rng, scale, rng.choice([0, 0.3, 0.6], users)),
        spent,
    )


def _scale_error_kg(rng, users, *, correlation, sd):
    """A correlated error of the stated standard deviation, and 0.2 kg that is not."""
    error = rng.normal(0, sd, (users, DAYS))
    for day in range(1, DAYS):
        error[:, day] *= np.sqrt(1 - correlation**2)
        error[:, day] += correlation * error[:, day - 1]
    return error + rng.normal(0, 0.2, (users, DAYS))


def _cycle_kg(rng, amplitude_kg):
    phase = rng.random((len(amplitude_kg), 1))
    period_days = rng.uniform(26, 31, (len(amplitude_kg), 1))
    return amplitude_kg[:, None] * np.sin(2 * np.pi * (np.arange(DAYS) / period_days + phase))


def _dropped(rng, series, shares):
    """The series with that share of each user's days missing."""
    return np.where(rng.random(series.shape) < np.asarray(shares)[:, None], np.nan, series)
