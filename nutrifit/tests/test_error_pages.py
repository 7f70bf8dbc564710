"""People in the back-office get pages, programs get problems."""

import pytest
from django.test import Client
from django.views.defaults import server_error

from apps.accounts.domain.roles import Role
from conftest import make_user


@pytest.fixture
def staff_client(db, settings) -> Client:
    settings.STAFF_MFA_REQUIRED = False
    client = Client(headers={"accept-language": "it"})
    client.force_login(make_user("staff@example.org", Role.CATALOGUE_STAFF))
    return client


def test_a_page_that_is_not_there_is_told_in_italian(staff_client):
    answer = staff_client.get("/admin/meals/nothing/")

    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")
    assert "Non trovato" in answer.content.decode()


def test_a_page_of_users_facts_is_refused_to_catalogue_staff(staff_client):
    answer = staff_client.get("/admin/meals/meal/")

    assert answer.status_code == 403
    assert answer["Content-Type"].startswith("text/html")


def test_a_fault_of_ours_is_told_without_asking_for_words_or_addresses(rf, settings):
    settings.ROOT_URLCONF = "nutrifit.tests"  # has no addresses at all
    settings.USE_I18N = False

    answer = server_error(rf.get("/admin/"))

    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Qualcosa è andato storto" in page
    assert page.count("<a ") == page.count('href="/admin/"') == 1


def test_a_program_gets_a_problem(client, db):
    answer = client.get("/api/v1/nothing")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
