"""How much energy a day took: measured, learnt from the scale, or by formula, and which of them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.calories.domain.bodies import Body
from apps.calories.domain.margins import formula_margin_kcal, measured_margin_kcal
from apps.calories.domain.metabolic_rate import BASAL_FLOOR_KCAL, basal_rate
from apps.calories.domain.requirement import ACTIVITY_FACTORS
from apps.health.domain.grades import EXPENDITURE_CONFIDENCE, Grade

# A formula alone says nothing of the day, like an unknown sync.
FORMULA_CONFIDENCE = EXPENDITURE_CONFIDENCE[Grade.UNKNOWN]
BEST_CONFIDENCE = EXPENDITURE_CONFIDENCE[Grade.GOOD]
USABLE_GRADES = (Grade.GOOD, Grade.DEGRADED)
# An interval of ± 28 %, a formula's for most people, is worth a formula's 0.3; narrower ones more.
CONFIDENCE_PER_RELATIVE_MARGIN = Decimal("2.5")

# Of the active energy a watch counts, so much may be the watch's error (Choe & Kang 2025, mean
# absolute error 27.96 %): only what exceeds the plan without it is surely more than planned.
CREDITED_SHARE = Decimal("0.72")


@dataclass(frozen=True)
class Expenditure:
    """Energy spent in a day, kcal: where it is from, how far it is trusted, and half the width of
    its 90 % interval."""

    source: str
    basal_kcal: Decimal
    active_kcal: Decimal
    confidence: Decimal
    margin_kcal: Decimal

    @property
    def total_kcal(self) -> Decimal:
        return self.basal_kcal + self.active_kcal


@dataclass(frozen=True)
class Measured:
    """Energy spent in a day as HealthKit has it, kcal; ``complete`` when nothing of the day can
    be missing from the sync any more."""

    basal_kcal: Decimal
    active_kcal: Decimal
    grade: str | None
    complete: bool | None

    @property
    def expenditure(self) -> Expenditure | None:
        """What to use of it: a whole day, synced well. A day that still goes on, or whose end was
        never synced, would look like a day of rest."""
        if not self.complete or self.grade not in USABLE_GRADES:
            return None
        confidence = EXPENDITURE_CONFIDENCE[Grade(self.grade)]
        return Expenditure(
            "healthkit",
            max(self.basal_kcal, BASAL_FLOOR_KCAL),
            self.active_kcal,
            confidence,
            measured_margin_kcal(self.active_kcal, confidence),
        )


@dataclass(frozen=True)
class Learnt:
    """The adaptive estimate that was known before a day, kcal, with its 90 % interval."""

    date: date
    mean_kcal: Decimal
    low_kcal: Decimal
    high_kcal: Decimal
    state: str
    trend_mass_kg: Decimal | None

    @property
    def margin_kcal(self) -> Decimal:
        return (self.high_kcal - self.low_kcal) / 2

    def expenditure(self, basal_kcal: Decimal) -> Expenditure | None:
        """None while there is too little to learn from; what exceeds the basal rate is active."""
        if self.state == "insufficient":
            return None
        basal = min(basal_kcal, self.mean_kcal)
        relative = self.margin_kcal / self.mean_kcal
        trust = 1 - CONFIDENCE_PER_RELATIVE_MARGIN * relative
        return Expenditure(
            "adaptive",
            basal,
            self.mean_kcal - basal,
            max(FORMULA_CONFIDENCE, min(BEST_CONFIDENCE, trust)),
            self.margin_kcal,
        )


def by_formula(body: Body, on: date) -> Expenditure:
    """Basal rate times the factor of the activity level."""
    basal = basal_rate(body, on).used_kcal
    active = basal * (ACTIVITY_FACTORS[body.activity_level] - 1)
    return Expenditure("formula", basal, active, FORMULA_CONFIDENCE, formula_margin_kcal())


def habitual(body: Body, learnt: Learnt | None, on: date) -> Expenditure:
    """What this person spends on a usual day: learnt where there is enough to learn from, because
    a formula is where learning begins; else the formula. The goal is built on it."""
    formula = by_formula(body, on)
    found = learnt.expenditure(formula.basal_kcal) if learnt else None
    return found or formula


def spent(
    measured: Measured | None, body: Body | None, learnt: Learnt | None, on: date
) -> Expenditure | None:
    """The expenditure of a day by the rule: HealthKit's when its sync is good, else the habitual
    one, else unknown."""
    found = measured.expenditure if measured else None
    return found or (habitual(body, learnt, on) if body else None)


def activity_credit_kcal(day: Expenditure, usual: Expenditure) -> Decimal:
    """What a day of more activity than usual adds to the energy to eat. Never what the watch says
    as it stands; a quiet day takes nothing away, the learnt expenditure does in time."""
    if day.source != "healthkit":
        return Decimal(0)
    return max(Decimal(0), CREDITED_SHARE * day.active_kcal - usual.active_kcal)
