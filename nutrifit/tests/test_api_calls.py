"""API calls go past what serves browsers; signing in and pages go through it."""

import pytest
from django.test import Client

from apps.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    """Signed in by cookie, as staff are in the back-office."""
    client = Client()
    client.force_login(User.objects.create_superuser("capo@example.com", "una frase molto lunga"))
    return client


def test_a_cookie_is_no_identity_for_the_api(browser, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = browser.get("/api/v1/me")

    assert answer.status_code == 401
    assert "Cookie" not in answer.get("Vary", "")


def test_answers_of_the_api_keep_the_headers_of_every_answer(browser):
    answer = browser.get("/api/v1/me")

    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Language"] == "it"
    assert answer["X-Correlation-ID"]


def test_an_address_the_api_does_not_have_is_a_problem(browser):
    answer = browser.get("/api/v1/nowhere")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_the_back_office_still_reads_the_cookie(browser):
    assert browser.get("/admin/").status_code in {200, 302}
    assert Client().get("/admin/")["Location"].startswith("/accounts/login/")
