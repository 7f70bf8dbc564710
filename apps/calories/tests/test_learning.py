"""The nightly job: from logged days and weigh-ins to estimates, balances and messages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from apps.accounts.models import User
from apps.calories import selectors, services
from apps.calories.models import DailyBalance, ExpenditureEstimate
from apps.calories.tests.facts import balance, body, eaten, weigh_ins
from apps.calories.tests.test_balance_api import eat
from apps.meals.models import MealItem
from apps.outbox.domain.registry import Event, handler_of
from apps.outbox.models import OutboxEvent
from conftest import make_food

pytestmark = pytest.mark.django_db

FIRST = date(2026, 1, 5)
DAYS = 40
LAST = FIRST + timedelta(days=DAYS - 1)
# The night after the last day, in Rome.
NIGHT = datetime(2026, 2, 14, 2, 0, tzinfo=UTC)


def live(user, *, days=DAYS, kcal=2000, kg=60.0, loss_kg=0.0):
    """Eating the same on complete days, weighing in every morning."""
    eaten(user, make_food(), FIRST, [kcal] * days)
    weigh_ins(user, FIRST, [round(kg - loss_kg * n, 2) for n in range(days)])


def estimate(*users, at=NIGHT):
    """A night: what was learnt, and then the balances that stand on it."""
    since = OutboxEvent.objects.order_by("id").values_list("id", flat=True).last() or UUID(int=0)
    changed = services.estimate_users(sorted(user.pk for user in users), at=at)
    for event in OutboxEvent.objects.filter(name="calories.expenditure_learnt.v1", id__gt=since):
        follow = handler_of(event.name, "calories.follow_expenditure")
        follow(Event(event.id, event.name, event.user_id, event.payload))
    return changed


def newest(user):
    return ExpenditureEstimate.objects.filter(user=user).latest("date")


def rows():
    return list(ExpenditureEstimate.objects.order_by("user_id", "date").values())


def test_someone_who_keeps_their_weight_spends_what_they_eat(anna):
    body(anna)
    live(anna, kcal=2050)

    assert estimate(anna) == DAYS

    found = newest(anna)
    assert (found.date, found.state, found.reason) == (LAST, "updating", "")
    assert abs(found.mean_kcal - 2050) < 60
    assert found.low_kcal < 2050 < found.high_kcal
    assert (found.complete_days, found.weigh_ins) == (28, 28)
    assert found.trend_mass_kg == pytest.approx(Decimal(60), abs=Decimal("0.2"))


def test_someone_who_loses_weight_spends_more_than_they_eat(anna):
    """70 g of tissue a day at roughly 7 kcal/g: about 500 kcal more than the 1,800 eaten."""
    body(anna)
    live(anna, kcal=1800, kg=66.0, loss_kg=0.07)
    estimate(anna)

    assert 2050 < newest(anna).mean_kcal < 2550


def test_a_second_night_without_news_writes_nothing(anna):
    body(anna)
    live(anna)
    estimate(anna)
    before = rows()

    assert estimate(anna) == 0
    assert rows() == before


def test_each_night_adds_a_day_and_leaves_the_others(anna):
    body(anna)
    live(anna)
    estimate(anna, at=NIGHT - timedelta(days=3))
    before = {row["date"]: row["mean_kcal"] for row in rows()}

    assert estimate(anna) == 3

    after = {row["date"]: row["mean_kcal"] for row in rows()}
    assert {day: after[day] for day in before} == before
    assert max(after) == LAST


def test_a_late_weigh_in_changes_only_the_days_from_it_on(anna):
    body(anna)
    live(anna)
    late = FIRST + timedelta(days=30)
    anna.daily_metrics.filter(local_date=late).delete()
    estimate(anna)
    before = {row["date"]: row for row in rows()}

    weigh_ins(anna, late, [60.9])
    estimate(anna)

    changed = [row["date"] for row in rows() if before[row["date"]] != row]
    assert min(changed) == late


def test_learning_from_scratch_gives_the_same_rows(anna, stranger):
    for user in (anna, stranger):
        body(user)
    live(anna, kcal=1900, loss_kg=0.03)
    live(stranger, kcal=2400, kg=80.0, days=25)
    for nights in (20, 7, 0):
        estimate(anna, stranger, at=NIGHT - timedelta(days=nights))
    nightly = [{**row, "id": None} for row in rows()]

    ExpenditureEstimate.objects.all().delete()
    estimate(stranger)
    estimate(anna)

    assert [{**row, "id": None} for row in rows()] == nightly


def test_days_that_are_not_complete_are_not_days_of_eating_little(anna):
    body(anna)
    live(anna, kcal=2050)
    half = [FIRST + timedelta(days=n) for n in range(3, DAYS, 4)]
    anna.logged_days.filter(date__in=half).update(is_complete=False)
    MealItem.objects.filter(local_date__in=half).update(energy_kcal=700)
    services.rebuild_chosen(anna.pk, half)
    estimate(anna)

    assert abs(newest(anna).mean_kcal - 2050) < 80
    assert newest(anna).complete_days == 21


def test_with_little_to_go_by_it_says_so(anna):
    body(anna)
    live(anna, days=5)
    estimate(anna, at=NIGHT)

    assert newest(anna).state == "insufficient"
    assert newest(anna).reason in {"few_complete_days", "few_weigh_ins"}


def test_a_gap_in_logging_holds_the_estimate_and_widens_it(anna):
    body(anna)
    live(anna, kcal=2050)
    weigh_ins(anna, LAST + timedelta(days=1), [60.0] * 10)
    estimate(anna, at=NIGHT + timedelta(days=10))

    # Held from the fourth day without a complete one on.
    held = list(ExpenditureEstimate.objects.filter(user=anna, state="holding").order_by("date"))
    assert held[0].date == LAST + timedelta(days=4)
    assert {(row.mean_kcal, row.reason) for row in held} == {(held[0].mean_kcal, "logging_gap")}
    widths = [row.high_kcal - row.low_kcal for row in held]
    assert widths[-1] > widths[0]


def test_the_balance_stands_on_what_was_known_the_day_before(api, anna, bread):
    body(anna)
    live(anna, kcal=1900)
    eat(api(anna), bread, day="2026-02-14")
    day = DailyBalance.objects.get(date=date(2026, 2, 14))
    assert day.expenditure_source == "formula"

    estimate(anna)

    day.refresh_from_db()
    learnt = newest(anna)
    assert day.expenditure_source == "adaptive"
    assert day.basal_kcal + day.active_kcal == learnt.mean_kcal
    assert day.planned_expenditure_kcal == day.goal_kcal == learnt.mean_kcal
    assert day.expenditure_margin_kcal == (learnt.high_kcal - learnt.low_kcal) / 2


def test_rebuilding_days_with_a_learnt_expenditure_changes_nothing(api, anna, bread):
    body(anna)
    live(anna)
    estimate(anna)
    client = api(anna)
    for day in ("2026-02-14", "2026-02-15", "2026-02-20"):
        eat(client, bread, day=day)

    first, last = date(2026, 2, 14), date(2026, 2, 20)
    assert services.rebuild_days(anna.pk, first, last) == 0


def test_an_estimate_serves_for_four_weeks_after_its_day(api, anna, bread):
    body(anna)
    live(anna)
    estimate(anna)
    for day, source in ((LAST + timedelta(days=28), "adaptive"), (LAST + timedelta(29), "formula")):
        assert selectors.balance(anna.pk, day).expenditure_source == source


def test_a_changed_expenditure_is_told_on_the_night_it_is_learnt(anna):
    body(anna)
    live(anna, kcal=2050)

    def told():
        events = OutboxEvent.objects.filter(name="calories.expenditure_changed.v1")
        return [event.payload for event in events.order_by("id")]

    for night in range(DAYS, -1, -1):
        estimate(anna, at=NIGHT - timedelta(days=night))
    first = told()
    assert first
    assert first[0]["old_kcal"] is None
    assert all(abs(b["mean_kcal"] - b["old_kcal"]) >= 50 for b in first[1:])

    ExpenditureEstimate.objects.filter(date__lt=LAST).delete()
    estimate(anna)
    assert told() == first


def test_a_row_that_is_lost_or_wrong_is_made_good(anna):
    body(anna)
    live(anna)
    estimate(anna)
    before = [{**row, "id": None} for row in rows()]

    ExpenditureEstimate.objects.filter(date=FIRST + timedelta(days=20)).delete()
    assert estimate(anna) == 1
    assert [{**row, "id": None} for row in rows()] == before


def test_deleted_facts_take_their_estimates_with_them(anna):
    body(anna)
    live(anna)
    estimate(anna)

    anna.daily_metrics.all().delete()
    anna.logged_days.all().delete()
    services.rebuild_all(anna.pk)
    estimate(anna)

    assert not ExpenditureEstimate.objects.exists()


def test_without_height_and_age_a_wide_prior_still_learns(stranger):
    live(stranger, kcal=2300, kg=75.0)
    estimate(stranger)

    assert newest(stranger).state == "updating"
    assert abs(newest(stranger).mean_kcal - 2300) < 150


def test_everybodys_day_ends_at_home(anna):
    body(anna)
    live(anna)
    User.objects.filter(pk=anna.pk).update(timezone="Pacific/Auckland")
    estimate(anna, at=datetime(2026, 2, 13, 12, 0, tzinfo=UTC))  # 01:00 on the 14th there

    assert newest(anna).date == date(2026, 2, 13)


def test_only_people_with_news_of_sixty_days_are_learnt_about(anna, stranger):
    live(anna, days=3)
    balance(stranger, FIRST - timedelta(days=90), 2000)

    assert services.shares_to_estimate(at=NIGHT) == [[anna.pk]]


def test_the_api_explains_the_estimate(api, anna):
    body(anna)
    live(anna, kcal=2050)
    estimate(anna)
    client = api(anna)

    found = client.get("/api/v1/expenditure").json()

    learnt = newest(anna)
    assert (found["state"], found["reasons"]) == ("updating", [])
    assert found["mean_kcal"] == float(learnt.mean_kcal)
    # A year later she is 36 and the scale says 60 kg: 1362.033 − 4.33 = 1357.703, × 1.6
    assert found["formula_kcal"] == 2172.3
    assert (found["complete_days"], found["weigh_ins"]) == (28, 28)
    assert found["sentence"].startswith(f"{learnt.mean_kcal:.0f} ± {found['margin_kcal']:.0f}")


def test_without_any_estimate_the_api_says_what_is_missing(api, stranger):
    found = api(stranger).get("/api/v1/expenditure").json()

    assert (found["state"], found["mean_kcal"], found["sentence"]) == ("insufficient", None, None)
    assert found["missing"] == ["sex", "birth_date", "height_cm", "body_mass_kg", "activity_level"]
    assert [reason["code"] for reason in found["reasons"]] == ["few_weigh_ins"]


def test_a_chart_gets_every_day_then_and_smoothed(api, anna):
    body(anna)
    live(anna, kcal=2050)
    estimate(anna)

    answer = api(anna).get(f"/api/v1/expenditure/series?from={FIRST}&to={LAST}")

    series = answer.json()["results"]
    assert [day["date"] for day in series] == [
        (FIRST + timedelta(days=n)).isoformat() for n in range(DAYS)
    ]
    middle = series[25]
    assert (middle["consumed_kcal"], middle["body_mass_kg"]) == (2050, 60)
    assert middle["smoothed_low_kcal"] < middle["smoothed_kcal"] < middle["smoothed_high_kcal"]
    assert abs(middle["smoothed_kcal"] - 2050) < 60
