"""How body mass follows from what is eaten: the dynamic model of Hall et al. 2011.

Hall KD et al. Quantification of the effect of energy imbalance on bodyweight. Lancet 2011;
378:826-837, web appendix: fat, lean tissue, glycogen, extracellular fluid and adaptive
thermogenesis. It describes adults who kept their weight before day 0, and is not linear, unlike
the rule of 7,700 kcal per kilogram.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log, sqrt, tanh
from operator import itemgetter, mul
from typing import NamedTuple

from apps.calories.domain.metabolic_rate import METHODS, Equation

KCAL_PER_MJ = 1000 / 4.184

# Hall 2011, appendix. Energy in a kilogram of fat, lean tissue and glycogen (ρ), kcal/kg.
FAT_ENERGY = 39.5 * KCAL_PER_MJ
LEAN_ENERGY = 7.6 * KCAL_PER_MJ
GLYCOGEN_ENERGY = 17.6 * KCAL_PER_MJ
# Resting expenditure of a kilogram of fat and of lean tissue (γ), kcal/kg/day.
FAT_EXPENDITURE = 0.013 * KCAL_PER_MJ
LEAN_EXPENDITURE = 0.092 * KCAL_PER_MJ
# Cost of building a kilogram of fat and of lean tissue (η), kcal/kg.
FAT_SYNTHESIS = 0.75 * KCAL_PER_MJ
LEAN_SYNTHESIS = 0.96 * KCAL_PER_MJ
# Share of a change of intake spent on digesting it, and share by which expenditure adapts to it
# with a time constant in days.
THERMIC_EFFECT = 0.10
ADAPTATION = 0.14
ADAPTATION_DAYS = 14.0
# Sodium of a kilogram of extracellular fluid, mg/kg; what a kilogram too much makes the kidneys
# let go, mg/kg/day; what the usual carbohydrate holds back, against none, mg/day.
FLUID_SODIUM = 3220.0
SODIUM_EXCRETION = 3000.0
CARBOHYDRATE_SODIUM = 4000.0
# Glycogen on day 0, kg, and the mass of a kilogram of it with the water it binds.
GLYCOGEN_KG = 0.5
HYDRATED_GLYCOGEN = 1 + 2.7
# Forbes 1987: lean tissue changes by 10.4 kg with every e-fold change of fat.
FORBES_KG = 10.4
# Energy that goes into an e-fold of lean tissue, kcal, and into a kilogram of fat, kcal/kg, with
# the cost of building them.
LEAN_BUILDING = FORBES_KG * (LEAN_ENERGY + LEAN_SYNTHESIS)
FAT_BUILDING = FAT_ENERGY + FAT_SYNTHESIS

# Mifflin et al. 1990 as first printed, kcal/day: per kg, per cm, per year, constant.
RESTING_KCAL = {
    sex: (
        *(float(line.per_unit[name]) for name in ("body_mass_kg", "height_cm", "age_years")),
        float(line.intercept),
    )
    for sex, (line,) in METHODS[Equation.MIFFLIN_ST_JEOR_1990].lines.items()
}
# Jackson et al. 2002, % of body mass: per natural logarithm of the BMI, per year, constant.
BODY_FAT_PERCENT = {"male": (37.31, 0.14, -103.94), "female": (39.96, 0.14, -102.01)}
# Silva et al. 2007, as cited by the appendix, kg: per kg, per cm, per year, constant.
FLUID_KG = {"male": (0.191, 0.0957, 0.025, -12.4), "female": (0.167, 0.0598, 0.0, -4.0)}

# The paper does not bound the regression on the BMI and NIH's planner cuts it at 60 %, which a
# woman of 150 kg exceeds; beyond 70 % it leaves no room for lean tissue.
MOST_BODY_FAT_PERCENT = 70.0
# In starvation people die when a third to a half of their protein is lost (Cahill 1970).
LIVABLE_LEAN_SHARE = 0.5
# Bounds against slips of the pen; far beyond what anybody eats or a plan looks ahead.
MOST_INTAKE_KCAL = 20_000.0
MOST_SODIUM_MG = 200_000.0
MOST_DAYS = 36_600

# One value for all days, or (first day, value) pairs; before the first pair, the baseline's.
Schedule = float | Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Physiology:
    """A body in balance on day 0; masses in kg, energies in kcal/day.

    `lean_tissue_kg` has neither glycogen nor extracellular fluid in it, `resting_kcal` is Mifflin's
    rate, `carbohydrate_share` that of the energy eaten.
    """

    body_mass_kg: float
    fat_mass_kg: float
    lean_tissue_kg: float
    extracellular_fluid_kg: float
    resting_kcal: float
    expenditure_kcal: float
    carbohydrate_share: float

    @classmethod
    def at_baseline(
        cls,
        *,
        sex: str,
        age_years: float,
        height_cm: float,
        body_mass_kg: float,
        activity_factor: float = 1.5,
        expenditure_kcal: float | None = None,
        body_fat_percent: float | None = None,
        carbohydrate_share: float = 0.5,
    ) -> "Physiology":
        """The body of someone who has kept this weight.

        A known `expenditure_kcal` (500..20,000) replaces `activity_factor` (1..5) times the resting
        rate. Body fat (0..70 %) is estimated when not given. For a sex other than "male" and
        "female" each regression is the mean of the two, which gives one trajectory between theirs.
        ValueError for figures out of range, and for bodies the regressions leave nothing of.
        """
        _require("carbohydrate_share", carbohydrate_share, 0.01, 1)
        _require("activity_factor", activity_factor, 1, 5)
        measures = _measures(age_years, height_cm, body_mass_kg)
        if body_fat_percent is None:
            body_fat_percent = estimated_body_fat_percent(sex, age_years, height_cm, body_mass_kg)
        _require("body_fat_percent", body_fat_percent, 0, MOST_BODY_FAT_PERCENT)
        resting_kcal = _by_sex(RESTING_KCAL, sex, measures)
        if expenditure_kcal is None:
            expenditure_kcal = activity_factor * resting_kcal
        _require("expenditure_kcal", expenditure_kcal, 500, MOST_INTAKE_KCAL)
        fat_mass_kg = body_mass_kg * body_fat_percent / 100
        fluid_kg = _by_sex(FLUID_KG, sex, measures)
        lean_kg = body_mass_kg - fat_mass_kg - fluid_kg - HYDRATED_GLYCOGEN * GLYCOGEN_KG
        if min(resting_kcal, fluid_kg, lean_kg) <= 0:
            raise ValueError(f"the model has no body of {height_cm} cm and {body_mass_kg} kg")
        return cls(
            body_mass_kg,
            fat_mass_kg,
            lean_kg,
            fluid_kg,
            resting_kcal,
            expenditure_kcal,
            carbohydrate_share,
        )

    @property
    def activity_factor(self) -> float:
        """Physical activity level: total over resting expenditure."""
        return self.expenditure_kcal / self.resting_kcal

    @property
    def activity_kcal_per_kg(self) -> float:
        """What moving a kilogram costs in a day (δ).

        Not below 0, as an expenditure near the resting rate would have it: a body that spends less
        the heavier it gets would run away from its weight.
        """
        moving_kcal = (1 - THERMIC_EFFECT) * self.expenditure_kcal - self.resting_kcal
        return max(0.0, moving_kcal / self.body_mass_kg)

    @property
    def constant_kcal(self) -> float:
        """The expenditure that neither tissue nor activity explains (K)."""
        return (
            self.expenditure_kcal
            - FAT_EXPENDITURE * self.fat_mass_kg
            - LEAN_EXPENDITURE * self.lean_tissue_kg
            - self.activity_kcal_per_kg * self.body_mass_kg
        )

    @property
    def carbohydrate_kcal(self) -> float:
        return self.carbohydrate_share * self.expenditure_kcal

    @property
    def least_log_fat(self) -> float:
        """ln(F/F0) at which lean tissue is at the least one can live on."""
        return (LIVABLE_LEAN_SHARE - 1) * self.lean_tissue_kg / FORBES_KG


class Day(NamedTuple):
    """The body as a day begins, kg, and what it spends at that moment, kcal/day."""

    body_mass_kg: float
    fat_mass_kg: float
    lean_tissue_kg: float
    glycogen_kg: float
    extracellular_fluid_kg: float
    expenditure_kcal: float


@dataclass(frozen=True, slots=True)
class Projection:
    """The figures of `Day` in columns, from day 0 to the last one inclusive."""

    body_mass_kg: tuple[float, ...]
    fat_mass_kg: tuple[float, ...]
    lean_tissue_kg: tuple[float, ...]
    glycogen_kg: tuple[float, ...]
    extracellular_fluid_kg: tuple[float, ...]
    expenditure_kcal: tuple[float, ...]


def project(
    body: Physiology,
    intake_kcal: Schedule,
    days: int,
    *,
    carbohydrate_share: Schedule | None = None,
    sodium_change_mg: Schedule = 0.0,
) -> Projection:
    """Where eating `intake_kcal` a day (0..20,000) leads within `days`.

    `carbohydrate_share` (0..1) stays the baseline's unless given; `sodium_change_mg` a day is
    against the baseline's intake. Lean tissue never falls below half of what it was: nobody lives
    on less, and the body is held there. ValueError for figures out of range.
    """
    walk = walk_days(
        body,
        intake_kcal,
        days,
        carbohydrate_share=carbohydrate_share,
        sodium_change_mg=sodium_change_mg,
    )
    return Projection(*zip(*walk, strict=True))


def walk_days(
    body: Physiology,
    intake_kcal: Schedule,
    days: int,
    *,
    carbohydrate_share: Schedule | None = None,
    sodium_change_mg: Schedule = 0.0,
) -> Iterator[Day]:
    """The days of `project` one by one, for those who may stop early."""
    _require("days", days, 0, MOST_DAYS)
    share = body.carbohydrate_share if carbohydrate_share is None else carbohydrate_share
    phases = _phases(
        days,
        _steps("intake_kcal", intake_kcal, body.expenditure_kcal, 0, MOST_INTAKE_KCAL),
        _steps("carbohydrate_share", share, body.carbohydrate_share, 0, 1),
        _steps("sodium_change_mg", sodium_change_mg, 0.0, -MOST_SODIUM_MG, MOST_SODIUM_MG),
    )
    return _walk(body, phases)


def plateau(body: Physiology, intake_kcal: float, *, sodium_change_mg: float = 0.0) -> Day:
    """The body that a constant intake leads to in the end; arguments as in `project`."""
    _require("intake_kcal", intake_kcal, 0, MOST_INTAKE_KCAL)
    model = _Model(body, _Phase(0, intake_kcal, body.carbohydrate_share, sodium_change_mg))
    settled = model.settled()
    spare_kcal = model.spare_kcal(settled)
    log_fat = max(model.balanced_log_fat(spare_kcal), body.least_log_fat)
    return model.day(log_fat, settled, model.growth(log_fat, spare_kcal))


def intake_to_hold(body: Physiology, day: Day) -> float:
    """The intake, kcal/day, at which the tissue of `day` neither grows nor shrinks any more.

    It is the appendix's EE = EI with adaptation complete, T = βAT ΔEI, at that body mass. Water
    that a deficit had driven out comes back, some hundred grams.
    """
    change_kcal = (
        FAT_EXPENDITURE * (day.fat_mass_kg - body.fat_mass_kg)
        + LEAN_EXPENDITURE * (day.lean_tissue_kg - body.lean_tissue_kg)
        + body.activity_kcal_per_kg * (day.body_mass_kg - body.body_mass_kg)
    )
    return body.expenditure_kcal + change_kcal / (1 - THERMIC_EFFECT - ADAPTATION)


def estimated_body_fat_percent(
    sex: str, age_years: float, height_cm: float, body_mass_kg: float
) -> float:
    """Body fat from the BMI (Jackson 2002), clamped to 0..70 %."""
    _measures(age_years, height_cm, body_mass_kg)
    percent = regressed_body_fat_percent(sex, age_years, height_cm, body_mass_kg)
    return min(max(percent, 0.0), MOST_BODY_FAT_PERCENT)


def regressed_body_fat_percent(
    sex: str, age_years: float, height_cm: float, body_mass_kg: float
) -> float:
    """What Jackson 2002 gives, also where no body can be."""
    log_bmi = log(body_mass_kg / (height_cm / 100) ** 2)
    return _by_sex(BODY_FAT_PERCENT, sex, (log_bmi, age_years, 1.0))


class _Phase(NamedTuple):
    """Days on which the same is eaten."""

    days: int
    intake_kcal: float
    carbohydrate_share: float
    sodium_change_mg: float


class _Quick(NamedTuple):
    """The states that settle within days or weeks, whatever tissue does."""

    glycogen_kg: float
    fluid_kg: float
    adaptation_kcal: float


class _Model:
    """The equations for a body while the same is eaten.

    Forbes' rule dL/dF = 10.4 kg / F makes lean tissue a function of fat, L = L0 + 10.4 ln(F/F0), so
    one number u = ln(F/F0) stands for both, and fat cannot become negative. Once EE, which contains
    the cost of building tissue, is solved for itself, dF/dt and dL/dt of the appendix become

        du/dt = (spare - (γF+δ) F - 10.4 (γL+δ) u) / (10.4 (ρL+ηL) + (ρF+ηF) F)

    where spare is what intake leaves when all that does not depend on u is paid.
    """

    def __init__(self, body: Physiology, phase: _Phase) -> None:
        carbohydrate_kcal = phase.carbohydrate_share * phase.intake_kcal
        change_kcal = phase.intake_kcal - body.expenditure_kcal
        activity = body.activity_kcal_per_kg
        self.fat_0, self.lean_0 = body.fat_mass_kg, body.lean_tissue_kg
        self.intake_kcal, self.carbohydrate_kcal = phase.intake_kcal, carbohydrate_kcal
        self.glycogen_use = body.carbohydrate_kcal / GLYCOGEN_KG**2
        self.settled_fluid_kg = _settled_fluid_kg(body, carbohydrate_kcal, phase.sodium_change_mg)
        self.settled_adaptation_kcal = ADAPTATION * change_kcal
        self.activity = activity
        self.fat_cost = FAT_EXPENDITURE + activity
        self.lean_cost = FORBES_KG * (LEAN_EXPENDITURE + activity)
        self.fixed_kcal = (
            body.constant_kcal
            + THERMIC_EFFECT * change_kcal
            + (LEAN_EXPENDITURE + activity) * body.lean_tissue_kg
        )
        self._prepare_half_days()

    def _prepare_half_days(self) -> None:
        """Constants of the exact solutions after half a day: two exponential approaches, and for
        ρG dG/dt = CI - kG G² the addition theorem of tanh, in a form that CI = 0 does not break."""
        pace = sqrt(self.carbohydrate_kcal * self.glycogen_use) * 0.5 / GLYCOGEN_ENERGY
        slowed_days = 0.5 * (tanh(pace) / pace if pace else 1.0)
        self.glycogen_gain_kg = self.carbohydrate_kcal * slowed_days / GLYCOGEN_ENERGY
        self.glycogen_brake = self.glycogen_use * slowed_days / GLYCOGEN_ENERGY
        self.fluid_left = exp(-0.5 * SODIUM_EXCRETION / FLUID_SODIUM)
        self.adaptation_left = exp(-0.5 / ADAPTATION_DAYS)

    def settled(self) -> _Quick:
        """What the quick states tend to: CI = kG G² for glycogen."""
        glycogen_kg = sqrt(self.carbohydrate_kcal / self.glycogen_use)
        return _Quick(glycogen_kg, self.settled_fluid_kg, self.settled_adaptation_kcal)

    def half_a_day_later(self, quick: _Quick) -> _Quick:
        glycogen, fluid, adaptation = quick
        settled_fluid, settled_adaptation = self.settled_fluid_kg, self.settled_adaptation_kcal
        return _Quick(
            (glycogen + self.glycogen_gain_kg) / (1 + self.glycogen_brake * glycogen),
            settled_fluid + (fluid - settled_fluid) * self.fluid_left,
            settled_adaptation + (adaptation - settled_adaptation) * self.adaptation_left,
        )

    def without_glycogen_kcal(self, glycogen_kg: float) -> float:
        """Intake less what goes into glycogen."""
        into_glycogen_kcal = self.carbohydrate_kcal - self.glycogen_use * glycogen_kg**2
        return self.intake_kcal - into_glycogen_kcal

    def spare_kcal(self, quick: _Quick) -> float:
        glycogen, fluid, adaptation = quick
        moved_kcal = self.activity * (HYDRATED_GLYCOGEN * glycogen + fluid)
        return self.without_glycogen_kcal(glycogen) - self.fixed_kcal - adaptation - moved_kcal

    def growth(self, log_fat: float, spare_kcal: float) -> float:
        """du/dt, per day."""
        fat = self.fat_0 * exp(log_fat)
        return (spare_kcal - self.fat_cost * fat - self.lean_cost * log_fat) / (
            LEAN_BUILDING + FAT_BUILDING * fat
        )

    def balanced_log_fat(self, spare_kcal: float) -> float:
        """The u at which tissue stays as it is, by Newton's method.

        The cost of tissue is convex in u, so from the right of the root it never overshoots.
        """
        log_fat = max(0.0, spare_kcal / self.lean_cost)
        step = 1.0
        while step > 1e-12:
            fat_cost = self.fat_cost * self.fat_0 * exp(log_fat)
            excess = fat_cost + self.lean_cost * log_fat - spare_kcal
            step = excess / (fat_cost + self.lean_cost)
            log_fat -= step
        return log_fat

    def day(self, log_fat: float, quick: _Quick, growth: float) -> Day:
        fat = self.fat_0 * exp(log_fat)
        lean = self.lean_0 + FORBES_KG * log_fat
        into_tissue_kcal = (FAT_ENERGY * fat + LEAN_ENERGY * FORBES_KG) * growth
        return Day(
            fat + lean + HYDRATED_GLYCOGEN * quick.glycogen_kg + quick.fluid_kg,
            fat,
            lean,
            quick.glycogen_kg,
            quick.fluid_kg,
            self.without_glycogen_kcal(quick.glycogen_kg) - into_tissue_kcal,
        )


def _walk(body: Physiology, phases: Iterable[_Phase]) -> Iterator[Day]:
    """Go through the phases day by day.

    1. Glycogen, fluid and adaptation follow their exact solutions, so that the transients of the
       first days are right whatever the step.
    2. Tissue, which takes months, follows in Runge and Kutta's fourth-order steps of a day; phases
       begin where steps do.
    3. A body at the least livable lean tissue is held there.
    """
    log_fat, least_log_fat = 0.0, body.least_log_fat
    quick = _Quick(GLYCOGEN_KG, body.extracellular_fluid_kg, 0.0)
    for phase in phases:
        model = _Model(body, phase)
        growth = model.growth
        spare = model.spare_kcal(quick)
        for _ in range(phase.days):
            slope_1 = growth(log_fat, spare)
            yield model.day(log_fat, quick, slope_1)
            quick = model.half_a_day_later(quick)
            spare = model.spare_kcal(quick)
            slope_2 = growth(log_fat + slope_1 / 2, spare)
            slope_3 = growth(log_fat + slope_2 / 2, spare)
            quick = model.half_a_day_later(quick)
            spare = model.spare_kcal(quick)
            slope_4 = growth(log_fat + slope_3, spare)
            log_fat += (slope_1 + 2 * (slope_2 + slope_3) + slope_4) / 6
            log_fat = max(log_fat, least_log_fat)


def _settled_fluid_kg(body: Physiology, carbohydrate_kcal: float, sodium_change_mg: float) -> float:
    """Extracellular fluid in balance: ΔNa = ξNa (E - E0) + ξCI (1 - CI/CIb)."""
    let_go_mg = CARBOHYDRATE_SODIUM * (1 - carbohydrate_kcal / body.carbohydrate_kcal)
    return body.extracellular_fluid_kg + (sodium_change_mg - let_go_mg) / SODIUM_EXCRETION


def _phases(days: int, *schedules: list[tuple[int, float]]) -> Iterator[_Phase]:
    """Cut days 0..`days` where any of the schedules changes."""
    starts = sorted({start for steps in schedules for start, _ in steps if start <= days})
    for start, end in pairwise([*starts, days + 1]):
        yield _Phase(end - start, *(_value_on(start, steps) for steps in schedules))


def _steps(
    name: str, schedule: Schedule, before: float, lowest: float, highest: float
) -> list[tuple[int, float]]:
    """The schedule as pairs in order of their days, the first of them day 0."""
    given = (
        [(0, schedule)]
        if isinstance(schedule, float | int)
        else sorted(schedule, key=itemgetter(0))
    )
    for start, value in given:
        _require(f"start of {name}", start, 0, MOST_DAYS)
        _require(name, value, lowest, highest)
    return [(0, before), *given]


def _value_on(day: int, steps: list[tuple[int, float]]) -> float:
    return steps[bisect_right(steps, day, key=itemgetter(0)) - 1][1]


def _measures(
    age_years: float, height_cm: float, body_mass_kg: float
) -> tuple[float, float, float, float]:
    _require("age_years", age_years, 0, 130)
    _require("height_cm", height_cm, 50, 272)
    _require("body_mass_kg", body_mass_kg, 5, 700)
    return body_mass_kg, height_cm, age_years, 1.0


def _by_sex(table: Mapping[str, tuple[float, ...]], sex: str, measures: tuple[float, ...]) -> float:
    """A linear regression; the mean of both sexes' for one that the table has not."""
    rows = [table[sex]] if sex in table else list(table.values())
    return sum(sum(map(mul, row, measures)) for row in rows) / len(rows)


def _require(name: str, value: float, lowest: float, highest: float) -> None:
    if not lowest <= value <= highest:  # nan fails too
        raise ValueError(f"{name} is {value}, not in {lowest}..{highest}")
