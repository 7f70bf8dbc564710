"""What a person reads after an import."""

from collections import Counter

from django.utils.translation import gettext as _

from apps.meals.models import ImportRun


def summary(run: ImportRun) -> str:
    """Counts, then the reasons of rejections, the most frequent first."""
    counts = _(
        "%(read)d rows read: %(created)d created, %(updated)d updated, "
        "%(unchanged)d unchanged, %(rejected)d rejected."
    ) % {
        "read": run.rows_read,
        "created": run.rows_created,
        "updated": run.rows_updated,
        "unchanged": run.rows_unchanged,
        "rejected": run.rows_rejected,
    }
    reasons = Counter(run.reasons)
    return "\n".join([counts, *(f"  {count} {reason}" for reason, count in reasons.most_common())])
