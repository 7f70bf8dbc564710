"""When a change of the learnt expenditure is worth a message."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# About a slice of bread: smaller changes are the filter's breathing.
LEAST_CHANGE_KCAL = 50.0


def told_kcal(mean_kcal: Floats, is_usable: NDArray[np.bool_]) -> Floats:
    """What was last told as of each day, nan before anything was.

    A usable figure is told when none was, or when it is ``LEAST_CHANGE_KCAL`` or more away from the
    last one told. It follows from the estimates alone, so rebuilding them tells nothing anew.
    """
    told = np.full(len(mean_kcal), np.nan)
    last = np.nan
    for day, (mean, usable) in enumerate(zip(mean_kcal, is_usable, strict=True)):
        if usable and not abs(mean - last) < LEAST_CHANGE_KCAL:
            last = mean
        told[day] = last
    return told
