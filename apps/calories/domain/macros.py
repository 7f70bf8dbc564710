"""How a day's energy is shared among protein, carbohydrate and fat."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from apps.calories.domain.bodies import Problem

# Regulation (EU) 1169/2011, Annex XIV, kcal/g.
KCAL_PER_G = {"carbohydrate": Decimal(4), "fat": Decimal(9), "protein": Decimal(4)}

# LARN V 2024, share of energy in percent, lowest and highest; EFSA 2010 has the same for
# carbohydrate and fat. Transcribed by others.
REFERENCE_PERCENT = {
    "carbohydrate": (Decimal(45), Decimal(60)),
    "fat": (Decimal(20), Decimal(35)),
    "protein": (Decimal(12), Decimal(20)),
}

# LARN V 2024, g of protein per kg of body mass: what covers nearly everyone (PRI), and the goal
# for who is 65 or more (SDT). Transcribed by others.
PROTEIN_G_PER_KG = Decimal("0.90")
PROTEIN_OLDER_G_PER_KG = Decimal("1.1")
OLDER_YEARS = 65

# EFSA 2012, PRI of adults: with kidney or advanced liver disease no more without a clinician.
PROTEIN_RESTRICTED_G_PER_KG = Decimal("0.83")

# Percent of energy. The first two are inside the ranges above, the last two outside on purpose;
# all are the product's own proposals.
PRESETS = {
    "balanced": {"carbohydrate": Decimal(52), "fat": Decimal(30), "protein": Decimal(18)},
    "mediterranean": {"carbohydrate": Decimal(50), "fat": Decimal(35), "protein": Decimal(15)},
    "high_protein": {"carbohydrate": Decimal(40), "fat": Decimal(30), "protein": Decimal(30)},
    "low_carb": {"carbohydrate": Decimal(25), "fat": Decimal(45), "protein": Decimal(30)},
}

PERCENT_SLACK = Decimal("0.5")
# Nobody means more; above it is a mistake of typing. The product's own bound.
MOST_G_PER_KG = Decimal(5)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Eater:
    """Whom a target is for; the body mass in kg, the age in completed years if known."""

    body_mass_kg: Decimal
    age_years: int | None = None
    protein_restricted: bool = False

    @property
    def lowest_protein_g(self) -> Decimal:
        """What the reference asks for in a day, or the restriction when there is one."""
        if self.protein_restricted:
            return PROTEIN_RESTRICTED_G_PER_KG * self.body_mass_kg
        older = self.age_years is not None and self.age_years >= OLDER_YEARS
        return (PROTEIN_OLDER_G_PER_KG if older else PROTEIN_G_PER_KG) * self.body_mass_kg


@dataclass(frozen=True)
class MacroTarget:
    """Grams of a day; ``protein_capped_from_g`` is what was wanted before the restriction.

    ``warnings`` name what lies outside the reference ranges: "carbohydrate_below_reference",
    "fat_above_reference", "protein_per_kg_below_reference" and so on.
    """

    energy_kcal: Decimal
    protein_g: Decimal
    carbohydrate_g: Decimal
    fat_g: Decimal
    warnings: tuple[str, ...] = ()
    protein_capped_from_g: Decimal | None = None

    @property
    def percent_of_energy(self) -> dict[str, Decimal]:
        return {
            name: getattr(self, f"{name}_g") * factor * HUNDRED / self.energy_kcal
            for name, factor in KCAL_PER_G.items()
        }


class MacrosInvalid(ValueError):
    """The wanted shares cannot be; ``problems`` says which fields and why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(f"{each.param}: {each.code}" for each in problems))
        self.problems = problems


def by_preset(preset: str, energy_kcal: Decimal, eater: Eater) -> MacroTarget:
    """The target of a preset. Raises MacrosInvalid for one there is not."""
    if preset not in PRESETS:
        raise MacrosInvalid((Problem("preset", "UNKNOWN"),))
    return by_percent(PRESETS[preset], energy_kcal, eater)


def by_percent(percent: Mapping[str, Decimal], energy_kcal: Decimal, eater: Eater) -> MacroTarget:
    """The target from shares of energy in percent, which add up to 100 ± 0.5.

    What they lack or have beyond 100 is shared out, so that the grams yield the energy exactly.
    Raises MacrosInvalid.
    """
    problems = [*_amounts_problems(energy_kcal, eater), *_percent_problems(percent)]
    if problems:
        raise MacrosInvalid(tuple(problems))
    total = sum(percent[name] for name in KCAL_PER_G)
    grams = {
        name: percent[name] / total * energy_kcal / factor for name, factor in KCAL_PER_G.items()
    }
    return _target(energy_kcal, eater, protein_g=grams["protein"], fat_g=grams["fat"])


def by_body_mass(
    protein_g_per_kg: Decimal, fat_g_per_kg: Decimal, energy_kcal: Decimal, eater: Eater
) -> MacroTarget:
    """The target from protein and fat per kg of body mass; carbohydrate takes the rest.

    Raises MacrosInvalid, also when nothing but less than nothing is left for carbohydrate.
    """
    given = {"protein_g_per_kg": protein_g_per_kg, "fat_g_per_kg": fat_g_per_kg}
    problems = _amounts_problems(energy_kcal, eater)
    problems += [
        Problem(param, "OUT_OF_RANGE", Decimal(0), MOST_G_PER_KG)
        for param, value in given.items()
        if not (value.is_finite() and 0 <= value <= MOST_G_PER_KG)
    ]
    if problems:
        raise MacrosInvalid(tuple(problems))
    return _target(
        energy_kcal,
        eater,
        protein_g=protein_g_per_kg * eater.body_mass_kg,
        fat_g=fat_g_per_kg * eater.body_mass_kg,
    )


def _target(
    energy_kcal: Decimal, eater: Eater, *, protein_g: Decimal, fat_g: Decimal
) -> MacroTarget:
    """Protein brought under the restriction if there is one, and the rest as carbohydrate."""
    wanted_g, most_g = protein_g, eater.lowest_protein_g
    is_capped = eater.protein_restricted and wanted_g > most_g
    protein_g = most_g if is_capped else wanted_g
    left_kcal = energy_kcal - protein_g * KCAL_PER_G["protein"] - fat_g * KCAL_PER_G["fat"]
    # Shares of 100 % leave a last digit of rounding.
    if left_kcal < -Decimal("0.001"):
        raise MacrosInvalid((Problem("carbohydrate", "NOTHING_LEFT"),))
    carbohydrate_g = max(left_kcal, Decimal(0)) / KCAL_PER_G["carbohydrate"]
    made = MacroTarget(
        energy_kcal,
        protein_g,
        carbohydrate_g,
        fat_g,
        protein_capped_from_g=wanted_g if is_capped else None,
    )
    return replace(made, warnings=tuple(_warnings(made, eater)))


def _warnings(made: MacroTarget, eater: Eater) -> Iterator[str]:
    for name, percent in made.percent_of_energy.items():
        lowest, highest = REFERENCE_PERCENT[name]
        if round(percent, 1) < lowest:
            yield f"{name}_below_reference"
        if round(percent, 1) > highest:
            yield f"{name}_above_reference"
    if made.protein_g < eater.lowest_protein_g:
        yield "protein_per_kg_below_reference"


def _amounts_problems(energy_kcal: Decimal, eater: Eater) -> list[Problem]:
    given = {"energy_kcal": energy_kcal, "body_mass_kg": eater.body_mass_kg}
    return [
        Problem(param, "NOT_POSITIVE", Decimal(0))
        for param, value in given.items()
        if not (value.is_finite() and value > 0)
    ]


def _percent_problems(percent: Mapping[str, Decimal]) -> list[Problem]:
    """Every share by itself, then, when each can be, their sum."""
    if missing := [name for name in KCAL_PER_G if name not in percent]:
        return [Problem(f"{name}_percent", "MISSING") for name in missing]
    wrong = [
        Problem(f"{name}_percent", "OUT_OF_RANGE", Decimal(0), HUNDRED)
        for name in KCAL_PER_G
        if not (percent[name].is_finite() and 0 <= percent[name] <= HUNDRED)
    ]
    if wrong:
        return wrong
    total = sum(percent[name] for name in KCAL_PER_G)
    lowest, highest = HUNDRED - PERCENT_SLACK, HUNDRED + PERCENT_SLACK
    return [] if lowest <= total <= highest else [Problem("percent", "NOT_100", lowest, highest)]
