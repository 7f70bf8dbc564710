"""The energy balance in the back-office: who sees it, and what the pages say."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.domain.roles import Role
from apps.calories.admin.charts import Chart, line, whiskers
from apps.calories.admin.words import BODY_PARTS, LIMITS, condition_names, limit_sentence
from apps.calories.admin.words import macro_shares as shares
from apps.calories.domain.balance import BODY_PARTS as PARTS
from apps.calories.domain.macros import KCAL_PER_G, PRESETS
from apps.calories.models import DailyBalance, ExpenditureEstimate, Goal, LoggedDay, WeeklyTrend
from apps.calories.selectors import explanation
from apps.calories.tests.facts import body, eaten
from conftest import make_user

MONDAY = date(2026, 3, 2)
TABLES = (
    "dailybalance",
    "energyprofile",
    "expenditureestimate",
    "goal",
    "loggedday",
    "weeklytrend",
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, settings) -> Client:
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(make_user("boss@example.org", Role.ADMIN))
    return client


@pytest.fixture
def facts(anna, bread) -> None:
    """Anna's week with a row in every table: a dinner on Monday, nothing else eaten."""
    body(anna, conditions=["pregnant"], due_date=date(2026, 7, 1))
    Goal.objects.create(
        user=anna,
        valid_from=MONDAY,
        direction="lose",
        target_body_mass_kg=Decimal(56),
        target_date=date(2026, 9, 1),
        planned_kcal=Decimal(1700),
    )
    eaten(anna, bread, MONDAY, [500])
    estimate(anna, MONDAY, 2000)
    week(anna, MONDAY, -321)


def estimate(user: Any, day: date, kcal: int) -> ExpenditureEstimate:
    return ExpenditureEstimate.objects.create(
        user=user,
        date=day,
        mean_kcal=kcal,
        low_kcal=kcal - 100,
        high_kcal=kcal + 100,
        state="updating",
        complete_days=20,
        weigh_ins=10,
        trend_mass_kg=Decimal("61.25"),
    )


def week(user: Any, monday: date, balance: int) -> WeeklyTrend:
    return WeeklyTrend.objects.create(
        user=user,
        week_start=monday,
        days_logged=6,
        data_points=5,
        average_balance_kcal=balance,
        balance_margin_kcal=50,
        closed_at=timezone.now(),
    )


def read(office: Client, row: Any) -> str:
    url = reverse(f"admin:calories_{row._meta.model_name}_change", args=[row.pk])
    return office.get(url, headers={"accept-language": "en"}).content.decode()


def charts_of(office: Client, row: Any) -> list[Chart]:
    url = reverse(f"admin:calories_{row._meta.model_name}_change", args=[row.pk])
    return office.get(url).context["charts"]


@pytest.mark.parametrize("table", TABLES)
def test_the_lists_open_for_administrators(office, facts, table):
    page = office.get(reverse(f"admin:calories_{table}_changelist"))

    assert page.status_code == 200
    assert b"anna@example.org" in page.content


@pytest.mark.parametrize("role", [Role.CATALOGUE_STAFF, Role.NUTRITIONIST])
@pytest.mark.parametrize("table", TABLES)
def test_other_staff_gets_none_of_them(client, settings, facts, table, role):
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(make_user("staff@example.org", role))

    assert client.get(reverse(f"admin:calories_{table}_changelist")).status_code == 403


@pytest.mark.parametrize("table", TABLES)
def test_the_rows_of_one_user_are_found_by_the_whole_address(office, facts, table):
    url = reverse(f"admin:calories_{table}_changelist")

    assert b"anna@example.org" in office.get(f"{url}?q=anna@example.org").content
    assert office.get(f"{url}?q=anna").context["cl"].result_count == 0


def test_nothing_is_changed_by_hand(office, facts):
    said = LoggedDay.objects.get()
    url = reverse("admin:calories_loggedday_change", args=[said.pk])

    assert office.post(url, {"is_complete": ""}).status_code == 403


def test_a_balance_leads_from_the_plate_to_the_goal(office, anna, facts):
    day = DailyBalance.objects.get()
    assert day.goal_limits == ["pregnant"]

    page = read(office, day)

    assert "Pane integrale" in page
    assert "400 ± 20" in page  # grams of bread
    assert "In pregnancy you need more energy, not less." in page
    for title in ("From plate to balance", "The expenditures there were", "Habitual expenditure"):
        assert title in page


def test_its_steps_are_those_of_the_explanation(office, anna, facts):
    told = explanation(anna.pk, MONDAY)

    assert [each.source for each in told.candidates] == ["formula"]
    page = read(office, DailyBalance.objects.get())
    for step in told.goal_steps:
        assert f"{round(step['after_kcal']):,}" in page


def test_what_is_not_told_of_the_body_is_named(office, stranger, bread):
    eaten(stranger, bread, MONDAY, [500])

    page = read(office, DailyBalance.objects.get(user=stranger))

    assert "sex, date of birth, height, body mass, activity level" in page


def test_conditions_are_on_the_page_of_a_profile_and_in_no_list(office, anna, facts):
    profile = anna.energy_profiles.get()
    url = reverse("admin:calories_energyprofile_changelist")

    assert "pregnant" in read(office, profile)
    listed = office.get(url, headers={"accept-language": "en"}).content.decode()
    assert "pregnant" not in listed


def test_the_chart_of_an_estimate_ends_with_it_and_has_the_days_between(office, anna):
    for days, kcal in ((200, 1800), (119, 1900), (1, 2000), (0, 2100), (-1, 2500)):
        newest = MONDAY - timedelta(days=days)
        estimate(anna, newest, kcal)

    spent, mass = charts_of(office, ExpenditureEstimate.objects.get(date=MONDAY))

    low, high, mean = (dataset["data"] for dataset in spent.datasets)
    assert len(spent.labels) == len(mean) == 120
    assert (mean[0], mean[1], mean[-2], mean[-1]) == (1900, None, 2000, 2100)
    assert (low[-1], high[-1]) == (2000, 2200)
    assert mass.datasets[0]["data"][-1] == 61.25


def test_a_chart_shows_one_person_only(office, anna, stranger):
    estimate(stranger, MONDAY - timedelta(days=1), 3000)
    own = estimate(anna, MONDAY, 2000)

    assert charts_of(office, own)[0].datasets[2]["data"] == [2000]


def test_the_chart_of_a_week_has_the_eleven_before_it(office, anna):
    week(anna, MONDAY - timedelta(weeks=12), -900)
    week(anna, MONDAY - timedelta(weeks=11), -500)
    last = week(anna, MONDAY, -321)

    (chart,) = charts_of(office, last)

    balances, intervals = (dataset["data"] for dataset in chart.datasets)
    assert balances == [-500, *[None] * 10, -321]
    assert intervals[-1] == [-371, -271]
    assert 'data-type="bar"' in read(office, last)


def test_a_chart_without_figures_says_so(office, anna):
    empty = week(anna, MONDAY, 0)
    WeeklyTrend.objects.update(average_balance_kcal=None, balance_margin_kcal=None)

    assert "<canvas" not in read(office, empty)


def test_no_name_breaks_out_of_a_chart():
    chart = Chart("x", "line", ['"><script>'], [line("<b>", [1])], "kcal")

    assert '\\"><script>' in chart.data  # JSON; the template escapes it
    assert whiskers("x", [None, 10], [1, None])["data"] == [None, None]


def test_every_code_has_words():
    assert set(BODY_PARTS) == set(PARTS)
    assert all(limit_sentence(code) != code for code in LIMITS)
    assert limit_sentence("of_last_year") == "of_last_year"
    assert all(shares({"preset": preset}) != preset for preset in PRESETS if "_" in preset)
    assert condition_names([]) == "–"
    assert condition_names(["of_last_year"]) == "of_last_year"


def test_shares_are_written_in_their_unit():
    percent = {"protein": 18, "carbohydrate": 52, "fat": 30}

    assert shares({"percent": percent}).count("%") == len(KCAL_PER_G)
    assert shares({"g_per_kg": {"protein": 1.6, "fat": 1}}).count("g/kg") == 2
