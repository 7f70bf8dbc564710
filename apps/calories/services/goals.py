"""Setting goals: what a wish comes to, seen before it is set or as it is."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.calories import selectors
from apps.calories.domain.balance import BODY_PARTS, DayInputs, eater_of, goal_of
from apps.calories.domain.bodies import Body
from apps.calories.domain.energy import Expenditure, habitual
from apps.calories.domain.goals import refusal
from apps.calories.domain.macros import MacrosInvalid, MacroTarget
from apps.calories.domain.maternity import conditions_on
from apps.calories.domain.planner import Plan
from apps.calories.domain.safety import Limit, Target
from apps.calories.domain.wishes import Wish
from apps.calories.models import Goal
from apps.calories.services.balances import rebuild_from
from apps.calories.services.wording import sentence
from apps.shared.refusals import Invalid

if TYPE_CHECKING:
    from apps.accounts.models import User

# A plan longer than this says nothing any more; a shorter one than a week is no plan.
LONGEST_PLAN_DAYS = 5 * 366
SHORTEST_PLAN_DAYS = 7
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Preview:
    """What a wish comes to on its first day, and where it leads."""

    wish: Wish
    on: date
    body: Body
    usual: Expenditure
    target: Target
    refused: Limit | None
    macros: MacroTarget | None
    plan: Plan | None
    outlook: selectors.Outlook | None


def preview_goal(user: "User", wish: Wish, *, valid_from: date, days: int) -> Preview:
    """What the wish comes to, without setting it; ``days`` is how far the outlook goes.

    Raises Invalid naming what the profile lacks, for a target that is none, for shares of
    macronutrients that cannot be, and with the earliest day for a plan that cannot be kept.
    """
    inputs = selectors.day_inputs(user.pk, [valid_from])[0]
    body = _known_body(inputs)
    usual = habitual(body, inputs.learnt, valid_from)
    wish = _directed(wish, body)
    conditions = conditions_on(inputs.conditions, inputs.due_date, valid_from)
    refused = refusal(wish.aim(body, valid_from), body, valid_from, conditions)
    found = None
    if refused is None:  # nobody is told how soon a harmful goal could be reached
        wish, found = _planned(wish, body, usual, valid_from)
    target = goal_of(inputs, wish, body, usual)
    return Preview(
        wish,
        valid_from,
        body,
        usual,
        target,
        refused,
        _macros(inputs, wish, body, target),
        found,
        _outlook(body, usual, target, valid_from, days),
    )


def _known_body(inputs: DayInputs) -> Body:
    body = inputs.body
    if body is None:
        missing = inputs.body_parts.missing(*BODY_PARTS)
        message = _("The profile lacks: %(fields)s.") % {"fields": ", ".join(missing)}
        raise Invalid("PROFILE_INCOMPLETE", message, param="profile", missing=list(missing))
    return body


def _directed(wish: Wish, body: Body) -> Wish:
    """A body mass to reach says the direction."""
    if wish.target_body_mass_kg is None:
        return wish
    return replace(wish, direction=_direction(wish.target_body_mass_kg, body.body_mass_kg))


def _planned(wish: Wish, body: Body, usual: Expenditure, on: date) -> tuple[Wish, Plan | None]:
    """The wish with its plan, if it is one of a body mass by a day."""
    goal_kg, by = wish.target_body_mass_kg, wish.target_date
    if goal_kg is None or by is None:
        return wish, None
    _check_dates(by, on)
    try:
        found = selectors.planned(body, usual, float(goal_kg), on, by)
    except ValueError as error:
        raise _not_modelled() from error
    if found.reach_kcal is None:
        raise _unreachable(found, on)
    return replace(wish, planned_kcal=Decimal(found.reach_kcal).quantize(CENT)), found


def _direction(target_kg: Decimal, body_mass_kg: Decimal) -> str:
    if target_kg == body_mass_kg:
        return "maintain"
    return "lose" if target_kg < body_mass_kg else "gain"


def _check_dates(target_date: date, on: date) -> None:
    if not SHORTEST_PLAN_DAYS <= (target_date - on).days <= LONGEST_PLAN_DAYS:
        message = _("A plan takes from a week to five years.")
        raise Invalid("PLAN_LENGTH", message, param="target_date")


def _unreachable(found: Plan, on: date) -> Invalid:
    earliest = selectors.earliest(on, found)
    if earliest is None:
        message = _("Eating what is safe never leads to this body mass.")
        return Invalid("GOAL_UNREACHABLE", message, param="target_body_mass_kg")
    message = _("Eating what is safe, this body mass is reached on %(date)s at the earliest.")
    return Invalid(
        "GOAL_TOO_SOON",
        message % {"date": earliest.isoformat()},
        param="target_date",
        earliest_date=earliest.isoformat(),
    )


def _not_modelled() -> Invalid:
    message = _("Body mass is projected for adults of usual build only.")
    return Invalid("BODY_NOT_MODELLED", message, param="profile")


def _macros(inputs: DayInputs, wish: Wish, body: Body, target: Target) -> MacroTarget | None:
    if target.energy_kcal is None:
        return None
    try:
        return wish.macro_target(target.energy_kcal, eater_of(inputs, body))
    except MacrosInvalid as error:
        problem = error.problems[0]
        message = _("These shares of protein, carbohydrate and fat cannot be.")
        raise Invalid(f"MACROS_{problem.code}", message, param=f"macros.{problem.param}") from error


def _outlook(
    body: Body, usual: Expenditure, target: Target, on: date, days: int
) -> selectors.Outlook | None:
    """None where no figure may be shown, or for a body the model does not know."""
    if target.energy_kcal is None or not days:
        return None
    try:
        return selectors.outlook(body, usual, float(target.energy_kcal), on, days)
    except ValueError:
        return None


@transaction.atomic
def set_goal(user: "User", wish: Wish, *, valid_from: date, today: date) -> Goal:
    """Set what the user wants from a day on; days before keep the goal they had, and a second
    goal from the same day replaces the first.

    Raises Invalid for a day in the past, or when the goal would harm this body.
    """
    if valid_from < today:
        message = _("A goal cannot begin in the past.")
        raise Invalid("GOAL_IN_PAST", message, param="valid_from")
    type(user).objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    wish = _accepted(user, wish, valid_from)
    stored, _created = Goal.objects.update_or_create(
        user_id=user.pk, valid_from=valid_from, defaults=_columns(wish)
    )
    rebuild_from(user.pk, valid_from)
    return stored


def _accepted(user: "User", wish: Wish, valid_from: date) -> Wish:
    """The wish, planned where it is a plan. Nothing is asked of the body of somebody unknown as
    long as the wish is a direction alone: it is judged every day."""
    inputs = selectors.day_inputs(user.pk, [valid_from])[0]
    if inputs.body is None and wish.target_body_mass_kg is None and not wish.macros:
        return wish
    seen = preview_goal(user, wish, valid_from=valid_from, days=0)
    if seen.refused is not None:
        raise Invalid(
            seen.refused.code.upper(),
            sentence(seen.refused),
            param="target_body_mass_kg" if wish.target_body_mass_kg else "direction",
            **_refused_members(seen),
        )
    return seen.wish


def _refused_members(seen: Preview) -> dict[str, Any]:
    lowest = seen.target.lowest_goal_mass_kg
    return {} if lowest is None else {"lowest_body_mass_kg": float(lowest)}


def _columns(wish: Wish) -> dict[str, Any]:
    return {
        "direction": wish.direction,
        "pace": wish.pace,
        "target_body_mass_kg": wish.target_body_mass_kg,
        "target_date": wish.target_date,
        "wanted_kcal": wish.wanted_kcal,
        "planned_kcal": wish.planned_kcal,
        "macros": dict(wish.macros),
    }
