from apps.health.selectors.body_mass import (
    weigh_ins,
)
from apps.health.selectors.daily import (
    daily_figures,
    summary,
)
from apps.health.selectors.derivation import (
    DerivationContext,
    days_measured,
    derivation_context,
    derived_figures,
)
from apps.health.selectors.phone_totals import (
    phone_totals,
)
from apps.health.selectors.samples import (
    samples_page,
)
from apps.health.selectors.source_list import (
    ranked_sources,
    source_orders,
)
from apps.health.selectors.sync_quality import (
    sync_quality,
)
from apps.health.selectors.syncs import (
    signals,
    users_to_grade,
)

__all__ = [
    "DerivationContext",
    "daily_figures",
    "days_measured",
    "derivation_context",
    "derived_figures",
    "phone_totals",
    "ranked_sources",
    "samples_page",
    "signals",
    "source_orders",
    "summary",
    "sync_quality",
    "users_to_grade",
    "weigh_ins",
]
