"""The operator's commands of derived figures."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from apps.calories.models import DailyBalance, ExpenditureEstimate, WeeklyTrend
from apps.calories.tests.facts import body, eaten, weigh_ins
from conftest import make_food

pytestmark = pytest.mark.django_db


def run(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue().strip()


def test_everything_derived_comes_back_after_it_was_lost(anna):
    first = timezone.localdate() - timedelta(days=20)
    body(anna)
    eaten(anna, make_food(), first, [2000] * 20)
    weigh_ins(anna, first, [60.0] * 20)
    assert run("learn_expenditure") == "20 days changed"
    # Three Mondays lie in the last twenty days at most; the first week may be cut.
    closed = int(run("close_weeks").split()[0])
    assert closed in {2, 3}
    assert run("learn_expenditure") == "0 days changed"
    assert run("close_weeks") == "0 weeks closed"

    for model in (DailyBalance, ExpenditureEstimate, WeeklyTrend):
        model.objects.all().delete()
    run("rebuild_balances")

    assert run("learn_expenditure") == "20 days changed"
    assert run("close_weeks") == f"{closed} weeks closed"
