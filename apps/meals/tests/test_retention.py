"""Nothing that is about a person is kept longer than the settings say."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from uuid_utils.compat import uuid7

from apps.meals import services
from apps.meals.models import Meal, PhotoAnalysis, VoiceTranscription
from apps.meals.services import uploads
from apps.shared.rows import in_batches

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
DRAFT = {"items": [], "portion_bias": {"slope": "0", "unbiased_g": "285", "factor": "1"}}


def finished(model, user, days_ago: int, **fields):
    return model.objects.create(
        id=uuid4(),
        user=user,
        status="ready",
        raw_answer="what the model said",
        due_at=NOW,
        finished_at=NOW - timedelta(days=days_ago),
        request_hash=b"",
        **fields,
    )


@pytest.fixture
def meal(anna):
    return Meal.objects.create(
        id=uuid7(),
        user=anna,
        type="lunch",
        eaten_at=NOW,
        timezone="Europe/Rome",
        local_date=NOW.date(),
        request_hash=b"",
    )


def test_raw_answers_are_kept_thirty_days(anna):
    young, old = (finished(PhotoAnalysis, anna, days, drafted=DRAFT) for days in (29, 31))

    services.forget_analyses(at=NOW)

    young.refresh_from_db()
    old.refresh_from_db()
    assert (young.raw_answer, old.raw_answer) == ("what the model said", "")


def test_drafts_nobody_confirmed_and_transcripts_go_after_ninety_days(anna):
    for days in (89, 91):
        finished(PhotoAnalysis, anna, days, drafted=DRAFT)
        finished(VoiceTranscription, anna, days, transcript="latte")

    assert services.forget_analyses(at=NOW) == 2
    assert services.forget_analyses(at=NOW) == 0
    assert PhotoAnalysis.objects.count() == VoiceTranscription.objects.count() == 1


def test_a_confirmed_draft_stays_without_its_raw_answer(anna, meal):
    confirmed = finished(PhotoAnalysis, anna, 400, drafted=DRAFT, meal=meal)

    services.forget_analyses(at=NOW)

    confirmed.refresh_from_db()
    assert (confirmed.raw_answer, confirmed.meal_id) == ("", meal.pk)


def test_a_job_under_way_is_left_alone_however_old(anna):
    PhotoAnalysis.objects.create(id=uuid4(), user=anna, due_at=NOW, request_hash=b"")

    assert services.forget_analyses(at=timezone.now() + timedelta(days=1000)) == 0


def test_a_photo_goes_with_its_draft_even_where_uploads_are_kept_longer(anna, settings, kept_files):
    settings.AI_KEEP_UPLOADS = timedelta(days=1000)
    name = uploads.keep("analyses", anna.pk, b"x", "jpg")
    finished(PhotoAnalysis, anna, 91, drafted=DRAFT, upload=name)

    assert services.forget_analyses(at=NOW) == 1
    assert not default_storage.exists(name)


def test_a_storage_that_is_away_leaves_the_row_for_the_next_night(anna, kept_files, monkeypatch):
    name = uploads.keep("analyses", anna.pk, b"x", "jpg")
    finished(PhotoAnalysis, anna, 91, drafted=DRAFT, upload=name)

    def away(name):
        raise OSError("the storage is away")

    with monkeypatch.context() as broken:
        broken.setattr(default_storage, "delete", away)
        with pytest.raises(OSError, match="away"):
            services.forget_analyses(at=NOW)
    assert PhotoAnalysis.objects.get().upload.name == name
    assert services.forget_analyses(at=NOW) == 1


def test_many_rows_go_in_batches(anna, django_assert_num_queries):
    for _ in range(5):
        finished(VoiceTranscription, anna, 91)
    rows = VoiceTranscription.objects.filter(finished_at__lt=NOW)

    with django_assert_num_queries(7):  # 2 and 2 and 1, and the question that finds none
        assert [batch.delete()[0] for batch in in_batches(rows, size=2)] == [2, 2, 1]
