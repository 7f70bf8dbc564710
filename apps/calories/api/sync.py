"""What of the energy balance phones keep a copy of.

A balance is never told as deleted: a day without living items has none.
"""

from apps.calories import selectors
from apps.calories.api import serializers as wire
from apps.shared.sync import Kind, Table, register

register(
    Kind(
        "goals",
        [Table("calories_goal")],
        lambda user_id, ids: selectors.goals(user_id).filter(pk__in=ids),
        wire.GoalOutput.present,
        wire.GoalOutput,
        hides_figures=True,
    )
)
register(
    Kind(
        "energy_profiles",
        [Table("calories_energyprofile")],
        lambda user_id, ids: selectors.energy_profiles(user_id).filter(pk__in=ids),
        wire.EnergyProfileOutput.present,
        wire.EnergyProfileOutput,
        hides_figures=True,
    )
)
register(
    Kind(
        "balances",
        [Table("calories_dailybalance")],
        selectors.balances_by_id,
        wire.BalanceOutput.present,
        wire.BalanceOutput,
        hides_figures=True,
    )
)
