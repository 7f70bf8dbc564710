"""The apps and devices behind samples, and when their order changes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.health.models import DailyMetric, Source
from apps.health.tests.conftest import APP, IPHONE, NOON, WATCH, batch_of, send, steps

pytestmark = pytest.mark.django_db
OTHER = {**APP, "bundle_id": "it.example.altri"}


@pytest.fixture
def client(api, anna):
    return api(anna)


@pytest.fixture
def derived(anna):
    """A figure of a day long before the samples, which goes when the day is derived again."""
    DailyMetric.objects.create(
        user=anna,
        local_date=date(2026, 1, 15),
        type=1,
        value=Decimal(8400),
        samples_count=1,
        confidence=Decimal("0.9"),
    )


def is_derived_again():
    return not DailyMetric.objects.filter(local_date=date(2026, 1, 15)).exists()


def test_a_watch_an_iphone_and_an_app_are_told_apart(client):
    send(client, batch_of(*(steps(source=source) for source in (WATCH, IPHONE, APP))))
    kinds = Source.objects.values_list("bundle_id", "kind")
    assert set(kinds) == {
        (WATCH["bundle_id"], "watch"),
        (IPHONE["bundle_id"], "iphone"),
        (APP["bundle_id"], "app"),
    }


def test_a_source_is_named_as_beside_its_latest_sample(client):
    new, old = ({**APP, "name": name, "version": name} for name in ("new", "old"))
    send(client, batch_of(steps(source=new)))
    send(client, batch_of(steps(source=old, start=NOON - timedelta(days=1))))
    source = Source.objects.get()
    assert (source.name, source.version) == ("new", "new")
    assert source.first_sample_at == NOON - timedelta(days=1)


def test_older_samples_that_change_the_order_have_all_days_derived_again(client, derived):
    send(client, batch_of(steps(source=APP), steps(source=OTHER, start=NOON - timedelta(days=1))))
    assert not is_derived_again()
    send(client, batch_of(steps(source=APP, start=NOON - timedelta(days=2))))
    assert is_derived_again()


def test_older_samples_that_keep_the_order_change_no_other_day(client, derived):
    send(client, batch_of(steps(source=APP), steps(source=OTHER, start=NOON - timedelta(days=1))))
    send(client, batch_of(steps(source=OTHER, start=NOON - timedelta(days=2))))
    assert not is_derived_again()


def test_a_new_source_changes_no_other_day(client, derived):
    send(client, batch_of(steps(source=APP)))
    send(client, batch_of(steps(source=OTHER)))
    assert not is_derived_again()
