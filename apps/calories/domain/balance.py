"""One day's balance from what was eaten, what the body spends and what the user wants."""

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal

from apps.calories.domain.bodies import Body, BodyParts
from apps.calories.domain.completeness import is_complete
from apps.calories.domain.energy import (
    Expenditure,
    Learnt,
    Measured,
    activity_credit_kcal,
    habitual,
    spent,
)
from apps.calories.domain.goals import target
from apps.calories.domain.macros import Eater, MacrosInvalid, MacroTarget
from apps.calories.domain.margins import intake_margin_kcal, quadrature
from apps.calories.domain.maternity import added_kcal, conditions_on
from apps.calories.domain.safety import Condition, Target
from apps.calories.domain.wishes import Wish

# Without a clinician they get no protein target above the reference.
PROTEIN_RESTRICTING = frozenset({Condition.KIDNEY_DISEASE, Condition.LIVER_DISEASE})
BODY_PARTS = ("sex", "birth_date", "height_cm", "body_mass_kg", "activity_level")


@dataclass(frozen=True)
class Intake:
    """What was eaten on a day; unknown nutrients are None."""

    items_count: int
    energy_reported_count: int
    energy_kcal: Decimal
    protein_g: Decimal | None
    carbohydrate_g: Decimal | None
    fat_g: Decimal | None
    energy_margin_kcal: Decimal
    confidence: Decimal | None
    main_meals_count: int = 0
    has_dinner: bool = False

    @property
    def margin_kcal(self) -> Decimal:
        return intake_margin_kcal(self.energy_kcal, self.energy_margin_kcal, self.confidence)


NOTHING_EATEN = Intake(0, 0, Decimal(0), None, None, None, Decimal(0), None)
NOBODY = BodyParts(None, None, None, None, None)


@dataclass(frozen=True)
class DayInputs:
    """Everything a day's balance is computed from.

    ``parts_from`` is the day the body mass of ``parts`` was told; ``said_complete`` the user's
    word on whether everything eaten is logged. ``week_is_closed`` changes no figure.
    """

    date: dt.date
    intake: Intake
    parts: BodyParts = NOBODY
    parts_from: dt.date | None = None
    conditions: tuple[Condition, ...] = ()
    due_date: dt.date | None = None
    wish: Wish = field(default_factory=Wish)
    measured: Measured | None = None
    learnt: Learnt | None = None
    said_complete: bool | None = None
    week_is_closed: bool = False

    @property
    def body_parts(self) -> BodyParts:
        """The profile's, with the body mass of the scale where that is newer."""
        learnt = self.learnt
        if learnt is None or learnt.trend_mass_kg is None:
            return self.parts
        if self.parts_from is not None and learnt.date < self.parts_from:
            return self.parts
        return replace(self.parts, body_mass_kg=learnt.trend_mass_kg)

    @property
    def body(self) -> Body | None:
        return self.body_parts.whole


@dataclass(frozen=True)
class DayBalance:
    """The computed figures; None where what they need is not known, named in ``missing``."""

    date: dt.date
    intake: Intake
    spent: Expenditure | None
    usual: Expenditure | None
    goal: Target | None
    active_credit_kcal: Decimal | None
    macros: MacroTarget | None
    day_complete: bool
    said_complete: bool | None
    missing: tuple[str, ...]

    @property
    def is_worth_a_row(self) -> bool:
        """Something was eaten, or the user spoke of the day."""
        return bool(self.intake.items_count) or self.said_complete is not None

    @property
    def margin_kcal(self) -> Decimal | None:
        """Half the width of the balance's 90 % interval, if everything eaten is logged."""
        if self.spent is None:
            return None
        return quadrature(self.intake.margin_kcal, self.spent.margin_kcal)

    @property
    def goal_kcal(self) -> Decimal | None:
        if self.goal is None or self.goal.energy_kcal is None:
            return None
        return self.goal.energy_kcal + (self.active_credit_kcal or 0)


def balance_of(inputs: DayInputs) -> DayBalance:
    """The balance of a day from its inputs alone: the same inputs always give the same figures."""
    body, on = inputs.body, inputs.date
    usual = habitual(body, inputs.learnt, on) if body else None
    day = spent(inputs.measured, body, inputs.learnt, on)
    balance = DayBalance(
        on,
        inputs.intake,
        day,
        usual,
        goal_of(inputs, inputs.wish, body, usual) if body and usual else None,
        activity_credit_kcal(day, usual) if day and usual else None,
        None,
        _is_complete(inputs, usual),
        inputs.said_complete,
        inputs.body_parts.missing(*BODY_PARTS),
    )
    if body is None or balance.goal_kcal is None:
        return balance
    return replace(balance, macros=macros_of(inputs, inputs.wish, body, balance.goal_kcal))


def goal_of(inputs: DayInputs, wish: Wish, body: Body, usual: Expenditure) -> Target:
    """The energy to eat on the day, without credit for activity, if this is what is wished.

    What a pregnancy adds is in a learnt expenditure already; a formula does not know of it.
    """
    on = inputs.date
    conditions = conditions_on(inputs.conditions, inputs.due_date, on)
    is_learnt = usual.source == "adaptive"
    added = Decimal(0) if is_learnt else added_kcal(conditions, inputs.due_date, on)
    return target(
        wish.aim(body, on),
        body,
        usual.total_kcal,
        on,
        conditions=conditions,
        addition_kcal=added,
    )


def macros_of(inputs: DayInputs, wish: Wish, body: Body, goal_kcal: Decimal) -> MacroTarget | None:
    """None where what is wished leaves nothing for carbohydrate on that day."""
    try:
        return wish.macro_target(goal_kcal, eater_of(inputs, body))
    except MacrosInvalid:
        return None


def eater_of(inputs: DayInputs, body: Body) -> Eater:
    restricted = not PROTEIN_RESTRICTING.isdisjoint(inputs.conditions)
    return Eater(body.body_mass_kg, body.age_years(inputs.date), restricted)


def _is_complete(inputs: DayInputs, usual: Expenditure | None) -> bool:
    return is_complete(
        said=inputs.said_complete,
        energy_kcal=inputs.intake.energy_kcal,
        main_meals_count=inputs.intake.main_meals_count,
        has_dinner=inputs.intake.has_dinner,
        basal_kcal=usual.basal_kcal if usual else None,
    )
