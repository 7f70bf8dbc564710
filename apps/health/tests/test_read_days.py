"""What days came to, read day by day and in sum."""

from datetime import date

from apps.health.selectors import summary
from apps.health.tests.stored import make_metric, make_source

MARCH = {"from": "2026-03-01", "to": "2026-03-31"}


def test_days_are_told_oldest_first_with_unit_and_provenance(api, anna):
    make_metric(anna, date(2026, 3, 2), 8400, sources={1: 1.0})
    make_metric(anna, date(2026, 3, 1), 5000)

    first, second = api(anna).get("/api/v1/health/daily", MARCH).json()["results"]

    assert (first["date"], first["value"]) == ("2026-03-01", 5000)
    assert (second["type"], second["unit"], second["aggregation"]) == (
        *("step_count", "count", "cumulative"),
    )
    assert second["provenance"]["sources"] == {"1": 1.0}


def test_one_type_can_be_asked_for(api, anna):
    make_metric(anna, date(2026, 3, 1), 5000)
    make_metric(anna, date(2026, 3, 1), 71, type="heart_rate_per_min", minimum=48, maximum=140)

    query = {**MARCH, "type": "heart_rate_per_min"}
    (found,) = api(anna).get("/api/v1/health/daily", query).json()["results"]

    assert (found["value"], found["minimum"], found["maximum"]) == (71, 48, 140)


def test_a_type_nobody_knows_is_named_as_the_fault(api, anna):
    answer = api(anna).get("/api/v1/health/daily", {**MARCH, "type": "steps"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["param"] == "type"


def test_another_users_days_are_not_told(api, anna, stranger):
    make_metric(anna, date(2026, 3, 1), 5000)

    assert api(stranger).get("/api/v1/health/daily", MARCH).json() == {"results": []}


def test_a_total_is_summed_and_its_mean_is_over_days_with_data(api, anna):
    watch, phone = make_source(anna), make_source(anna, "phone", kind="iphone")
    make_metric(anna, date(2026, 3, 1), 6000, sources={watch.pk: 1.0})
    make_metric(anna, date(2026, 3, 2), 2000, sources={phone.pk: 1.0})

    ten_days = {"from": "2026-03-01", "to": "2026-03-10"}
    (found,) = api(anna).get("/api/v1/health/summary", ten_days).json()["results"]

    assert (found["total"], found["mean"]) == (8000, 4000)
    assert (found["days_count"], found["coverage"]) == (2, 0.2)
    # 6,000 of 8,000 steps are the watch's
    assert [(one["source_id"], one["share"]) for one in found["sources"]] == [
        (watch.pk, 0.75),
        (phone.pk, 0.25),
    ]


def test_what_is_measured_is_never_summed(api, anna):
    for day, mean, low, high in ((1, 70, 50, 120), (3, 80, 60, 150)):
        make_metric(
            anna,
            date(2026, 3, day),
            mean,
            type="heart_rate_per_min",
            minimum=low,
            maximum=high,
            latest=mean + 1,
        )

    (found,) = api(anna).get("/api/v1/health/summary", MARCH).json()["results"]

    assert found["total"] is None
    assert (found["mean"], found["minimum"], found["maximum"]) == (75, 50, 150)
    assert found["latest"] == 81


def test_a_range_without_data_has_no_summary(api, anna):
    assert api(anna).get("/api/v1/health/summary", MARCH).json() == {"results": []}


def test_days_to_come_are_not_missing(anna):
    make_metric(anna, date(2026, 3, 1), 6000)

    (found,) = summary(anna.pk, date(2026, 3, 1), date(2026, 3, 31), today=date(2026, 3, 2))

    assert found.coverage == 0.5
