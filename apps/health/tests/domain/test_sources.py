"""Whom to believe: defaults, the user's own order, and who is a device."""

import pytest

from apps.health.domain.sources import KnownSource, kind_of, ranks

APP, NEW_APP, PHONE, WATCH = (
    KnownSource(1, "app", 100),
    KnownSource(2, "app", 900),
    KnownSource(3, "iphone", 50),
    KnownSource(4, "watch", 70),
)
ALL = [APP, NEW_APP, PHONE, WATCH]
STEPS, ENERGY = 1, 7


def order(overrides: dict, kind: int = STEPS) -> list[int]:
    found = ranks(ALL, overrides, kind)
    assert sorted(found.values()) == [1, 2, 3, 4]
    return sorted(found, key=found.__getitem__)


def test_the_watch_then_the_phone_then_apps_the_newest_first():
    assert order({}) == [4, 3, 2, 1]


def test_the_order_sources_are_read_in_does_not_show():
    assert ranks(ALL[::-1], {}, STEPS) == ranks(ALL, {}, STEPS)


def test_the_users_order_comes_first_and_the_rest_follow():
    assert order({None: [1]}) == [1, 4, 3, 2]


def test_an_order_for_the_type_replaces_the_one_for_all():
    overrides = {None: [1, 2], STEPS: [3]}
    assert order(overrides) == [3, 4, 2, 1]
    assert order(overrides, ENERGY) == [1, 2, 4, 3]


def test_a_source_named_twice_or_unknown_does_no_harm():
    assert order({None: [3, 99, 3, 1]}) == [3, 1, 4, 2]


@pytest.mark.parametrize(
    ("bundle", "product", "kind"),
    [
        ("com.apple.health.4C1E", "Watch6,1", "watch"),
        ("com.apple.health.4C1E", "iPhone14,2", "iphone"),
        ("com.strava.stravaride", "iPhone14,2", "app"),
        ("com.strava.stravaride", "Watch6,1", "app"),
        ("com.apple.Health", "", "app"),
    ],
)
def test_only_apples_own_bundle_is_a_device(bundle, product, kind):
    assert kind_of(bundle, product) == kind
