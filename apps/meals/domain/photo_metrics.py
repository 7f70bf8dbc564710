"""How good estimates from photos are, against what was weighed.

MAPE explodes on small dishes and is told for comparison with published figures only; wMAPE is what
counts. The slope of the error on the true amount says whether large portions are underestimated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, linear_regression


@dataclass(frozen=True)
class PhotoMetrics:
    """Errors in the unit of what was estimated; shares are of 1; None where it is not defined."""

    mae: float
    mape_pct: float | None
    wmape_pct: float | None
    bias: float
    bias_slope: float | None
    within_10: float
    within_20: float


def photo_metrics(weighed: Sequence[float], estimated: Sequence[float]) -> PhotoMetrics:
    """Raises ValueError without any pair, or when the two differ in length."""
    if not weighed:
        raise ValueError("nothing was weighed")
    pairs = list(zip(weighed, estimated, strict=True))
    errors = [guess - true for true, guess in pairs]
    sizes = [abs(error) for error in errors]
    relative = [abs(guess - true) / true for true, guess in pairs if true > 0]
    total = sum(weighed)
    return PhotoMetrics(
        mae=fmean(sizes),
        mape_pct=100 * fmean(relative) if relative else None,
        wmape_pct=100 * sum(sizes) / total if total > 0 else None,
        bias=fmean(errors),
        bias_slope=linear_regression(weighed, errors).slope if len(set(weighed)) > 1 else None,
        within_10=_share_within(pairs, 0.1),
        within_20=_share_within(pairs, 0.2),
    )


def _share_within(pairs: Sequence[tuple[float, float]], tolerance: float) -> float:
    """Nothing estimated where nothing was counts as right."""
    return fmean(abs(guess - true) <= tolerance * true for true, guess in pairs)
