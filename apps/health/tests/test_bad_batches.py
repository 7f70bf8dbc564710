"""Bodies no phone should send: refused with a reason, nothing half-written."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.health.models import Sample, SyncLog
from apps.health.tests.conftest import batch_of, new_uuid, send, steps

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(api, anna):
    return api(anna)


def post(client, body, content_type="application/json", **extra):
    return client.generic("POST", "/api/v1/health/samples", body, content_type, **extra)


@pytest.mark.parametrize(
    "body",
    [
        b'{"device": {"id": "01955a3e-7c00-7000-8000-0000000000',
        b'{"samples": [{"value": NaN}]}',
        b'{"samples": [{"value": Infinity}]}',
        b'{"samples": ["\xff\xfe"]}',
        b"",
    ],
)
def test_what_is_not_json_is_refused(client, body):
    answer = post(client, body)
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"
    assert not SyncLog.objects.exists()


def test_another_content_type_is_refused(client):
    assert post(client, b"<samples/>", "application/xml").status_code == 415


def test_a_body_of_40_mb_is_refused_by_its_stated_length(client):
    class Unread:
        def read(self, *_):
            raise AssertionError("it was read")

        readline = read

    answer = post(client, b"", CONTENT_LENGTH=40 * 1024 * 1024, **{"wsgi.input": Unread()})
    assert answer.status_code == 413
    assert answer.json()["code"] == "CONTENT_TOO_LARGE"


@pytest.mark.parametrize("part", ["samples", "deleted"])
def test_more_than_5000_records_are_refused_whole(client, part):
    batch = {**batch_of(), part: [None] * 5001}
    assert send(client, batch, status=413)["code"] == "TOO_MANY_RECORDS"
    assert not SyncLog.objects.exists()


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"device": None}, "device"),
        ({"device": {"id": "no", "timezone": "Europe/Rome"}}, "device.id"),
        ({"samples": {}}, "samples"),
        ({"anchors": []}, "anchors"),
        ({"sent_at": "yesterday"}, "sent_at"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_batch_of_another_shape_names_what_is_wrong(client, change, param):
    answer = send(client, {**batch_of(steps()), **change}, status=422)
    assert [error["param"] for error in answer["errors"]] == [param]
    assert not Sample.objects.exists()


def test_a_list_is_no_batch(client):
    assert send(client, [], status=422)["code"] == "VALIDATION_ERROR"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"uuid": "one"}, "UUID_INVALID", "uuid"),
        ({"type": None}, "TYPE_MISSING", "type"),
        ({"unit": "parsec"}, "UNIT_UNKNOWN", "unit"),
        ({"unit": "kg"}, "UNIT_INCOMPATIBLE", "unit"),
        ({"value": 1e12}, "VALUE_IMPLAUSIBLE", "value"),
        ({"value": "many"}, "VALUE_INVALID", "value"),
        ({"end": "2026-03-02T11:00:00Z"}, "END_BEFORE_START", "end"),
        ({"start": "1970-01-01T00:00:00Z"}, "TIME_TOO_OLD", "start"),
        (
            {"start": "2099-01-01T00:00:00Z", "end": "2099-01-01T01:00:00Z"},
            "TIME_IN_FUTURE",
            "start",
        ),
        ({"start": "2026-02-25T12:00:00Z"}, "INTERVAL_TOO_LONG", "end"),
        ({"start": "2026-03-02T12:00:00"}, "TIME_INVALID", "start"),
        ({"source": None}, "SOURCE_MISSING", "source"),
        ({"sync_identifier": "a"}, "SYNC_VERSION_MISSING", "sync_version"),
        ({"sync_identifier": "a", "sync_version": 2**70}, "SYNC_VERSION_MISSING", "sync_version"),
        ({"metadata": {"a": "\0"}}, "METADATA_INVALID", "metadata"),
    ],
)
def test_a_record_that_cannot_be_is_told_and_holds_up_no_other(client, change, code, field):
    answer = send(client, batch_of({**steps(), **change}, steps()))
    assert [(n["index"], n["code"], n["field"]) for n in answer["notices"]] == [(0, code, field)]
    assert answer["counts"]["accepted"] == 1


@pytest.mark.parametrize("record", [None, 1, "x", [], {}])
def test_a_record_that_is_none_is_told(client, record):
    assert send(client, batch_of(record))["counts"]["rejected"] == 1


def test_the_servers_clock_decides_what_is_in_the_future(client):
    ahead = timezone.now() + timedelta(hours=25)
    batch = batch_of(steps(start=ahead), sent_at=ahead.isoformat())
    assert send(client, batch)["notices"][0]["code"] == "TIME_IN_FUTURE"


def test_a_device_named_with_a_nul_is_refused(client):
    device = {"id": new_uuid(), "timezone": "Europe/Rome", "name": "a\0b"}
    send(client, batch_of(device=device), status=422)
