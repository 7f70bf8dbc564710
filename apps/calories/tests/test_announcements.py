"""When a change of expenditure is told."""

import numpy as np

from apps.calories.domain.announcements import told_kcal


def told(*means, usable=None):
    mean = np.array(means, dtype=float)
    return told_kcal(mean, np.ones(len(mean), bool) if usable is None else np.array(usable))


def test_small_steps_are_told_when_they_have_added_up():
    assert told(2300, 2330, 2349, 2350, 2399, 2301).tolist() == [
        2300, 2300, 2300, 2350, 2350, 2350,
    ]  # fmt: skip
    assert told(2300, 2250, 2200).tolist() == [2300, 2250, 2200]


def test_nothing_is_told_before_there_is_enough_to_go_by():
    found = told(2300, 2400, 2500, usable=[False, False, True])

    assert np.isnan(found[:2]).all()
    assert found[2] == 2500
