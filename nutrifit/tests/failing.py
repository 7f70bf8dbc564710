"""What the process of test_error_reports does: it fails in every way that is reported.

What must not leave is given from outside, as source lines are told.
"""

import os

import structlog
from celery import shared_task
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

EMAIL, TOKEN, NOTE, REFUSED = (
    os.environ.get(f"TEST_{name}", "") for name in ("EMAIL", "TOKEN", "NOTE", "REFUSED")
)


def view(request: HttpRequest, who: str) -> HttpResponse:
    note = NOTE
    raise IntegrityError(REFUSED + note[:0])


@shared_task(name="tests.failing")
def task(email: str) -> None:
    raise LookupError(f"nothing for {email}, {TOKEN}")


urlpatterns = [path("failing/<str:who>/", view)]


def everywhere() -> None:
    import sentry_sdk

    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "a-session"
    with override_settings(ROOT_URLCONF=__name__):
        client.post(
            f"/failing/{EMAIL}/?query={NOTE}",
            {"note": NOTE},
            headers={"authorization": f"Bearer {TOKEN}", "x-correlation-id": "phone-7f3a9c21"},
            REMOTE_ADDR="203.0.113.9",
        )
    task.apply(args=[EMAIL])
    structlog.stdlib.get_logger("tests").error("delivery_failed", error=REFUSED, text=NOTE)
    sentry_sdk.flush(10)
