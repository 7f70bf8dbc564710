"""Samples read a page at a time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection

from apps.health.domain.types import TYPES
from apps.health.selectors.samples import Place, samples_page
from apps.health.tests.stored import make_sample, make_source

URL = "/api/v1/health/samples"
QUERY = {"type": "step_count", "from": "2026-03-01", "to": "2026-03-02"}
# the first of March begins at 23:00 UTC in Rome
MIDNIGHT = datetime(2026, 2, 28, 23, tzinfo=UTC)


def test_pages_follow_each_other_without_gap_or_repetition(api, anna):
    source = make_source(anna)
    # three at one instant: only the uuid tells them apart
    moments = [MIDNIGHT, MIDNIGHT, MIDNIGHT, MIDNIGHT + timedelta(hours=1)]
    made = {str(make_sample(anna, source, moment).uuid) for moment in moments}
    client, cursor, told = api(anna), None, []
    while len(told) < 10:
        query = {**QUERY, "limit": 1} | ({"cursor": cursor} if cursor else {})
        page = client.get(URL, query).json()
        told += [one["uuid"] for one in page["results"]]
        cursor = page["cursor"]
        if cursor is None:
            break

    assert len(told) == 4
    assert set(told) == made


def test_a_range_is_of_the_users_days(api, anna):
    source = make_source(anna)
    for moment in (MIDNIGHT - timedelta(seconds=1), MIDNIGHT, MIDNIGHT + timedelta(days=2)):
        make_sample(anna, source, moment, 1)

    found = api(anna).get(URL, QUERY).json()["results"]

    assert [datetime.fromisoformat(one["start"]) for one in found] == [MIDNIGHT]


def test_deleted_samples_other_types_and_other_people_are_left_out(api, anna, stranger):
    source = make_source(anna)
    make_sample(anna, source, MIDNIGHT, deleted_at=MIDNIGHT)
    make_sample(anna, source, MIDNIGHT, 70, type="heart_rate_per_min")
    make_sample(stranger, make_source(stranger), MIDNIGHT)

    assert api(anna).get(URL, QUERY).json() == {"results": [], "cursor": None}


def test_what_was_sent_stands_beside_what_it_became(api, anna):
    details = {"sent_value": 1, "sent_unit": "mi"}
    source = make_source(anna)
    make_sample(
        anna, source, MIDNIGHT, 1609.344, type="distance_walking_running_m", details=details
    )

    query = {**QUERY, "type": "distance_walking_running_m"}
    (found,) = api(anna).get(URL, query).json()["results"]

    assert (found["value"], found["unit"], found["details"]) == (1609.344, "m", details)


def test_a_cursor_from_elsewhere_is_refused(api, anna):
    answer = api(anna).get(URL, {**QUERY, "cursor": "bm9uc2Vuc2U"})

    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_CURSOR")


def test_only_the_partitions_of_the_range_are_read(anna):
    start = datetime(2026, 3, 5, tzinfo=UTC)
    with connection.execute_wrapper(_explained) as _:
        _plans.clear()
        samples_page(
            anna.pk,
            TYPES["step_count"],
            start,
            start + timedelta(days=40),
            after=Place(datetime(2026, 4, 2, tzinfo=UTC), UUID(int=0)),
            limit=10,
        )

    assert "health_sample_2026_04" in _plans[0]
    assert "health_sample_2026_03" not in _plans[0]


_plans: list[str] = []


def _explained(execute, sql, params, many, context):
    with context["connection"].cursor().cursor as cursor:
        cursor.execute(f"EXPLAIN {sql}", params)
        _plans.append("\n".join(row[0] for row in cursor.fetchall()))
    return execute(sql, params, many, context)
