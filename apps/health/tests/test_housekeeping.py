"""What the nightly jobs do beside deriving."""

from datetime import date, timedelta
from types import MappingProxyType

import pytest

from apps.health import services
from apps.health.domain.types import TYPE_OF, TYPES
from apps.health.models import DirtyDay, Identity, ReconciliationRun, Sample, SetAside
from apps.health.services import set_aside
from apps.health.tests.conftest import APP, steps
from apps.health.tests.derivation_cast import LATER, derive, figures, store, walked
from apps.outbox.domain.registry import Event, handler_of
from apps.outbox.models import OutboxEvent
from conftest import make_user

pytestmark = pytest.mark.django_db
FUTURE_TYPE = "HKQuantityTypeIdentifierPaceOfDreams"


@pytest.fixture
def release_that_knows_it(monkeypatch):
    """The type nobody knew counts steps."""
    known = MappingProxyType({**TYPE_OF, FUTURE_TYPE: TYPES["step_count"]})
    monkeypatch.setattr(set_aside, "TYPE_OF", known)
    monkeypatch.setattr("apps.health.domain.record_checks.TYPE_OF", known)


def test_records_of_a_new_type_become_samples(anna, request):
    record = steps(250, type=FUTURE_TYPE, source=APP)
    store(anna, record)
    assert SetAside.objects.get().record == record

    assert services.take_up_set_aside(at=LATER) == 0
    request.getfixturevalue("release_that_knows_it")
    assert services.take_up_set_aside(at=LATER) == 1

    services.derive_dirty(anna.pk)
    assert figures(anna) == {"2026-03-02": 250}
    assert not SetAside.objects.exists()
    assert services.take_up_set_aside(at=LATER) == 0


def test_a_record_that_turns_out_to_be_no_good_stays_aside_with_the_reason(
    anna, release_that_knows_it, monkeypatch
):
    with monkeypatch.context() as before:
        before.setattr("apps.health.domain.record_checks.TYPE_OF", TYPE_OF)
        store(anna, steps(250, type=FUTURE_TYPE, unit="kg"), steps(30, type=FUTURE_TYPE))

    assert services.take_up_set_aside(at=LATER) == 2

    assert SetAside.objects.get().record["refused"] == "UNIT_INCOMPATIBLE"
    assert Sample.objects.get().value == 30


def test_a_record_deleted_meanwhile_is_not_taken_up(anna, release_that_knows_it, monkeypatch):
    record = steps(250, type=FUTURE_TYPE)
    with monkeypatch.context() as before:
        before.setattr("apps.health.domain.record_checks.TYPE_OF", TYPE_OF)
        store(anna, record)
        store(anna, deleted=[record["uuid"]])

    assert services.take_up_set_aside(at=LATER) == 0
    assert not Sample.objects.exists()


def test_deleted_samples_go_after_a_while_and_stay_deleted(anna, settings):
    settings.HEALTH_KEEP_DELETED = timedelta(days=30)
    kept, gone = steps(), steps()
    store(anna, kept, gone)
    store(anna, deleted=[gone["uuid"]], received_at=LATER)

    assert services.forget_deleted_samples(at=LATER + timedelta(days=29)) == 0
    assert services.forget_deleted_samples(at=LATER + timedelta(days=31)) == 1

    assert [str(sample.uuid) for sample in Sample.objects.all()] == [kept["uuid"]]
    assert Identity.objects.get(uuid=gone["uuid"]).deleted_at == LATER
    assert store(anna, gone).accepted == 0


def test_with_another_start_of_the_day_the_days_are_derived_anew(api, anna):
    """Half past three in the morning belongs to the day before when the day starts at four."""
    derive(anna, walked("watch", "2026-03-02T03:30+01:00", 10, 500))
    assert figures(anna) == {"2026-03-02": 500}

    answer = api(anna).patch("/api/v1/me", {"day_starts_at": "04:00:00"})

    assert answer.status_code == 200, answer.content
    told = OutboxEvent.objects.get(name="accounts.user_changed.v1")
    follow = handler_of(told.name, "health.follow_start_of_day")
    follow(Event(told.pk, told.name, told.user_id, told.payload))
    assert DirtyDay.objects.filter(user=anna, local_date=date(2026, 3, 1)).exists()
    services.derive_dirty(anna.pk)
    assert figures(anna) == {"2026-03-01": 500}


def test_users_are_derived_in_shares(anna, stranger, monkeypatch):
    monkeypatch.setattr(services.reconciliation, "USERS_OF_A_SHARE", 2)
    third = make_user("third@example.org")
    for user in (anna, stranger, third):
        store(user, steps())
    nobody = make_user("nobody@example.org")

    shares = list(services.shares_of_users())

    assert [len(share) for share in shares] == [2, 1]
    everyone = [user_id for share in shares for user_id in share]
    assert sorted(everyone) == sorted(user.pk for user in (anna, stranger, third))
    assert nobody.pk not in everyone


def test_the_nightly_run_heals_a_figure_nobody_knows_is_wrong(anna):
    derive(anna, steps(100))
    anna.daily_metrics.update(value=1)
    noon_of_next_day = LATER.replace(month=3, day=3, hour=12)

    services.reconcile_recent_days([anna.pk], at=noon_of_next_day, days=7)

    assert figures(anna) == {"2026-03-02": 100}
    run = ReconciliationRun.objects.get()
    assert (run.kind, run.users, run.metrics_changed) == ("nightly", 1, 1)
