"""From a photo to a draft, against a local service that speaks OpenAI's wire format."""

import base64
import io
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from PIL import Image

from apps.accounts.models import AIUsage
from apps.meals import services
from apps.meals.clients import vision
from apps.meals.domain.photo_drafts import SeenMeal
from apps.meals.models import PhotoAnalysis
from apps.meals.tests.conftest import CHAT
from apps.meals.tests.pictures import completion, photo_from_a_phone, seen, upload
from apps.outbox.models import OutboxEvent
from apps.shared.ai import Answer, Spent
from conftest import make_food

pytestmark = pytest.mark.django_db

# 1,000 tokens in at 2.50 and 100 out at 10 US dollars a million.
COST = Decimal("0.0035")


@pytest.fixture
def send(api, anna, ai_service):
    def sent(**fields):
        form = {"id": str(uuid4()), "photo": upload(photo_from_a_phone()), **fields}
        return api(anna).post("/api/v1/meals/analyze-photo", form, format="multipart")

    return sent


def answers(server, *foods, **options):
    server.expect_request(CHAT, method="POST").respond_with_json(
        completion({"foods": list(foods)}, **options)
    )


def analyse(answer, *, at=None):
    return services.analyse_photo(UUID(answer.json()["id"]), at=at or timezone.now())


def test_a_photo_is_taken_in_at_once_and_looked_at_later(send, api, anna):
    answer = send(hint="a colazione", type="breakfast")

    assert answer.status_code == 202
    assert answer.json()["status"] == "queued"
    assert answer["Location"] == f"/api/v1/photo-analyses/{answer.json()['id']}"
    assert api(anna).get(answer["Location"]).json()["hint"] == "a colazione"
    assert OutboxEvent.objects.filter(name="meals.photo_submitted.v1").count() == 1


def test_a_heic_is_looked_at_as_a_jpeg(send, ai_service):
    answers(ai_service, seen())

    analyse(send(photo=upload(photo_from_a_phone(form="HEIF"), "IMG_0001.HEIC")))

    [(request, _)] = ai_service.log
    [image] = [p for p in request.json["messages"][-1]["content"] if p["type"] == "image_url"]
    head, _, content = image["image_url"]["url"].partition(",")
    assert head == "data:image/jpeg;base64"
    assert Image.open(io.BytesIO(base64.b64decode(content))).format == "JPEG"


def test_the_draft_names_foods_of_the_catalogue_with_their_nutrients(
    send, api, anna, bread, ai_service
):
    answers(ai_service, seen("pane integrale"))
    sent = send()

    analyse(sent)

    shown = api(anna).get(sent["Location"]).json()
    [item] = shown["draft"]["items"]
    assert shown["status"] == "ready"
    assert item["food"]["food_id"] == str(bread.pk)
    assert item["estimated_g"] == {"low": 60, "likely": 80, "high": 110}
    assert item["nutrients"]["energy_kcal"] == 200  # 250 × 0.8, whatever the model may think
    assert item["nutrients"]["sugars_g"] is None
    assert item["confidence"] == 0.54  # vision's 0.6 × the model's 0.9 × both words found


def test_the_model_sees_an_upright_jpeg_without_the_place_it_was_taken(send, ai_service):
    answers(ai_service)
    analyse(send())

    [(request, _)] = ai_service.log
    asked = request.get_json()
    url = asked["messages"][1]["content"][1]["image_url"]["url"]
    picture = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))
    assert dict(picture.getexif()) == {}
    assert asked["response_format"]["json_schema"]["strict"] is True
    assert request.headers["Authorization"] == "Bearer sk-test"


def test_a_large_plate_is_corrected_and_both_values_are_told(send, api, anna, bread, ai_service):
    answers(ai_service, seen(grams_low=400, grams_likely=529.5, grams_high=600))
    sent = send()

    analyse(sent)

    draft = api(anna).get(sent["Location"]).json()["draft"]
    # 285 + (529.5 − 285) / (1 − 0.23) = 602.53 g, 1.1379 times as much
    assert draft["portion_bias"] == {"slope": -0.23, "unbiased_g": 285, "factor": 1.1379}
    assert draft["items"][0]["estimated_g"]["likely"] == 529.5
    assert draft["items"][0]["suggested_g"]["likely"] == 602.5


def test_what_the_catalogue_does_not_have_stays_in_the_draft_without_a_food(
    send, api, anna, ai_service
):
    answers(ai_service, seen("fugu in carpione"))
    sent = send()

    analyse(sent)

    [item] = api(anna).get(sent["Location"]).json()["draft"]["items"]
    assert (item["seen_as"], item["food"], item["nutrients"]) == ("fugu in carpione", None, None)
    assert item["confidence"] == 0


def test_generic_foods_come_before_products_as_alternatives(send, api, anna, bread, ai_service):
    product = make_food("Pane integrale in cassetta", gtin="08076809513753")
    answers(ai_service, seen())
    sent = send()

    analyse(sent)

    [item] = api(anna).get(sent["Location"]).json()["draft"]["items"]
    assert item["food"]["food_id"] == str(bread.pk)
    assert [other["food_id"] for other in item["alternatives"]] == [str(product.pk)]


def test_what_it_cost_is_kept_with_the_job_and_in_the_ledger(send, anna, ai_service):
    answers(ai_service, seen())
    sent = send()

    analyse(sent)

    job, entry = PhotoAnalysis.objects.get(), AIUsage.objects.get()
    assert (job.tokens_in, job.tokens_out, job.cost_usd) == (1000, 100, COST)
    assert (entry.user, entry.kind, entry.cost_usd, entry.attempt) == (anna, "photo", COST, 1)
    assert entry.settled_at is not None
    assert '"prompt_tokens": 1000' in job.raw_answer


def test_whoever_waits_is_told_when_it_is_ready(send, ai_service):
    answers(ai_service, seen())
    sent = send()

    analyse(sent)

    event = OutboxEvent.objects.get(name="meals.photo_analysed.v1")
    assert event.payload == {"job_id": sent.json()["id"], "status": "ready"}


def test_sending_the_same_photo_again_gives_the_same_job(send, ai_service):
    first_id = str(uuid4())
    first, second = send(id=first_id), send(id=first_id)

    assert (first.status_code, second.status_code) == (202, 200)
    assert first.json() == second.json()
    assert PhotoAnalysis.objects.count() == 1


def test_another_photo_under_the_same_id_is_refused(send, ai_service):
    first_id = str(uuid4())
    send(id=first_id)

    other = send(id=first_id, photo=upload(photo_from_a_phone((64, 64))))

    assert (other.status_code, other.json()["code"]) == (409, "ID_ALREADY_USED")


def test_a_second_worker_finds_the_job_taken(send, ai_service):
    answers(ai_service, seen())
    sent = send()
    analyse(sent)

    assert analyse(sent) is None
    assert len(ai_service.log) == 1


def test_a_job_whose_worker_was_killed_is_done_by_another_and_no_cost_is_lost(send, ai_service):
    answers(ai_service, seen())
    sent = send()
    now = timezone.now()
    job_id = UUID(sent.json()["id"])
    # What a worker leaves behind that dies while it waits for the answer.
    PhotoAnalysis.objects.update(
        status="processing", attempts=1, due_at=now + timedelta(seconds=180)
    )
    AIUsage.objects.create(
        user_id=PhotoAnalysis.objects.get().user_id,
        day=now.date(),
        kind="photo",
        job_id=job_id,
        attempt=1,
        cost_usd=Decimal("0.03"),
    )

    assert analyse(sent, at=now) is None
    assert PhotoAnalysis.objects.get().status == "processing"
    assert services.lost_photos(at=now + timedelta(minutes=4)) == [job_id]
    analyse(sent, at=now + timedelta(minutes=4))

    assert PhotoAnalysis.objects.get().status == "ready"
    assert PhotoAnalysis.objects.get().cost_usd == COST + Decimal("0.03")


def test_an_answer_that_comes_after_the_lease_changes_nothing(send, monkeypatch):
    def slow(jpeg, *, hint):
        # Meanwhile the lease ran out, and another worker has the job.
        PhotoAnalysis.objects.update(attempts=2)
        return Answer(SeenMeal(foods=[]), "{}", Spent("gpt-4o", 1000, 100, COST))

    monkeypatch.setattr(vision, "look_at_plate", slow)
    analyse(send())

    assert PhotoAnalysis.objects.get().status == "processing"
    assert AIUsage.objects.get().cost_usd == COST
    assert not OutboxEvent.objects.filter(name="meals.photo_analysed.v1").exists()
