"""Limits of how little or how much to eat, and who must not eat less than they need.

Refusals come first, then the wanted energy is brought inside the limits, each step with its
figures so that it can be explained. Source and state of every rule: ``RULES``. The policy as a
whole is a proposal until a clinician has signed it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from apps.calories.domain.bodies import Body, bmi_of, mass_at_bmi_kg
from apps.calories.domain.metabolic_rate import Evidence

# AHA/ACC/TOS 2013: 1,200 kcal for women, 1,500 for men. Other: the higher of the two.
INTAKE_FLOOR_KCAL = {"female": Decimal(1200), "male": Decimal(1500), "other": Decimal(1500)}

# Share of body mass a week, and kg a week. Losing: ISSN 2017, Garthe 2011; AND. Gaining: the
# upper end of 0.25-0.5 % (Iraki 2019, recalled).
FASTEST_LOSS_SHARE = Decimal("0.01")
FASTEST_LOSS_KG = Decimal(1)
FASTEST_GAIN_SHARE = Decimal("0.005")

# Of a kilogram a week: 7,700 kcal/kg. Only to turn a weekly rate into a first daily target;
# never to project weight.
DAILY_KCAL_PER_WEEKLY_KG = Decimal(1100)

ADULT_YEARS = 18
OLDER_YEARS = 75
# WHO's lower end of the healthy range, kg/m²; of adults only.
LOWEST_BMI = Decimal("18.5")
SCOFF_POSITIVE_FROM = 2
# Italy's "numero verde SOS Disturbi del comportamento alimentare"; recalled.
EATING_DISORDER_HELPLINE = "800 180 969"


class Condition(StrEnum):
    """What makes eating less harmful, or a matter for a doctor."""

    PREGNANT = "pregnant"
    LACTATING = "lactating"
    EATING_DISORDER_HISTORY = "eating_disorder_history"
    SCOFF_POSITIVE = "scoff_positive"
    INSULIN_OR_SULFONYLUREA = "insulin_or_sulfonylurea"
    KIDNEY_DISEASE = "kidney_disease"
    LIVER_DISEASE = "liver_disease"
    BARIATRIC_SURGERY = "bariatric_surgery"
    GLP1_MEDICINE = "glp1_medicine"


class Limit(StrEnum):
    """Why a target is not what the goal alone would give; those of a condition bear its name."""

    RATE_CAP = "rate_capped_1pct_or_1kg_week"
    GAIN_CAP = "gain_capped_half_pct_week"
    FLOOR = "floor"
    GOAL_UNDERWEIGHT = "goal_bmi<18.5"
    MINOR = "age<18"
    UNDERWEIGHT = "bmi<18.5"
    OLDER = "age>=75"
    PREGNANT = "pregnant"
    LACTATING = "lactating"
    EATING_DISORDER_HISTORY = "eating_disorder_history"
    SCOFF_POSITIVE = "scoff_positive"

    @property
    def code(self) -> str:
        """A name fit for an API and for stored rows."""
        return CODES.get(self, self.value)


CODES = {
    Limit.GOAL_UNDERWEIGHT: "goal_underweight",
    Limit.MINOR: "no_deficit_under_18",
    Limit.UNDERWEIGHT: "no_deficit_underweight",
    Limit.OLDER: "no_deficit_from_75",
}


class Decision(StrEnum):
    OK = "ok"
    CLAMPED = "clamped"
    NO_DEFICIT = "no_deficit"
    REFUSE_GOAL = "refuse_goal"


class Turn(StrEnum):
    """Where to turn."""

    FAMILY_DOCTOR = "family_doctor"
    PAEDIATRICIAN = "paediatrician"
    GYNAECOLOGIST = "gynaecologist"
    EATING_DISORDER_HELPLINE = "eating_disorder_helpline"
    TREATING_SPECIALIST = "treating_specialist"


@dataclass(frozen=True)
class Rule:
    """What a reason says to the user, where it comes from and where it sends them."""

    says: str
    source: str
    evidence: Evidence
    turn_to: Turn | None = None


_EATING_DISORDER = Rule(
    "No figures of energy or body mass: keeping the weight, and people to talk to.",
    "Levinson 2017; SCOFF: Morgan 1999, two or more yes",
    Evidence.RECALLED,
    Turn.EATING_DISORDER_HELPLINE,
)
_CLINICIAN_FIRST = "Talk to whoever treats you before eating less: "

RULES: dict[Limit | Condition, Rule] = {
    Limit.RATE_CAP: Rule(
        "Losing faster than 1 % of body mass or 1 kg a week costs muscle.",
        "ISSN 2017, Garthe 2011 (share); Academy of Nutrition and Dietetics (1 kg, recalled)",
        Evidence.SECONDARY,
    ),
    Limit.GAIN_CAP: Rule(
        "Gaining faster than 0.5 % of body mass a week stores mostly fat.",
        "Iraki 2019",
        Evidence.RECALLED,
    ),
    Limit.FLOOR: Rule(
        "Below 1,200 kcal (women) or 1,500 kcal a day nutrients run short.",
        "AHA/ACC/TOS 2013; Academy of Nutrition and Dietetics 2014",
        Evidence.SECONDARY,
    ),
    Limit.GOAL_UNDERWEIGHT: Rule(
        "The wanted body mass is below the healthy range; this is the least that is not.",
        "NIH Body Weight Planner, 18.5-25 kg/m²",
        Evidence.RETRIEVED,
        Turn.FAMILY_DOCTOR,
    ),
    Limit.MINOR: Rule(
        "Who still grows gets no energy target for losing weight, only what there is to learn.",
        "Common contraindication, no single source",
        Evidence.SECONDARY,
        Turn.PAEDIATRICIAN,
    ),
    Limit.UNDERWEIGHT: Rule(
        "The body mass is already below the healthy range.",
        "WHO; NIH Body Weight Planner",
        Evidence.RETRIEVED,
        Turn.FAMILY_DOCTOR,
    ),
    Limit.OLDER: Rule(
        "From 75 years on losing weight costs muscle and bone; a doctor should want it.",
        "Rules of a public Italian app, a choice of that project",
        Evidence.SECONDARY,
        Turn.FAMILY_DOCTOR,
    ),
    Limit.PREGNANT: Rule(
        "A pregnancy needs more energy, not less.",
        "EFSA 2013",
        Evidence.SECONDARY,
        Turn.GYNAECOLOGIST,
    ),
    Limit.LACTATING: Rule(
        "Breast-feeding needs more energy, not less.",
        "EFSA 2013",
        Evidence.SECONDARY,
        Turn.GYNAECOLOGIST,
    ),
    Limit.EATING_DISORDER_HISTORY: _EATING_DISORDER,
    Limit.SCOFF_POSITIVE: _EATING_DISORDER,
    Condition.INSULIN_OR_SULFONYLUREA: Rule(
        _CLINICIAN_FIRST + "eating less on this medicine can drop the blood sugar.",
        "Common contraindication, no single source",
        Evidence.SECONDARY,
        Turn.TREATING_SPECIALIST,
    ),
    Condition.KIDNEY_DISEASE: Rule(
        _CLINICIAN_FIRST + "and no protein target above the reference.",
        "Common contraindication, no single source",
        Evidence.SECONDARY,
        Turn.TREATING_SPECIALIST,
    ),
    Condition.LIVER_DISEASE: Rule(
        _CLINICIAN_FIRST + "and no protein target above the reference.",
        "Common contraindication, no single source",
        Evidence.SECONDARY,
        Turn.TREATING_SPECIALIST,
    ),
    Condition.BARIATRIC_SURGERY: Rule(
        _CLINICIAN_FIRST + "protein and fluids have to be watched.",
        "Common contraindication, no single source",
        Evidence.RECALLED,
        Turn.TREATING_SPECIALIST,
    ),
    Condition.GLP1_MEDICINE: Rule(
        _CLINICIAN_FIRST + "protein and fluids have to be watched.",
        "Common contraindication, no single source",
        Evidence.RECALLED,
        Turn.TREATING_SPECIALIST,
    ),
}

EATING_DISORDER = (Condition.EATING_DISORDER_HISTORY, Condition.SCOFF_POSITIVE)
MATERNITY = (Condition.PREGNANT, Condition.LACTATING)
CLINICIAN_FIRST = tuple(reason for reason in RULES if isinstance(reason, Condition))


@dataclass(frozen=True)
class Clamp:
    """One step of bringing a target inside the limits, kcal/day."""

    limit: Limit
    before_kcal: Decimal
    after_kcal: Decimal


@dataclass(frozen=True)
class Target:
    """Energy to eat in a day, kcal, and why it is not what was wanted.

    ``energy_kcal`` is None where no figure may be shown. ``limits`` are the reasons of the
    decision, ``clamps`` the steps of those that changed a figure, ``consult`` the conditions in
    which a clinician comes first. ``lowest_goal_mass_kg`` is given with a refused goal.
    """

    decision: Decision
    energy_kcal: Decimal | None
    limits: tuple[Limit, ...] = ()
    clamps: tuple[Clamp, ...] = ()
    consult: tuple[Condition, ...] = ()
    lowest_goal_mass_kg: Decimal | None = None


def scoff_positive(yes_answers: int) -> bool:
    """Whether so many yes to the five SCOFF questions point to an eating disorder."""
    return yes_answers >= SCOFF_POSITIVE_FROM


def no_deficit_reasons(
    body: Body, on: date, conditions: Collection[Condition] = ()
) -> tuple[Limit, ...]:
    """Why this body must not eat less than it needs."""
    age_years = body.age_years(on)
    is_minor = age_years < ADULT_YEARS
    found = [Limit(one) for one in (*EATING_DISORDER, *MATERNITY) if one in conditions]
    # The adult range of the index means nothing for who still grows.
    found += [Limit.MINOR] if is_minor else []
    found += [Limit.UNDERWEIGHT] if not is_minor and body.bmi < LOWEST_BMI else []
    found += [Limit.OLDER] if age_years >= OLDER_YEARS else []
    return tuple(found)


def lowest_goal_mass_kg(body: Body) -> Decimal:
    """The least body mass an adult may aim at, to the next 100 g."""
    lowest = mass_at_bmi_kg(LOWEST_BMI, body.height_cm)
    return lowest.quantize(Decimal("0.1"), rounding=ROUND_CEILING)


def goal_is_underweight(body: Body, on: date, goal_mass_kg: Decimal | None) -> bool:
    """Whether the wanted body mass is below an adult's healthy range."""
    if goal_mass_kg is None or body.age_years(on) < ADULT_YEARS:
        return False
    return bmi_of(goal_mass_kg, body.height_cm) < LOWEST_BMI


def allowed_kcal(body: Body, need_kcal: Decimal) -> tuple[Decimal, Decimal]:
    """The least and the most to eat in a day for a goal, by the limits of the rate alone."""
    loss_kg = min(FASTEST_LOSS_SHARE * body.body_mass_kg, FASTEST_LOSS_KG)
    gain_kg = FASTEST_GAIN_SHARE * body.body_mass_kg
    return (
        need_kcal - loss_kg * DAILY_KCAL_PER_WEEKLY_KG,
        need_kcal + gain_kg * DAILY_KCAL_PER_WEEKLY_KG,
    )


def judge(
    wanted_kcal: Decimal, body: Body, need_kcal: Decimal, on: date, *,
    goal_mass_kg: Decimal | None = None, conditions: Collection[Condition] = (),
) -> Target:  # fmt: skip
    """The energy a body may be told to eat in a day when ``wanted_kcal`` is wanted.

    1. With an eating disorder, now or before, no figure is shown at all.
    2. A goal below the healthy range is refused, with the least body mass that is not.
    3. Who must not eat less than they need is told the need; a minor is told nothing.
    4. The rest is brought inside the fastest rates, then above the intake floor.

    ``need_kcal`` is the expenditure, with what a pregnancy or breast-feeding adds.
    """
    consult = tuple(one for one in CLINICIAN_FIRST if one in conditions)
    reasons = no_deficit_reasons(body, on, conditions)
    if any(one in conditions for one in EATING_DISORDER):
        return Target(Decision.NO_DEFICIT, None, reasons, consult=consult)
    if goal_is_underweight(body, on, goal_mass_kg):
        reasons, lowest = (Limit.GOAL_UNDERWEIGHT, *reasons), lowest_goal_mass_kg(body)
        return Target(Decision.REFUSE_GOAL, None, reasons, (), consult, lowest)
    if reasons and wanted_kcal < need_kcal:
        told = None if Limit.MINOR in reasons else need_kcal
        return Target(Decision.NO_DEFICIT, told, reasons, consult=consult)
    clamps = _clamps(wanted_kcal, body, need_kcal)
    return Target(
        Decision.CLAMPED if clamps else Decision.OK,
        clamps[-1].after_kcal if clamps else wanted_kcal,
        tuple(clamp.limit for clamp in clamps),
        clamps,
        consult,
    )


def _clamps(wanted_kcal: Decimal, body: Body, need_kcal: Decimal) -> tuple[Clamp, ...]:
    """The steps that change the wanted energy; the floor is for deficits only."""
    slowest, fastest = allowed_kcal(body, need_kcal)
    if wanted_kcal > fastest:
        return (Clamp(Limit.GAIN_CAP, wanted_kcal, fastest),)
    if wanted_kcal >= need_kcal:
        return ()
    capped = max(wanted_kcal, slowest)
    floored = max(capped, INTAKE_FLOOR_KCAL[body.sex])
    steps = (
        Clamp(Limit.RATE_CAP, wanted_kcal, capped),
        Clamp(Limit.FLOOR, capped, floored),
    )
    return tuple(step for step in steps if step.before_kcal != step.after_kcal)
