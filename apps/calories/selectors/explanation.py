"""Where the figures of a day come from, from the plate to the balance."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from apps.calories.domain.balance import DayBalance, DayInputs, balance_of
from apps.calories.domain.energy import Expenditure, by_formula
from apps.calories.domain.margins import source_margin_kcal
from apps.calories.domain.maternity import added_kcal, conditions_on
from apps.calories.domain.metabolic_rate import BasalRate, basal_rate
from apps.calories.selectors.inputs import day_inputs
from apps.meals import selectors as meals


@dataclass(frozen=True)
class Explanation:
    """A day's balance with everything it was computed from."""

    inputs: DayInputs
    balance: DayBalance
    diary: meals.Day

    @property
    def date(self) -> date:
        return self.balance.date

    @property
    def basal_rate(self) -> BasalRate | None:
        """What the formula says of the body, and what is used of it."""
        body = self.inputs.body
        return basal_rate(body, self.date) if body else None

    @cached_property
    def candidates(self) -> list[Expenditure]:
        """Every expenditure that could have been used, the one that was first."""
        body, on = self.inputs.body, self.date
        measured = self.inputs.measured.expenditure if self.inputs.measured else None
        formula = by_formula(body, on) if body else None
        learnt = self.inputs.learnt
        adaptive = learnt.expenditure(formula.basal_kcal) if learnt and formula else None
        return [each for each in (measured, adaptive, formula) if each is not None]

    @property
    def net_balance_kcal(self) -> Decimal | None:
        spent = self.balance.spent
        if spent is None or not self.balance.is_worth_a_row:
            return None
        return self.balance.intake.energy_kcal - spent.total_kcal

    @property
    def sources_margin_kcal(self) -> Decimal:
        intake = self.balance.intake
        return source_margin_kcal(intake.energy_kcal, intake.confidence)

    @property
    def goal_steps(self) -> list[dict[str, Any]]:
        """From the habitual expenditure to the goal, kcal after each step."""
        balance, goal = self.balance, self.balance.goal
        if balance.usual is None or goal is None or goal.energy_kcal is None:
            return []
        steps = [("expenditure", balance.usual.total_kcal)]
        conditions = conditions_on(self.inputs.conditions, self.inputs.due_date, self.date)
        added = added_kcal(conditions, self.inputs.due_date, self.date)
        if added and balance.usual.source != "adaptive":
            steps.append(("addition", steps[-1][1] + added))
        wanted = goal.clamps[0].before_kcal if goal.clamps else goal.energy_kcal
        steps.append(("wish", wanted))
        steps += [(clamp.limit.code, clamp.after_kcal) for clamp in goal.clamps]
        if balance.active_credit_kcal:
            steps.append(("active_credit", goal.energy_kcal + balance.active_credit_kcal))
        return [{"code": code, "after_kcal": round(kcal, 2)} for code, kcal in steps]


def explanation(user_id: UUID, on: date) -> Explanation:
    inputs = day_inputs(user_id, [on])[0]
    return Explanation(inputs, balance_of(inputs), meals.day(user_id, on))
