"""How much energy a body spends: basal metabolic rate and activity."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.health.domain.grades import EXPENDITURE_CONFIDENCE, Grade
from apps.shared.days import completed_years

# Roza AM, Shizgal HM. The Harris Benedict equation reevaluated. Am J Clin Nutr 1984;40:168-182.
# (intercept, per kg of body mass, per cm of height, per year of age), kcal/day.
REVISED_HARRIS_BENEDICT = {
    "male": (Decimal("88.362"), Decimal("13.397"), Decimal("4.799"), Decimal("5.677")),
    "female": (Decimal("447.593"), Decimal("9.247"), Decimal("3.098"), Decimal("4.330")),
}

# The product's own lower bound for what is used downstream.
BASAL_FLOOR_KCAL = Decimal(1200)

# EFSA 2013 (Dietary Reference Values for energy): 1.4 low active, 1.6 moderate, 1.8 active,
# 2.0 very active. "Light" is the product's fifth level, half-way between the first two.
ACTIVITY_FACTORS = {
    "sedentary": Decimal("1.4"),
    "light": Decimal("1.5"),
    "moderate": Decimal("1.6"),
    "active": Decimal("1.8"),
    "very_active": Decimal("2.0"),
}

# A formula alone says nothing of the day, like an unknown sync.
FORMULA_CONFIDENCE = EXPENDITURE_CONFIDENCE[Grade.UNKNOWN]
USABLE_GRADES = (Grade.GOOD, Grade.DEGRADED)


@dataclass(frozen=True)
class Body:
    """What the formulas need to know."""

    sex: str
    birth_date: date
    height_cm: Decimal
    body_mass_kg: Decimal
    activity_level: str

    def age_years(self, on: date) -> int:
        return completed_years(self.birth_date, on)

    @property
    def bmi(self) -> Decimal:
        """Body mass index in kg/m²."""
        return self.body_mass_kg / (self.height_cm / 100) ** 2


@dataclass(frozen=True)
class Expenditure:
    """Energy spent in a day, kcal."""

    basal_estimate_kcal: Decimal
    basal_kcal: Decimal
    active_kcal: Decimal
    confidence: Decimal

    @property
    def floor_applied(self) -> bool:
        return self.basal_kcal != self.basal_estimate_kcal

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
        basal = max(self.basal_kcal, BASAL_FLOOR_KCAL)
        confidence = EXPENDITURE_CONFIDENCE[Grade(self.grade)]
        return Expenditure(self.basal_kcal, basal, self.active_kcal, confidence)


def basal_metabolic_rate_kcal(
    *, sex: str, body_mass_kg: Decimal, height_cm: Decimal, age_years: int
) -> Decimal:
    """Revised Harris–Benedict, kcal/day; for "other" the mean of the two sexes."""
    if sex not in REVISED_HARRIS_BENEDICT:
        both = [
            basal_metabolic_rate_kcal(
                sex=one, body_mass_kg=body_mass_kg, height_cm=height_cm, age_years=age_years
            )
            for one in REVISED_HARRIS_BENEDICT
        ]
        return sum(both, Decimal(0)) / len(both)
    intercept, per_kg, per_cm, per_year = REVISED_HARRIS_BENEDICT[sex]
    return intercept + per_kg * body_mass_kg + per_cm * height_cm - per_year * age_years


def expenditure(body: Body, on: date) -> Expenditure:
    """The day's expenditure by formula: basal rate times the factor of the activity level."""
    estimate = basal_metabolic_rate_kcal(
        sex=body.sex,
        body_mass_kg=body.body_mass_kg,
        height_cm=body.height_cm,
        age_years=body.age_years(on),
    )
    basal = max(estimate, BASAL_FLOOR_KCAL)
    active = basal * (ACTIVITY_FACTORS[body.activity_level] - 1)
    return Expenditure(estimate, basal, active, FORMULA_CONFIDENCE)
