"""How the back-office calls rows: in words, never by an id."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.utils import translation

from apps.meals.models import Favourite, Resolution, ResolutionLog, VoiceTranscription

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)  # in Rome


def test_what_belongs_to_a_food_has_its_name(anna, bread):
    favourite = Favourite.objects.create(user=anna, food=bread)

    assert str(bread.current_version) == "Pane integrale v1"
    assert str(favourite) == "Pane integrale, anna@example.org"


def test_what_belongs_to_a_person_has_hers(anna):
    assert str(anna.profile) == "anna@example.org"


def test_a_search_for_a_food_is_called_by_what_was_searched():
    log = ResolutionLog(kind="name", query="pane nero")

    assert str(Resolution(log=log)) == "pane nero"


def test_a_job_is_called_by_what_it_is_and_when_it_began(anna):
    with translation.override("en"):
        job = VoiceTranscription(id=uuid4(), user=anna, created_at=NOON)
        assert str(job) == "voice transcription 2026-03-02 12:00"
