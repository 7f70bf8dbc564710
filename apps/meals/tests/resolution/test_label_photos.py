"""A barcode nobody knows goes on with a photo of its nutrition table."""

import json
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import IntegrityError
from django.utils import timezone
from PIL import Image
from werkzeug import Response

from apps.accounts.models import AIUsage
from apps.meals import services
from apps.meals.models import Food, LabelPhoto, OwnFood, Resolution, ResolutionLog
from apps.meals.services import label_photos, resolution_worker
from apps.meals.tests.conftest import CHAT
from apps.meals.tests.pictures import completion, photo_from_a_phone, printed, seen_label, upload
from apps.meals.tests.resolution.conftest import OFF_MISSING, OFF_PATH, SPAGHETTI, off_answer
from apps.outbox.models import OutboxEvent
from conftest import make_food

pytestmark = pytest.mark.django_db

BY_BARCODE = "/api/v1/foods/barcode/8076809513753"
PAID = Decimal("0.0035")  # 1,000 tokens in at 2.50 and 100 out at 10 US dollars a million


@pytest.fixture
def phone(api, anna, sent, off, ai_service):
    return api(anna)


@pytest.fixture
def unknown(phone, off):
    """The address of a search for a barcode that nobody knew."""
    off.expect_request(OFF_PATH).respond_with_json(OFF_MISSING, status=404)
    location = phone.get(BY_BARCODE)["Location"]
    services.resolve(Resolution.objects.get().log_id)
    assert phone.get(location).json()["status"] == "not_found"
    return location


def package(**changes):
    return {"id": str(uuid4()), "photo": upload(photo_from_a_phone()), **changes}


def send(client, location, **changes):
    return client.post(f"{location}/photos", package(**changes), format="multipart")


def answers(service, content, **options):
    body = content if isinstance(content, Response) else json.dumps(completion(content, **options))
    response = body if isinstance(body, Response) else Response(body, mimetype="application/json")
    service.expect_request(CHAT).respond_with_response(response)


def work(client, location):
    """One attempt of a worker at the user's search, and what the phone is told then."""
    pursued = Resolution.objects.get(pk=location.rsplit("/", 1)[-1]).log
    ResolutionLog.objects.filter(pk=pursued.pk, status="pending").update(due_at=timezone.now())
    services.resolve(pursued.pk)
    return client.get(location).json()


def error(status, code=""):
    body = json.dumps({"error": {"message": "no", "type": "x", "code": code}})
    return Response(body, status=status, mimetype="application/json")


def test_a_photo_of_the_table_becomes_a_food_of_whoever_sent_it(
    phone, unknown, ai_service, anna, sent
):
    answers(ai_service, seen_label())

    taken = send(phone, unknown)
    found = work(phone, unknown)

    assert (taken.status_code, taken.json()["status"], taken["Location"]) == (
        202,
        "pending",
        unknown,
    )
    assert (found["status"], found["found_in"], found["confidence"]) == ("found", "vision", 0.6)
    assert found["food"]["name"] == "Frollini"
    assert found["food"]["nutrients"]["energy_kcal"] == 480
    assert found["food"]["provenance"]["source"] == "vision"
    assert found["food"]["portions"][0]["mass_g"] == 25
    steps = [(step["source"], step["outcome"]) for step in found["sources_asked"]]
    assert steps[-3:] == [
        ("openfoodfacts", "not_found"),
        ("labels", "not_found"),
        ("vision", "found"),
    ]
    assert steps[0] == ("own", "not_found")
    event = OutboxEvent.objects.get(name="meals.food_resolved.v1")
    assert (event.user_id, event.payload["food_id"]) == (anna.pk, found["food"]["id"])
    assert phone.get(BY_BARCODE).json()["id"] == found["food"]["id"]
    assert (AIUsage.objects.get().user, AIUsage.objects.get().cost_usd) == (anna, PAID)


def test_it_can_be_logged_and_carries_its_confidence(phone, unknown, ai_service):
    answers(ai_service, seen_label())
    send(phone, unknown)
    work(phone, unknown)
    item = {"id": str(uuid4()), "barcode": "8076809513753", "quantity_g": 50}
    meal = {"id": str(uuid4()), "type": "snack", "eaten_at": "2026-03-02T16:00:00Z"}

    logged = phone.post("/api/v1/meals", {**meal, "items": [item]}).json()["items"][0]

    assert logged["nutrients"]["energy_kcal"] == 240
    assert logged["source"] == "vision"
    assert logged["confidence"] == 0.4  # 0.6, less 0.2 as no micronutrient is known


def test_others_see_nothing_of_it(api, phone, stranger, unknown, ai_service):
    answers(ai_service, seen_label())
    send(phone, unknown)
    food = work(phone, unknown)["food"]["id"]
    other = api(stranger)

    for url in ("", "/photos/table", "/photos/front"):
        assert other.get(f"{unknown}{url}").status_code == 404
    assert other.get(f"/api/v1/foods/{food}").status_code == 404
    assert other.get(BY_BARCODE).json()["code"] == "BARCODE_NOT_FOUND"
    assert send(other, unknown).status_code == 404
    assert other.post(f"{unknown}/photos/retry").status_code == 404
    assert other.delete(f"{unknown}/photos").status_code == 404
    assert not Food.objects.filter(gtin=SPAGHETTI).exists()


def test_what_the_model_is_asked(phone, unknown, ai_service):
    answers(ai_service, seen_label())
    send(phone, unknown, front=upload(photo_from_a_phone()))

    work(phone, unknown)

    asked = json.loads(next(one for one, _ in ai_service.log if one.path == CHAT).data)
    schema = asked["response_format"]["json_schema"]
    assert (schema["name"], schema["strict"]) == ("SeenLabel", True)
    assert set(schema["schema"]["required"]) == set(schema["schema"]["properties"])
    assert schema["schema"]["additionalProperties"] is False
    shown = [part["type"] for part in asked["messages"][1]["content"]]
    assert shown == ["text", "image_url", "image_url"]


def test_photos_are_kept_without_metadata_for_their_owner(phone, unknown, kept_files):
    send(phone, unknown, front=upload(photo_from_a_phone((320, 240))))

    table, front = phone.get(f"{unknown}/photos/table"), phone.get(f"{unknown}/photos/front")

    assert (table["Content-Type"], front["Content-Type"]) == ("image/jpeg", "image/jpeg")
    assert "private" in table["Cache-Control"]
    files = sorted(kept_files.rglob("*.jpg"))
    assert len(files) == 2
    assert all(not Image.open(file).getexif() for file in files)


def test_a_food_with_an_error_is_kept_flagged_and_trusted_half(phone, unknown, ai_service):
    """Saturated fat of more than all fat."""
    amounts = [*seen_label()["amounts"][:3], printed("saturated-fat", 22, "g")]
    answers(ai_service, seen_label(amounts=amounts))
    send(phone, unknown)

    food = work(phone, unknown)["food"]

    assert (food["status"], food["confidence"]) == ("flagged", 0.3)
    photo = LabelPhoto.objects.get()
    assert photo.review == "waiting"
    assert "saturated-fat-greater-than-fat" in photo.findings


def test_a_correction_by_its_owner_takes_the_flag_away(phone, unknown, ai_service):
    answers(ai_service, seen_label(amounts=[printed("energy", 950, "kcal")]))
    send(phone, unknown)
    food = work(phone, unknown)["food"]
    assert food["status"] == "flagged"

    body = {"name": "Frollini", "barcode": "8076809513753", "nutrients": {"energy_kcal": 480}}
    corrected = phone.put(f"/api/v1/foods/own/{food['id']}", body).json()["food"]

    assert (corrected["status"], corrected["provenance"]["source"]) == ("published", "manual")


def test_sending_the_same_again_is_sending_it_once(phone, unknown, sent):
    body = package()
    first = phone.post(f"{unknown}/photos", body, format="multipart")
    body["photo"] = upload(photo_from_a_phone())

    again = phone.post(f"{unknown}/photos", body, format="multipart")

    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json()["id"] == again.json()["id"]
    assert LabelPhoto.objects.count() == 1
    reused = send(phone, unknown, id=body["id"], front=upload(photo_from_a_phone()))
    assert (reused.status_code, reused.json()["code"]) == (409, "ID_ALREADY_USED")


@pytest.mark.parametrize(
    ("form", "param"),
    [
        ({}, "photo"),
        ({"photo": upload(b"not a picture")}, "photo"),
        ({"photo": upload(photo_from_a_phone()), "front": upload(b"no")}, "front"),
        ({"photo": upload(photo_from_a_phone()), "id": "7"}, "id"),
        ({"photo": upload(photo_from_a_phone()), "urgent": "yes"}, "urgent"),
    ],
)
def test_bad_input_is_refused_by_its_field(phone, unknown, kept_files, form, param):
    answer = phone.post(f"{unknown}/photos", {"id": str(uuid4()), **form}, format="multipart")

    assert answer.status_code == 422
    assert param in {one["param"] for one in answer.json()["errors"]}
    assert not LabelPhoto.objects.exists()
    assert list(kept_files.rglob("*.jpg")) == []


def test_photos_are_of_use_for_a_barcode_that_is_not_found_only(phone, off, ai_service):
    name = phone.post("/api/v1/resolutions", {"name": "seitan"})["Location"]
    off.expect_request(OFF_PATH).respond_with_json(off_answer())
    barcode = phone.get(BY_BARCODE)["Location"]
    work(phone, barcode)

    assert send(phone, name).json()["code"] == "NOT_A_BARCODE"
    assert send(phone, barcode).json()["code"] == "FOOD_FOUND"
    assert not LabelPhoto.objects.exists()


def test_a_second_package_waits_until_the_first_is_read(phone, unknown, kept_files):
    send(phone, unknown)

    assert send(phone, unknown).json()["code"] == "LABEL_BEING_READ"
    assert len(list(kept_files.rglob("*.jpg"))) == 1


def test_without_a_service_or_budget_nothing_is_taken(phone, unknown, settings):
    settings.OPENAI_API_KEY = ""
    assert send(phone, unknown).json()["code"] == "AI_NOT_CONFIGURED"
    settings.OPENAI_API_KEY, settings.AI_DAILY_BUDGET_USD = "sk-test", Decimal(0)

    refused = send(phone, unknown)

    assert (refused.status_code, refused.json()["code"]) == (429, "AI_BUDGET_EXHAUSTED")
    assert not LabelPhoto.objects.exists()


NOTHING = Decimal(0)
LASTING = {
    "refusal": ((None, {"refusal": "I cannot"}), "REFUSED", PAID),
    "content filter": ((None, {"finish": "content_filter"}), "CONTENT_FILTER", PAID),
    "not the shape asked for": (({"foods": []}, {}), "INVALID_OUTPUT", PAID),
    "no JSON inside": (("Biscotti!", {}), "INVALID_OUTPUT", PAID),
    "no table in the photo": ((seen_label(amounts=[]), {}), "LABEL_UNREADABLE", PAID),
    "a serving nobody can weigh": (
        (seen_label(per="serving", serving_size=None), {}),
        "LABEL_SERVING_UNKNOWN",
        PAID,
    ),
    "a picture it cannot read": ((error(400, "invalid_image"), {}), "INVALID_REQUEST", NOTHING),
    "a wrong key": ((error(401), {}), "NOT_CONFIGURED", NOTHING),
}


@pytest.mark.parametrize("name", LASTING)
def test_a_lasting_failure_ends_the_search_with_a_reason(phone, unknown, ai_service, name):
    (content, options), reason, cost = LASTING[name]
    answers(ai_service, content, **options)
    send(phone, unknown)

    told = work(phone, unknown)

    assert (told["status"], told["failure"]["code"]) == ("failed", reason)
    assert len(told["failure"]["message"]) > 10
    assert AIUsage.objects.get().cost_usd == cost
    assert not Food.with_private.exists()
    events = OutboxEvent.objects.filter(name="meals.food_not_found.v1")
    assert {event.payload["status"] for event in events} == {"not_found", "failed"}


@pytest.mark.parametrize(("status", "reason"), [(429, "throttled"), (503, "server_error")])
def test_a_passing_failure_is_tried_again_six_times(phone, unknown, ai_service, status, reason):
    answers(ai_service, error(status))
    send(phone, unknown)

    for _ in range(5):
        assert work(phone, unknown)["status"] == "pending"
    told = work(phone, unknown)

    assert (told["status"], told["error"]) == ("failed", reason)
    assert len(told["failure"]["message"]) > 10
    assert AIUsage.objects.count() == 6
    assert sum(one.cost_usd for one in AIUsage.objects.all()) == 0


def test_a_service_that_does_not_answer_in_time_may_have_cost_the_most(
    phone, unknown, ai_service, silent, settings
):
    settings.OPENAI_BASE_URL, settings.OPENAI_TIMEOUT_S = f"{silent}/v1", 0.05
    send(phone, unknown)

    told = work(phone, unknown)

    assert (told["status"], told["error"]) == ("pending", "timeout")
    # 3,000 tokens in at 2.50 and 2,000 out at 10 US dollars a million
    assert AIUsage.objects.get().cost_usd == Decimal("0.0275")


def test_a_budget_spent_meanwhile_ends_it(phone, unknown, ai_service, settings):
    send(phone, unknown)
    settings.AI_DAILY_BUDGET_USD = Decimal("0.01")

    assert work(phone, unknown)["failure"]["code"] == "BUDGET_EXHAUSTED"
    assert not AIUsage.objects.exists()


def test_a_failed_search_can_be_repeated_with_the_same_photos(phone, unknown, ai_service):
    ai_service.expect_oneshot_request(CHAT).respond_with_json(completion("nonsense"))
    ai_service.expect_oneshot_request(CHAT).respond_with_json(completion(seen_label()))
    send(phone, unknown)
    assert work(phone, unknown)["status"] == "failed"

    again = phone.post(f"{unknown}/photos/retry")

    assert (again.status_code, again.json()["status"]) == (202, "pending")
    assert work(phone, unknown)["status"] == "found"
    assert AIUsage.objects.count() == 2
    assert phone.post(f"{unknown}/photos/retry").json()["code"] == "FOOD_FOUND"


def test_or_with_other_photos(phone, unknown, ai_service):
    answers(ai_service, seen_label(amounts=[]))
    send(phone, unknown)
    work(phone, unknown)

    assert send(phone, unknown).status_code == 202
    assert LabelPhoto.objects.count() == 2


def test_open_food_facts_wins_when_it_knows_by_now(phone, off, ai_service):
    off.expect_ordered_request(OFF_PATH).respond_with_json(OFF_MISSING, status=404)
    off.expect_ordered_request(OFF_PATH).respond_with_json(off_answer())
    location = phone.get(BY_BARCODE)["Location"]
    work(phone, location)
    send(phone, location)

    assert work(phone, location)["found_in"] == "openfoodfacts"
    assert not AIUsage.objects.exists()


@pytest.mark.parametrize("status", [429, 503])
def test_open_food_facts_being_down_does_not_keep_the_label_from_being_read(
    phone, off, ai_service, status
):
    off.expect_request(OFF_PATH).respond_with_data("<html>", status=status)
    location = phone.get(BY_BARCODE)["Location"]
    assert work(phone, location)["status"] == "pending"
    answers(ai_service, seen_label())
    send(phone, location)

    told = work(phone, location)

    assert (told["status"], told["found_in"], told["fallback"]) == ("found", "vision", True)


def test_whoever_waits_for_the_shared_search_goes_on_waiting(api, phone, off, stranger, ai_service):
    off.expect_request(OFF_PATH).respond_with_data(status=503)
    location = phone.get(BY_BARCODE)["Location"]
    waiting = api(stranger).get(BY_BARCODE)["Location"]
    work(phone, location)
    answers(ai_service, seen_label())
    send(phone, location)

    work(phone, location)

    assert api(stranger).get(waiting).json()["status"] == "pending"
    assert OutboxEvent.objects.filter(name__startswith="meals.food").count() == 1


def test_what_the_user_described_meanwhile_stands(phone, unknown, ai_service):
    answers(ai_service, seen_label())
    send(phone, unknown)
    body = {"id": str(uuid4()), "name": "I miei frollini", "barcode": "8076809513753"}
    phone.post("/api/v1/foods/own", {**body, "nutrients": {"energy_kcal": 470}})

    told = work(phone, unknown)

    assert (told["food"]["id"], told["sources_asked"][-1]["source"]) == (body["id"], "own")
    assert not AIUsage.objects.exists()


def test_a_worker_killed_after_the_call_leaves_its_cost_and_the_next_one_reads_again(
    phone, unknown, ai_service, monkeypatch
):
    answers(ai_service, seen_label())
    send(phone, unknown)
    pursued = Resolution.objects.get().log

    with monkeypatch.context() as killed:
        killed.setattr(resolution_worker, "_conclude", _die)
        with pytest.raises(SystemExit):
            services.resolve(pursued.pk)
    assert LabelPhoto.objects.get().review == ""
    services.resolve(pursued.pk)
    assert AIUsage.objects.count() == 1  # the lease still holds

    assert work(phone, unknown)["status"] == "found"
    assert AIUsage.objects.count() == 2
    assert OwnFood.objects.count() == 1


def test_a_worker_killed_before_the_answer_leaves_the_most_it_can_have_cost(
    phone, unknown, ai_service, monkeypatch
):
    answers(ai_service, seen_label())
    send(phone, unknown)

    with monkeypatch.context() as killed:
        killed.setattr(label_photos.vision, "read_package", _die)
        with pytest.raises(SystemExit):
            services.resolve(Resolution.objects.get().log_id)

    assert AIUsage.objects.get().cost_usd == Decimal("0.0275")
    assert services.send_due(at=timezone.now() + timedelta(seconds=181)) == 1
    assert work(phone, unknown)["status"] == "found"


def _die(*_args, **_options):
    raise SystemExit


def test_a_user_takes_photos_back(phone, unknown, ai_service, kept_files):
    answers(ai_service, seen_label())
    send(phone, unknown)
    food = work(phone, unknown)["food"]["id"]

    assert [phone.delete(f"{unknown}/photos").status_code for _ in range(2)] == [204, 204]

    assert phone.get(f"{unknown}/photos/table").status_code == 404
    services.forget_uploads(at=timezone.now())
    assert list(kept_files.rglob("*.jpg")) == []
    assert phone.get(f"/api/v1/foods/{food}").status_code == 200


def test_photos_taken_back_are_not_read(phone, unknown, ai_service):
    send(phone, unknown)
    phone.delete(f"{unknown}/photos")

    assert work(phone, unknown)["failure"]["code"] == "UPLOAD_GONE"
    assert phone.post(f"{unknown}/photos/retry").status_code == 410
    assert not AIUsage.objects.exists()


def test_photos_are_not_kept_for_ever(phone, unknown, kept_files, settings):
    send(phone, unknown)

    services.forget_uploads(at=timezone.now() + settings.AI_KEEP_UPLOADS - timedelta(minutes=1))
    assert len(list(kept_files.rglob("*.jpg"))) == 1
    services.forget_uploads(at=timezone.now() + settings.AI_KEEP_UPLOADS + timedelta(minutes=1))
    assert list(kept_files.rglob("*.jpg")) == []


def test_when_its_owner_goes_everything_goes(phone, anna, unknown, ai_service):
    answers(ai_service, seen_label())
    send(phone, unknown)
    work(phone, unknown)

    anna.delete()

    assert not LabelPhoto.objects.exists()
    assert not Food.with_private.exists()
    assert not ResolutionLog.objects.filter(user__isnull=False).exists()


@pytest.fixture
def waiting(phone, unknown, ai_service):
    answers(ai_service, seen_label())
    send(phone, unknown)
    work(phone, unknown)
    return LabelPhoto.objects.get()


def test_what_staff_accept_is_everybodys_and_the_users_copy_goes(
    api, phone, stranger, waiting, nutritionist, kept_files
):
    assert services.accept_labels([waiting.pk], by=nutritionist, at=timezone.now()) == 1

    food = Food.objects.get(gtin=SPAGHETTI)
    assert food.current_version.source == "vision"
    assert {who.get(BY_BARCODE).json()["id"] for who in (phone, api(stranger))} == {str(food.pk)}
    assert OwnFood.objects.get().deleted_at is not None
    services.forget_uploads(at=timezone.now())
    assert list(kept_files.rglob("*.jpg")) == []
    assert services.accept_labels([waiting.pk], by=nutritionist, at=timezone.now()) == 0


def test_a_copy_the_user_corrected_stays_hers(phone, waiting, nutritionist):
    body = {"name": "Frollini", "barcode": "8076809513753", "nutrients": {"energy_kcal": 481}}
    phone.put(f"/api/v1/foods/own/{waiting.food_id}", body)

    services.accept_labels([waiting.pk], by=nutritionist, at=timezone.now())

    assert phone.get(BY_BARCODE).json()["id"] == str(waiting.food_id)


def test_an_accepted_food_with_an_error_is_flagged_with_its_reason(
    api, phone, stranger, unknown, ai_service, nutritionist
):
    answers(ai_service, seen_label(amounts=[printed("energy", 950, "kcal")]))
    send(phone, unknown)
    work(phone, unknown)

    services.accept_labels([LabelPhoto.objects.get().pk], by=nutritionist, at=timezone.now())

    food = api(stranger).get(BY_BARCODE).json()
    assert (food["status"], food["confidence"]) == ("flagged", 0.3)
    assert food["quality_issues"]


def test_what_staff_dismiss_stays_the_users_own(api, phone, stranger, waiting, nutritionist):
    assert services.dismiss_labels([waiting.pk], by=nutritionist, at=timezone.now()) == 1

    assert phone.get(BY_BARCODE).json()["id"] == str(waiting.food_id)
    assert api(stranger).get(BY_BARCODE).status_code == 404


def test_a_label_is_not_reviewed_before_it_is_read(phone, unknown):
    send(phone, unknown)

    with pytest.raises(IntegrityError):
        LabelPhoto.objects.update(review="waiting")


def test_photos_are_read_in_the_queue_of_photos(phone, unknown, monkeypatch, settings):
    from apps.meals.services import resolution

    queues = []
    monkeypatch.setattr(
        resolution.current_app, "send_task", lambda *_, queue, **__: queues.append(queue)
    )
    send(phone, unknown)
    with time_machine.travel(timezone.now() + timedelta(seconds=1)):
        services.send_due(at=timezone.now())

    assert queues == ["ai"]


def test_nothing_of_a_label_is_logged(phone, unknown, ai_service, caplog, capsys):
    answers(ai_service, seen_label(name="il segreto di Anna"))
    send(phone, unknown)

    work(phone, unknown)

    assert "segreto" not in caplog.text + capsys.readouterr().err


def test_a_search_of_ones_own_does_not_answer_for_others(phone, api, stranger, waiting, off):
    make_food("Altro")

    assert api(stranger).get(BY_BARCODE).status_code == 404
    shared = Resolution.objects.get(user=stranger).log
    assert (shared.user_id, shared.status) == (None, "not_found")
    assert isinstance(shared.pk, UUID)
