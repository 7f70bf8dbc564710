<<<<<<< HEAD
from apps.health.selectors.body_mass import weigh_ins
from apps.health.selectors.daily import daily_figures, summary
=======
>>>>>>> hderive
from apps.health.selectors.derivation import (
    DerivationContext,
    days_measured,
    derivation_context,
    derived_figures,
)
from apps.health.selectors.phone_totals import phone_totals
<<<<<<< HEAD
from apps.health.selectors.samples import samples_page
from apps.health.selectors.source_list import ranked_sources, source_orders
from apps.health.selectors.sync_quality import sync_quality

__all__ = [
    "DerivationContext",
    "daily_figures",
=======
from apps.health.selectors.syncs import signals, users_to_grade

__all__ = [
    "DerivationContext",
>>>>>>> hderive
    "days_measured",
    "derivation_context",
    "derived_figures",
    "phone_totals",
<<<<<<< HEAD
    "ranked_sources",
    "samples_page",
    "source_orders",
    "summary",
    "sync_quality",
    "weigh_ins",
=======
    "signals",
    "users_to_grade",
>>>>>>> hderive
]
