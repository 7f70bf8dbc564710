"""What someone really eats, read from how their weight changes.

Sanghvi A, Redman LM, Martin CK, Ravussin E, Hall KD. Validation of an inexpensive and accurate
mathematical method to measure long-term changes in free-living energy intake. Am J Clin Nutr 2015;
102:353-358: the model of Hall 2011 made linear around the baseline. Over 28-day windows single
people were off by 215 kcal/day (root mean square), groups by less than 40.
"""

from dataclasses import dataclass
from statistics import fmean

from apps.calories.domain.weight_dynamics import (
    ADAPTATION,
    FAT_BUILDING,
    FAT_EXPENDITURE,
    FORBES_KG,
    LEAN_BUILDING,
    LEAN_EXPENDITURE,
    THERMIC_EFFECT,
    Physiology,
)
from apps.calories.domain.weight_trend import WeighIns, slope_kg_per_day

WINDOW_DAYS = 28
# Of a change of intake, what is left when digestion and adaptation have had their shares.
FELT_SHARE = 1 - THERMIC_EFFECT - ADAPTATION


@dataclass(frozen=True, slots=True)
class LinearModel:
    """ΔEI = ρ dBW/dt + ε (BW - BW0), kcal/day, around a baseline."""

    baseline_mass_kg: float
    baseline_intake_kcal: float
    energy_density_kcal_per_kg: float
    expenditure_kcal_per_kg: float

    @classmethod
    def around(cls, body: Physiology) -> "LinearModel":
        """Of a kilogram, fat has F/(F+10.4) and lean tissue the rest (Forbes); written without
        α = 10.4/F, so that it holds for a body without fat."""
        fat_share = body.fat_mass_kg / (body.fat_mass_kg + FORBES_KG)
        lean_share = 1 - fat_share
        energy = fat_share * FAT_BUILDING + lean_share * LEAN_BUILDING / FORBES_KG
        expenditure = fat_share * FAT_EXPENDITURE + lean_share * LEAN_EXPENDITURE
        return cls(
            body.body_mass_kg,
            body.expenditure_kcal,
            energy / FELT_SHARE,
            (expenditure + body.activity_kcal_per_kg) / FELT_SHARE,
        )

    @property
    def time_constant_days(self) -> float:
        """How long 63 % of a change of weight takes (τ)."""
        return self.energy_density_kcal_per_kg / self.expenditure_kcal_per_kg

    def intake_change_kcal(self, weigh_ins: WeighIns) -> float:
        """The mean change of intake over a window of weigh-ins, 28 days by the paper.

        Just after a change of diet the window has water in it and reads too much; ValueError with
        weigh-ins of fewer than two days.
        """
        mean_mass_kg = fmean(mass_kg for _, mass_kg in weigh_ins)
        return self.energy_density_kcal_per_kg * slope_kg_per_day(
            weigh_ins
        ) + self.expenditure_kcal_per_kg * (mean_mass_kg - self.baseline_mass_kg)

    def intake_kcal(self, weigh_ins: WeighIns) -> float:
        """The mean intake over a window of weigh-ins."""
        return self.baseline_intake_kcal + self.intake_change_kcal(weigh_ins)
