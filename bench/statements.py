"""SQL statements per request, and how PostgreSQL plans the search; measured in this process."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bench.calls import FILTERS, QUERIES, Call
from bench.driver import Failed

TRANSACTION_CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True)
class Statements:
    """What one request asked of PostgreSQL."""

    queries: tuple[str, ...]
    controls: tuple[str, ...]


def statements_of(call: Call) -> Statements:
    """Run a request through the whole application and note its statements."""
    from django.test import Client

    body = json.dumps(call.body) if call.body is not None else ""
    headers = {"authorization": f"Bearer {call.token}", "x-forwarded-proto": "https"}
    with _captured() as found:
        response = Client(headers=headers).generic(
            call.method, call.path, body, "application/json", HTTP_HOST="127.0.0.1"
        )
    if not 200 <= response.status_code < 300:
        raise Failed(f"{call.method} {call.path}: {response.status_code} {response.content!r}")
    controls = [sql for sql in found if sql.startswith(TRANSACTION_CONTROL)]
    return Statements(tuple(sql for sql in found if sql not in controls), tuple(controls))


def scanned_searches() -> list[str]:
    """The queries whose search, filtered or not, would read the whole table of foods."""
    return [
        " ".join([query, *said.values()])
        for said in ({}, *FILTERS)
        for query in QUERIES
        if any(map(_reads_all_foods, _search_statements(query, said)))
    ]


def _search_statements(query: str, said: dict[str, str]) -> list[str]:
    from apps.meals.selectors import Filters, search_foods

    given: dict[str, Any] = dict(said)
    if "labels" in given:
        given["labels"] = given["labels"].split(",")
    with _captured() as found:
        search_foods(query, filters=Filters(**given))
    return [sql for sql in found if sql.lstrip().upper().startswith(("SELECT", "WITH"))]


def _reads_all_foods(statement: str) -> bool:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + statement.replace("%", "%%"), ())
        plan = "\n".join(row[0] for row in cursor.fetchall())
    return "Seq Scan on meals_food " in plan


@contextmanager
def _captured() -> Iterator[list[str]]:
    """The statements of the block, BEGIN and COMMIT included."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found: list[str] = []
    context: Any = CaptureQueriesContext(connection)
    with context:
        yield found
    found += [query["sql"] for query in context.captured_queries]
