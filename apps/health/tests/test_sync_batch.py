"""A phone's batch over HTTP: what is good is stored, what is not is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.health.models import (
    DailyMetric,
    Identity,
    PhoneTotal,
    Sample,
    SetAside,
    SourceDevice,
    SyncLog,
    SyncState,
)
from apps.health.tests.conftest import NOON, PHONE, batch_of, new_uuid, send, steps, weight
from apps.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db
STEPS = "HKQuantityTypeIdentifierStepCount"
NOTHING = {
    "records": 0, "accepted": 0, "duplicate": 0, "replaced": 0, "rejected": 0, "set_aside": 0,
    "deleted": 0,
}  # fmt: skip


@pytest.fixture
def client(api, anna):
    return api(anna)


def rows_and_versions():
    """Every row of facts with the transaction that wrote it."""
    return {
        model: list(model.objects.extra(select={"xmin": "xmin::text"}).values_list("uuid", "xmin"))
        for model in (Sample, Identity)
    }


def test_the_good_half_of_a_batch_is_stored(client):
    bad = steps(unit="kg")
    answer = send(client, batch_of(steps(), bad))
    assert answer["counts"] == {**NOTHING, "records": 2, "accepted": 1, "rejected": 1}
    assert answer["notices"] == [
        {
            "part": "samples",
            "index": 1,
            "uuid": bad["uuid"],
            "outcome": "rejected",
            "code": "UNIT_INCOMPATIBLE",
            "field": "unit",
        }
    ]
    assert Sample.objects.count() == 1


def test_a_batch_sent_again_changes_no_fact(client):
    batch = batch_of(*(steps(start=NOON + timedelta(minutes=n)) for n in range(3)))
    send(client, batch)
    before = rows_and_versions()
    answer = send(client, batch)
    assert answer["counts"] == {**NOTHING, "records": 3, "duplicate": 3}
    assert (answer["duplicates"], answer["notices"]) == ([[0, 2]], [])
    assert rows_and_versions() == before
    assert OutboxEvent.objects.filter(name="health.samples_stored.v1").count() == 1


def test_duplicates_are_told_in_runs_of_places(client):
    first, second, third = steps(), steps(), steps()
    send(client, batch_of(first, second, third))
    bad = steps(value=-1)
    answer = send(client, batch_of(first, bad, second, third, steps()))
    assert answer["duplicates"] == [[0, 0], [2, 3]]


def test_a_type_nobody_knows_is_kept_aside_once(client):
    sent = steps(type="HKQuantityTypeIdentifierBrainwaves")
    answer = send(client, batch_of(sent))
    assert answer["counts"] == {**NOTHING, "records": 1, "set_aside": 1}
    assert answer["notices"][0]["code"] == "TYPE_UNKNOWN"
    assert SetAside.objects.get().record == sent
    assert send(client, batch_of(sent))["counts"]["duplicate"] == 1


def test_what_was_kept_aside_can_be_deleted(client):
    sent = steps(type="HKQuantityTypeIdentifierBrainwaves")
    send(client, batch_of(sent))
    send(client, batch_of(deleted=[{"uuid": sent["uuid"]}]))
    assert send(client, batch_of(sent))["notices"][0]["code"] == "DELETED"
    assert not SetAside.objects.exists()


def test_a_deletion_in_the_same_batch_wins(client):
    sent = steps()
    answer = send(client, batch_of(sent, deleted=[{"uuid": sent["uuid"]}]))
    assert (answer["counts"]["accepted"], answer["counts"]["deleted"]) == (0, 1)
    assert answer["notices"][0]["outcome"] == "deleted"
    assert not Sample.objects.exists()


def test_a_deletion_may_be_a_bare_uuid_in_capitals(client):
    sent = steps()
    send(client, batch_of(sent))
    assert send(client, batch_of(deleted=[sent["uuid"].upper()]))["counts"]["deleted"] == 1


def test_a_wrong_deletion_holds_up_no_other(client):
    answer = send(client, batch_of(deleted=["", new_uuid()]))
    assert answer["counts"]["deleted"] == 1
    assert [(n["part"], n["index"], n["code"]) for n in answer["notices"]] == [
        ("deleted", 0, "UUID_INVALID")
    ]


def test_an_older_version_is_superseded_and_a_newer_replaces(client):
    old, new = (weight(kg, sync_identifier="a", sync_version=v) for v, kg in ((1, 70), (2, 71)))
    assert send(client, batch_of(old))["counts"]["accepted"] == 1
    assert send(client, batch_of(new))["counts"]["replaced"] == 1
    late = weight(72, sync_identifier="a", sync_version=1)
    assert send(client, batch_of(late))["notices"][0]["code"] == "SYNC_VERSION_SUPERSEDED"
    assert Sample.objects.get(deleted_at=None).value == 71


def test_the_answer_says_where_the_server_stands(client):
    answer = send(client, batch_of(steps(), anchors={STEPS: "one"}))
    (state,) = answer["states"]
    assert (state["type"], state["code"], state["anchor"]) == (STEPS, "step_count", "one")
    assert state["last_sample_at"] == "2026-03-02T12:10:00+00:00"


def test_an_anchor_moves_with_an_empty_batch_too(client):
    send(client, batch_of(steps(), anchors={STEPS: "one"}))
    answer = send(client, batch_of(anchors={STEPS: "two"}))
    assert answer["states"][0]["anchor"] == "two"


def test_a_request_that_was_held_up_does_not_set_the_anchor_back(client):
    later = (NOON + timedelta(hours=2)).isoformat()
    send(client, batch_of(steps(), anchors={STEPS: "two"}, sent_at=later))
    held_up = batch_of(steps(), anchors={STEPS: "one"}, sent_at=NOON.isoformat())
    assert send(client, held_up)["states"][0]["anchor"] == "two"


def test_a_clock_that_was_years_ahead_does_not_hold_the_anchor(client):
    ahead = (timezone.now() + timedelta(days=2000)).isoformat()
    send(client, batch_of(steps(), anchors={STEPS: "one"}, sent_at=ahead))
    right = timezone.now().isoformat()
    answer = send(client, batch_of(steps(), anchors={STEPS: "two"}, sent_at=right))
    assert answer["states"][0]["anchor"] == "two"


def test_the_skew_of_the_phones_clock_is_noted(client):
    ahead = (timezone.now() + timedelta(seconds=90)).isoformat()
    skew_s = send(client, batch_of(sent_at=ahead))["clock_skew_s"]
    assert 80 < skew_s <= 90
    assert SyncLog.objects.get().clock_skew_s == skew_s


def test_counters_and_the_log_add_up(client):
    sent = steps()
    send(client, batch_of(sent, steps(unit="kg")))
    send(client, batch_of(sent, steps(), deleted=[sent["uuid"]]))
    state = SyncState.objects.get()
    counted = (state.accepted, state.duplicate, state.rejected, state.deleted)
    assert counted == (2, 1, 1, 1)
    assert [log.reasons for log in SyncLog.objects.order_by("id")] == [{"UNIT_INCOMPATIBLE": 1}, {}]


def test_totals_of_the_phone_are_kept_and_their_days_derived_again(client):
    total = {"type": STEPS, "date": "2026-03-02", "value": 80, "unit": "count"}
    send(client, batch_of(steps(100), statistics=[total]))
    assert DailyMetric.objects.get().provenance["phone"] == {"value": 80, "difference": 0.25}
    send(client, batch_of(statistics=[{**total, "value": 100}]))
    assert PhoneTotal.objects.get().value == 100
    assert DailyMetric.objects.get().provenance["phone"] == {"value": 100, "difference": 0}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"unit": "kg"}, "UNIT_INCOMPATIBLE"),
        ({"type": "HKQuantityTypeIdentifierHeartRate", "unit": "count/min"}, "TYPE_NOT_CUMULATIVE"),
        ({"date": "2026-02-30"}, "DATE_INVALID"),
        ({"date": "2099-01-01"}, "DATE_INVALID"),
        ({"value": 1e12}, "VALUE_IMPLAUSIBLE"),
        ({"value": None}, "VALUE_INVALID"),
    ],
)
def test_a_total_that_cannot_be_is_told(client, change, code):
    total = {"type": STEPS, "date": "2026-03-01", "value": 8400, "unit": "count", **change}
    answer = send(client, batch_of(statistics=[total]))
    assert [(n["part"], n["code"]) for n in answer["notices"]] == [("statistics", code)]
    assert not PhoneTotal.objects.exists()


@pytest.mark.parametrize(
    ("path", "code", "type_", "value"),
    [
        ("workouts", "workout_min", "HKWorkoutTypeIdentifier", None),
        ("sleep", "sleep_analysis", "HKCategoryTypeIdentifierSleepAnalysis", 3),
        ("state-of-mind", "state_of_mind", "HKStateOfMindTypeIdentifier", 0.5),
    ],
)
def test_a_door_of_its_own_takes_its_type_only(client, path, code, type_, value):
    own = steps(value, minutes=30, type=type_, unit=None)
    answer = send(client, batch_of(steps(), own), path=path)
    assert [(n["index"], n["code"]) for n in answer["notices"]] == [(0, "TYPE_NOT_HERE")]
    assert [state["code"] for state in answer["states"] if state["code"] == code] == [code]
    assert Sample.objects.count() == 1


def test_a_workout_keeps_what_it_was_and_lasts_its_minutes(client):
    metadata = {"activity_type": "running", "energy_kcal": 420, "distance_m": 7800}
    sent = steps(None, minutes=45, type="HKWorkoutTypeIdentifier", unit=None, metadata=metadata)
    send(client, batch_of(sent), path="workouts")
    sample = Sample.objects.get()
    assert (sample.value, sample.details["metadata"]) == (45, metadata)


def test_an_event_says_which_days_changed(client):
    send(client, batch_of(steps(), weight(start=NOON - timedelta(days=3))))
    event = OutboxEvent.objects.get(name="health.samples_stored.v1")
    assert event.payload["days"] == {
        "step_count": ["2026-03-02", "2026-03-02"],
        "body_mass_kg": ["2026-02-27", "2026-02-27"],
    }


def test_a_device_is_described_by_its_last_batch(client):
    send(client, batch_of(device={**PHONE, "os_version": "26.0"}))
    send(client, batch_of(device={**PHONE, "os_version": "26.1"}))
    assert SourceDevice.objects.get().os_version == "26.1"


def test_another_users_device_is_not_found(client, api, stranger):
    send(client, batch_of())
    answer = send(api(stranger), batch_of(steps()), status=404)
    assert answer["code"] == "DEVICE_NOT_FOUND"
    assert not Sample.objects.filter(user_id=stranger.pk).exists()


def test_two_users_may_have_the_same_uuid(client, api, stranger):
    sent = steps()
    send(client, batch_of(sent))
    other = {**batch_of(sent), "device": {**PHONE, "id": new_uuid()}}
    assert send(api(stranger), other)["counts"]["accepted"] == 1


def test_a_device_in_a_zone_nobody_knows_is_in_the_users(client):
    sent = steps()
    del sent["zone"]
    send(client, batch_of(sent, device={**PHONE, "timezone": "Mars/Olympus"}))
    assert Sample.objects.get().zone == "Europe/Rome"


def test_a_key_gives_the_same_answer_again(client):
    batch = batch_of(steps())
    first = send(client, batch, **{"Idempotency-Key": "one"})
    assert send(client, batch, **{"Idempotency-Key": "one"}) == first
    assert SyncLog.objects.count() == 1
