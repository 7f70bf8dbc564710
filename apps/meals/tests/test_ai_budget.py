"""Analyses are taken in only where there is a service, and within each user's budget of a day."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from apps.accounts import selectors
from apps.accounts import services as accounts
from apps.accounts.models import AIUsage
from apps.meals import services
from apps.meals.models import PhotoAnalysis
from apps.meals.tests.pictures import photo_from_a_phone, upload
from apps.shared.refusals import TooMany

pytestmark = pytest.mark.django_db


def send(client, **fields):
    form = {"id": str(uuid4()), "photo": upload(photo_from_a_phone()), **fields}
    return client.post("/api/v1/meals/analyze-photo", form, format="multipart")


def spend(user, cost_usd, *, at=None):
    return accounts.reserve_ai_usage(
        user.pk,
        kind="photo",
        job_id=uuid4(),
        attempt=1,
        most_usd=Decimal(cost_usd),
        at=at or timezone.now(),
    )


def test_without_a_key_photos_are_refused_clearly_and_nothing_is_kept(
    api, anna, settings, kept_files
):
    settings.OPENAI_API_KEY = ""

    answer = send(api(anna))

    assert (answer.status_code, answer.json()["code"]) == (503, "AI_NOT_CONFIGURED")
    assert answer["Retry-After"] == "3600"
    assert not PhotoAnalysis.objects.exists()
    assert not kept_files.exists()


def test_a_spent_budget_is_told_to_the_phone(api, anna, ai_service, settings):
    settings.AI_DAILY_BUDGET_USD = Decimal("0.10")
    spend(anna, "0.10")

    answer = send(api(anna))

    assert (answer.status_code, answer.json()["code"]) == (429, "AI_BUDGET_EXHAUSTED")
    assert 0 < int(answer["Retry-After"]) <= 24 * 3600 + 1
    assert not PhotoAnalysis.objects.exists()


def test_it_lasts_until_the_users_next_midnight(anna, settings):
    settings.AI_DAILY_BUDGET_USD = Decimal("0.10")
    anna.timezone = "America/New_York"
    anna.save()
    # Half past four in the afternoon in New York: seven and a half hours to midnight.
    afternoon = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
    spend(anna, "0.10", at=afternoon)

    with pytest.raises(TooMany) as refused:
        selectors.require_ai_budget(anna, at=afternoon)

    assert refused.value.retry_after_s == 7 * 3600 + 1800 + 1
    assert AIUsage.objects.get().day == date(2026, 3, 2)
    selectors.require_ai_budget(anna, at=afternoon + timedelta(hours=8))


def test_somebody_elses_spending_does_not_count(api, anna, stranger, ai_service, settings):
    settings.AI_DAILY_BUDGET_USD = Decimal("0.10")
    spend(stranger, "0.10")

    assert send(api(anna)).status_code == 202


def test_a_call_that_could_exceed_the_budget_is_not_made(anna, settings):
    settings.AI_DAILY_BUDGET_USD = Decimal("0.10")
    spend(anna, "0.08")

    with pytest.raises(TooMany):
        spend(anna, "0.03")
    spend(anna, "0.02")


def test_a_settled_call_counts_what_it_did_cost(anna, settings):
    settings.AI_DAILY_BUDGET_USD = Decimal("0.10")
    now = timezone.now()
    call = spend(anna, "0.08")
    accounts.settle_ai_usage(
        call, model="gpt-4o", tokens_in=1000, tokens_out=100, cost_usd=Decimal("0.0035"), at=now
    )

    spend(anna, "0.08")


def test_a_job_that_finds_the_budget_spent_says_so(api, anna, ai_service, settings):
    sent = send(api(anna))
    settings.AI_DAILY_BUDGET_USD = Decimal("0.02")  # a look may cost 0.0275

    services.analyse_photo(UUID(sent.json()["id"]), at=timezone.now())

    shown = api(anna).get(sent["Location"]).json()
    assert shown["failure"]["code"] == "BUDGET_EXHAUSTED"
    assert ai_service.log == []


def test_a_photo_accepted_before_is_still_answered_when_the_budget_is_spent(
    api, anna, ai_service, settings
):
    photo_id = str(uuid4())
    send(api(anna), id=photo_id)
    settings.AI_DAILY_BUDGET_USD = Decimal(0)

    assert send(api(anna), id=photo_id).status_code == 200


def test_an_upload_that_is_not_kept_any_more_is_asked_for_again(api, anna, ai_service, settings):
    sent = send(api(anna))
    PhotoAnalysis.objects.update(upload="")

    services.analyse_photo(UUID(sent.json()["id"]), at=timezone.now())

    assert api(anna).get(sent["Location"]).json()["failure"]["code"] == "UPLOAD_GONE"
    assert api(anna).post(f"{sent['Location']}/retry").status_code == 410
