"""With an account go the files its owner sent, whoever erases it and whatever dies meanwhile."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.utils import timezone
from kombu.exceptions import OperationalError
from uuid_utils.compat import uuid7

from apps.accounts import services as accounts
from apps.accounts.models import User
from apps.meals import services, tasks
from apps.meals.models import MealPhoto, PhotoAnalysis, VoiceTranscription
from apps.meals.services import uploads
from apps.outbox.domain.registry import Event
from apps.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db


def files_in(directory):
    return sorted(path for path in directory.rglob("*") if path.is_file())


def sent_by(user) -> list[str]:
    """A file in every folder, as uploads keep them; nothing in the database."""
    folders = ("photos", "thumbnails", "analyses", "recordings")
    return [uploads.keep(folder, user.pk, b"x", "jpg") for folder in folders]


def job(model, user, **fields):
    name = uploads.keep("analyses", user.pk, b"x", "jpg")
    return model.objects.create(
        id=uuid4(), user=user, upload=name, due_at=timezone.now(), request_hash=b"", **fields
    )


def erased(user) -> Event:
    accounts.erase_users(User.objects.filter(pk=user.pk))
    event = OutboxEvent.objects.get(name="accounts.user_erased.v1")
    return Event(event.pk, event.name, event.user_id, event.payload)


def test_an_erasure_is_told_and_the_files_go(
    anna, stranger, kept_files, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(tasks.discard_uploads_of, "delay", tasks.discard_uploads_of)
    sent_by(anna)
    others = sent_by(stranger)
    event = erased(anna)

    with django_capture_on_commit_callbacks(execute=True):
        tasks.discard_uploads(event)

    assert files_in(kept_files) == sorted(kept_files / name for name in others)
    assert not User.objects.filter(pk=anna.pk).exists()
    assert not (kept_files / "photos" / str(anna.pk)).exists()


def test_erasing_twice_finds_nothing_more(anna, kept_files):
    sent_by(anna)

    assert services.discard_uploads_of(anna.pk) == 4
    assert services.discard_uploads_of(anna.pk) == 0


def test_a_lost_message_is_made_up_for_in_the_night(
    anna, kept_files, monkeypatch, django_capture_on_commit_callbacks
):
    def broker_away(user_id):
        raise OperationalError

    monkeypatch.setattr(tasks.discard_uploads_of, "delay", broker_away)
    sent_by(anna)
    event = erased(anna)
    with pytest.raises(OperationalError), django_capture_on_commit_callbacks(execute=True):
        tasks.discard_uploads(event)

    assert services.discard_orphans(at=timezone.now() + timedelta(hours=25)) == 4
    assert files_in(kept_files) == []


def test_files_that_rows_name_and_young_ones_are_no_orphans(anna, kept_files):
    named = job(PhotoAnalysis, anna)
    young = uploads.keep("analyses", anna.pk, b"x", "jpg")
    foreign = kept_files / "analyses" / str(anna.pk) / "notes.txt"
    foreign.write_text("not ours")

    assert services.discard_orphans(at=timezone.now()) == 0
    assert services.discard_orphans(at=timezone.now() + timedelta(hours=25)) == 1
    assert default_storage.exists(named.upload.name)
    assert not default_storage.exists(young)
    assert foreign.exists()


def test_a_superuser_erases_somebody_with_a_diary(api, anna, bread, kept_files, settings, client):
    settings.STAFF_MFA_REQUIRED = False
    item = {"id": str(uuid7()), "food_id": str(bread.pk), "quantity_g": 80}
    meal = {"id": str(uuid7()), "type": "lunch", "eaten_at": "2026-03-02T12:00:00Z"}
    assert api(anna).post("/api/v1/meals", {**meal, "items": [item]}).status_code == 201
    job(VoiceTranscription, anna)
    client.force_login(User.objects.create_superuser("root@example.org", "a long passphrase"))
    page = f"/admin/accounts/user/{anna.pk}/delete/"
    assert "post" in client.get(page).content.decode()

    assert client.post(page, {"post": "yes"}).status_code == 302

    assert not User.objects.filter(pk=anna.pk).exists()
    assert not VoiceTranscription.objects.exists()
    assert not MealPhoto.objects.exists()
    assert OutboxEvent.objects.get(name="accounts.user_erased.v1").payload == {
        "user_id": str(anna.pk)
    }
    assert not LogEntry.objects.filter(object_repr__contains="anna").exists()
