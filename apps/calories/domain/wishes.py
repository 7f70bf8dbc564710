"""The goal a person set, as it stands on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from apps.calories.domain.bodies import Body
from apps.calories.domain.goals import Aim
from apps.calories.domain.macros import (
    Eater,
    MacroTarget,
    by_body_mass,
    by_percent,
    by_preset,
)

DEFAULT_PRESET = "balanced"


@dataclass(frozen=True)
class Wish:
    """What was set: a direction at a pace, an intake, or a body mass to reach by a day with the
    intake planned for it. ``macros`` is a preset, shares of energy or grams per kilogram."""

    direction: str = "maintain"
    pace: str = "moderate"
    target_body_mass_kg: Decimal | None = None
    target_date: date | None = None
    wanted_kcal: Decimal | None = None
    planned_kcal: Decimal | None = None
    macros: Mapping[str, Any] = field(default_factory=dict)

    def aim(self, body: Body, on: date) -> Aim:
        """What it asks for on a day. A plan ends with its last day, or before when the body mass
        is reached; from then on the weight is kept."""
        if self.target_body_mass_kg is None or self.target_date is None:
            return Aim(self.direction, self.pace, intake_kcal=self.wanted_kcal)
        if on > self.target_date or self._is_reached(body.body_mass_kg):
            return Aim()
        return Aim(
            self.direction,
            self.pace,
            goal_mass_kg=self.target_body_mass_kg,
            planned_kcal=self.planned_kcal,
        )

    def macro_target(self, energy_kcal: Decimal, eater: Eater) -> MacroTarget:
        """The grams of a day. Raises MacrosInvalid."""
        if percent := self.macros.get("percent"):
            return by_percent(_decimals(percent), energy_kcal, eater)
        if per_kg := self.macros.get("g_per_kg"):
            grams = _decimals(per_kg)
            return by_body_mass(grams["protein"], grams["fat"], energy_kcal, eater)
        return by_preset(self.macros.get("preset", DEFAULT_PRESET), energy_kcal, eater)

    def _is_reached(self, body_mass_kg: Decimal) -> bool:
        target_kg = self.target_body_mass_kg or body_mass_kg
        if self.direction == "gain":
            return body_mass_kg >= target_kg
        return self.direction == "lose" and body_mass_kg <= target_kg


def _decimals(figures: Mapping[str, Any]) -> dict[str, Decimal]:
    return {name: Decimal(str(value)) for name, value in figures.items()}
