from apps.health.selectors.derivation import (
    DerivationContext,
    days_measured,
    derivation_context,
    derived_figures,
)
from apps.health.selectors.phone_totals import phone_totals
from apps.health.selectors.syncs import signals, users_to_grade

__all__ = [
    "DerivationContext",
    "days_measured",
    "derivation_context",
    "derived_figures",
    "phone_totals",
    "signals",
    "users_to_grade",
]
