"""From a recording to the draft of a meal, against a local service in OpenAI's wire format."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from werkzeug import Response

from apps.accounts.models import AIUsage
from apps.meals import services
from apps.meals.domain.recordings import RecordingError, suffix_of
from apps.meals.models import VoiceTranscription
from apps.meals.tests.conftest import SPEECH
from apps.meals.tests.pictures import upload, wav
from apps.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db


def send(client, **fields):
    form = {"id": str(uuid4()), "recording": upload(wav(), "nota"), **fields}
    return client.post("/api/v1/meals/transcribe", form, format="multipart")


def transcribe(sent):
    return services.transcribe(UUID(sent.json()["id"]), at=timezone.now())


def says(server, text, **more):
    server.expect_request(SPEECH).respond_with_json({"text": text, **more})


def test_what_was_said_becomes_a_draft_to_confirm(api, anna, bread, ai_service):
    says(ai_service, " Ottanta grammi di pane integrale. ")
    sent = send(api(anna), type="breakfast")
    assert (sent.status_code, sent.json()["draft"]) == (202, None)

    transcribe(sent)

    told = api(anna).get(sent["Location"]).json()
    [item] = told["draft"]["items"]
    assert (told["status"], told["transcript"]) == ("ready", "Ottanta grammi di pane integrale.")
    assert item["choice"]["food_id"] == str(bread.pk)
    assert (item["choice"]["quantity_g"], item["choice"]["energy_kcal"]) == (80, 200)
    assert told["draft"]["type"] == "breakfast"


def test_the_service_gets_the_recording_under_the_type_it_has(api, anna, ai_service):
    says(ai_service, "latte")
    transcribe(send(api(anna)))

    [(request, _)] = ai_service.log
    assert request.files["file"].filename == "recording.wav"
    assert request.form["language"] == "it"


def test_the_recording_is_deleted_once_it_is_written_down(api, anna, ai_service):
    says(ai_service, "latte")
    sent = send(api(anna))
    name = VoiceTranscription.objects.get().upload.name
    assert default_storage.exists(name)

    transcribe(sent)

    assert not default_storage.exists(name)
    assert VoiceTranscription.objects.get().upload == ""
    assert OutboxEvent.objects.filter(name="meals.recording_transcribed.v1").count() == 1


def test_a_failed_one_is_kept_for_a_while_so_that_it_can_be_repeated(api, anna, ai_service):
    ai_service.expect_ordered_request(SPEECH).respond_with_data("<html>", status=400)
    ai_service.expect_ordered_request(SPEECH).respond_with_json({"text": "latte"})
    sent = send(api(anna))
    transcribe(sent)
    shown = api(anna).get(sent["Location"]).json()
    assert shown["failure"]["code"] == "INVALID_REQUEST"

    api(anna).post(f"{sent['Location']}/retry")
    transcribe(sent)

    assert api(anna).get(sent["Location"]).json()["transcript"] == "latte"


def test_a_failed_one_is_not_kept_for_ever(api, anna, ai_service):
    ai_service.expect_request(SPEECH).respond_with_response(Response(status=400))
    transcribe(send(api(anna)))

    assert services.forget_uploads(at=timezone.now() + timedelta(days=29)) == 0
    assert services.forget_uploads(at=timezone.now() + timedelta(days=31)) == 1
    assert VoiceTranscription.objects.get().upload == ""


@pytest.mark.parametrize(
    ("usage", "cost"),
    [
        # a minute and a half at 0.006 US dollars a minute
        ({"type": "duration", "seconds": 90}, "0.009"),
        # not told: 16,044 bytes are four seconds at most
        (None, "0.000401"),
    ],
)
def test_speech_costs_by_the_minute(api, anna, ai_service, usage, cost):
    says(ai_service, "latte", usage=usage)

    transcribe(send(api(anna)))

    assert AIUsage.objects.get().cost_usd == Decimal(cost)
    assert AIUsage.objects.get().kind == "voice"


def test_a_recording_is_its_owners_alone(api, anna, stranger, ai_service):
    sent = send(api(anna))

    assert api(stranger).get(sent["Location"]).status_code == 404
    assert send(api(anna), id=sent.json()["id"]).status_code == 200
    assert send(api(stranger), id=sent.json()["id"]).status_code == 409


@pytest.mark.parametrize(
    ("head", "suffix"),
    [
        (wav()[:32], "wav"),
        (b"OggS\x00\x02", "ogg"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86", "webm"),
        (b"\x00\x00\x00\x1cftypM4A \x00\x00", "m4a"),
        (b"ID3\x04\x00", "mp3"),
        (b"\xff\xfb\x90\x64", "mp3"),
    ],
)
def test_the_type_is_told_by_the_content(head, suffix):
    assert suffix_of(head, size_bytes=100) == suffix


@pytest.mark.parametrize(
    ("head", "size", "code"),
    [
        (b"", 0, "recording_empty"),
        (b"RIFF", 26_214_401, "recording_too_large"),
        (b"\xff\xd8\xff\xe0", 100, "recording_type_unknown"),
        (b"RIFF\x00\x00\x00\x00WEBP", 100, "recording_type_unknown"),
        (b"hello", 100, "recording_type_unknown"),
    ],
)
def test_other_things_are_refused(head, size, code):
    with pytest.raises(RecordingError) as refused:
        suffix_of(head, size_bytes=size)
    assert refused.value.code == code


def test_a_refusal_names_the_field(api, anna, ai_service):
    refused = send(api(anna), recording=upload(b"%PDF-1.7"))

    [error] = refused.json()["errors"]
    assert (refused.status_code, error["param"]) == (422, "recording")
    assert error["code"] == "recording_type_unknown"
