"""No page of the back-office asks the database more when there is more to show."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.domain.roles import Role
from nutrifit.tests.back_office import fill, fill_one, grow_related, make_staff, pages

COUNTS = Path(__file__).with_name("query_counts.json")
SHOWN = ("index", "_changelist", "_change", "_history")


@pytest.fixture
def client_of_admin(db: None, settings: Any, client: Client) -> Client:
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(make_staff(Role.ADMIN))
    return client


def statements(client: Client) -> dict[str, list[str]]:
    """The statements of each page that shows rows."""
    asked = {}
    for page in pages():
        if page.name.endswith(SHOWN):
            url = page.url()
            ContentType.objects.clear_cache()
            with CaptureQueriesContext(connection) as queries:
                response = client.get(url)
            assert response.status_code == 200, (page.name, response.status_code)
            asked[page.name] = [query["sql"] for query in queries]
    return asked


def counts(asked: dict[str, list[str]]) -> dict[str, int]:
    return {name: len(found) for name, found in asked.items()}


def test_thirty_rows_cost_what_one_does(client_of_admin: Client) -> None:
    fill(1)
    of_one = statements(client_of_admin)
    grow_related(30)
    for number in range(1, 30):
        fill_one(number)
    of_thirty = statements(client_of_admin)
    grown = {name: found for name, found in of_thirty.items() if len(found) != len(of_one[name])}
    assert not grown, "\n".join(f"{name}:\n  " + "\n  ".join(sql) for name, sql in grown.items())


def test_each_page_costs_what_is_written_down(client_of_admin: Client) -> None:
    fill(2)
    asked = statements(client_of_admin)
    if os.environ.get("UPDATE_QUERY_COUNTS") == "1":
        COUNTS.write_text(json.dumps(counts(asked), indent=2, sort_keys=True) + "\n")
    written = json.loads(COUNTS.read_text())
    changed = {n: f for n, f in asked.items() if len(f) != written.get(n)}
    listing = "\n".join(
        f"{name}: {written.get(name)} written, {len(sql)} asked\n  " + "\n  ".join(sql)
        for name, sql in changed.items()
    )
    assert not changed, f"{listing}\nUPDATE_QUERY_COUNTS=1 rewrites {COUNTS.name}"
    assert set(written) == set(asked), "pages came or went; UPDATE_QUERY_COUNTS=1"
