"""A body as the formulas see it: whole, or in parts some of which nobody has told."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.shared.days import completed_years

# Lowest and highest believed, both included: the product's own bounds against mistakes of typing.
# 272 cm was the tallest man measured (R. Wadlow).
PLAUSIBLE = {
    "height_cm": (Decimal(50), Decimal(272)),
    "body_mass_kg": (Decimal(20), Decimal(400)),
    "body_fat_percent": (Decimal(2), Decimal(70)),
}
PLAUSIBLE_AGE_YEARS = (0, 120)


def bmi_of(body_mass_kg: Decimal, height_cm: Decimal) -> Decimal:
    """Body mass index in kg/m²."""
    return body_mass_kg / (height_cm / 100) ** 2


def mass_at_bmi_kg(bmi: Decimal, height_cm: Decimal) -> Decimal:
    """The body mass that has this index at this height."""
    return bmi * (height_cm / 100) ** 2


@dataclass(frozen=True)
class BodyParts:
    """What is known of a body; None, or an empty choice, is not known.

    ``sex`` is "female", "male" or "other"; ``activity_level`` a key of ``ACTIVITY_FACTORS``.
    """

    sex: str | None
    birth_date: date | None
    height_cm: Decimal | None
    body_mass_kg: Decimal | None
    activity_level: str | None
    body_fat_percent: Decimal | None = None

    def missing(self, *parts: str) -> tuple[str, ...]:
        """Which of these parts nobody has told."""
        return tuple(part for part in parts if getattr(self, part) in (None, ""))

    def age_years(self, on: date) -> int | None:
        """Completed years; negative before birth."""
        return completed_years(self.birth_date, on) if self.birth_date else None

    @property
    def bmi(self) -> Decimal | None:
        """Body mass index in kg/m²."""
        if self.body_mass_kg is None or self.height_cm is None:
            return None
        return bmi_of(self.body_mass_kg, self.height_cm)

    @property
    def lean_mass_kg(self) -> Decimal | None:
        """All that is not fat; only from a stated share of fat, never an estimated one."""
        if self.body_mass_kg is None or self.body_fat_percent is None:
            return None
        return self.body_mass_kg * (1 - self.body_fat_percent / 100)

    @property
    def whole(self) -> "Body | None":
        """The body when nothing of it is missing but, maybe, its share of fat."""
        if not self.sex or self.birth_date is None or not self.activity_level:
            return None
        if self.height_cm is None or self.body_mass_kg is None:
            return None
        return Body(
            self.sex,
            self.birth_date,
            self.height_cm,
            self.body_mass_kg,
            self.activity_level,
            self.body_fat_percent,
        )


@dataclass(frozen=True)
class Body(BodyParts):
    """A body of which everything but the share of fat is known."""

    sex: str
    birth_date: date
    height_cm: Decimal
    body_mass_kg: Decimal
    activity_level: str

    def age_years(self, on: date) -> int:
        """Completed years; negative before birth."""
        return completed_years(self.birth_date, on)

    @property
    def bmi(self) -> Decimal:
        """Body mass index in kg/m²."""
        return bmi_of(self.body_mass_kg, self.height_cm)


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field: ``param`` names it, ``code`` is stable; the range is what
    would be accepted."""

    param: str
    code: str
    lowest: Decimal | None = None
    highest: Decimal | None = None


def problems(body: BodyParts, on: date) -> tuple[Problem, ...]:
    """What cannot be true of a body on a day, field by field; missing parts are no problem."""
    found = [
        Problem(param, "OUT_OF_RANGE", lowest, highest)
        for param, (lowest, highest) in PLAUSIBLE.items()
        if not _within(getattr(body, param), lowest, highest)
    ]
    youngest, oldest = PLAUSIBLE_AGE_YEARS
    age_years = body.age_years(on)
    if age_years is not None and not youngest <= age_years <= oldest:
        found.append(Problem("birth_date", "OUT_OF_RANGE", Decimal(youngest), Decimal(oldest)))
    return tuple(found)


def _within(value: Decimal | None, lowest: Decimal, highest: Decimal) -> bool:
    return value is None or (value.is_finite() and lowest <= value <= highest)
