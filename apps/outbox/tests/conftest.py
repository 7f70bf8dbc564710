from collections import defaultdict
from types import SimpleNamespace

import pytest
from celery import Celery
from django.conf import settings

from apps.outbox import services
from apps.outbox.domain import registry


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch):
    """Each test registers its own listeners."""
    monkeypatch.setattr(registry, "_projections", defaultdict(list))
    monkeypatch.setattr(registry, "_subscribers", defaultdict(dict))
    monkeypatch.setattr(services, "_nudger", services._Nudger())


@pytest.fixture
def sent(monkeypatch):
    """What was handed to the broker: (task, args)."""
    messages = []

    def send_task(name, args=(), **_):
        messages.append((name, *args))

    monkeypatch.setattr(services, "current_app", SimpleNamespace(send_task=send_task))
    return messages


@pytest.fixture
def dead_broker(monkeypatch):
    """The broker's server is away: nothing listens on port 1."""
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    url = "redis://127.0.0.1:1/0"
    app = Celery(broker=url, broker_transport_options=options, set_as_current=False)
    monkeypatch.setattr(services, "current_app", app)
    return app
