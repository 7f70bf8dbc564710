"""Every way an AI service can fail ends with a reason, a way on, and the cost kept."""

import json
import threading
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
import time_machine
from django.utils import timezone
from werkzeug import Response

from apps.accounts.models import AIUsage
from apps.meals import services
from apps.meals.models import PhotoAnalysis
from apps.meals.tests.conftest import CHAT
from apps.meals.tests.pictures import completion, photo_from_a_phone, seen, upload
from apps.shared.clients import openai

pytestmark = pytest.mark.django_db

PAID, NOTHING = Decimal("0.0035"), Decimal(0)


@pytest.fixture
def sent(api, anna, ai_service):
    form = {"id": str(uuid4()), "photo": upload(photo_from_a_phone())}
    return api(anna).post("/api/v1/meals/analyze-photo", form, format="multipart")


def attempt(sent):
    return services.analyse_photo(UUID(sent.json()["id"]), at=timezone.now())


def error(status, code="", **headers):
    body = f'{{"error": {{"message": "no", "type": "x", "code": "{code}"}}}}'
    return Response(body, status=status, content_type="application/json", headers=headers)


def json_response(body):
    return Response(json.dumps(body), content_type="application/json")


LASTING = {
    "refusal": (json_response(completion(None, refusal="I cannot")), "REFUSED", PAID),
    "content filter": (
        json_response(completion(None, finish="content_filter")),
        "CONTENT_FILTER",
        PAID,
    ),
    "content filter of Azure": (error(400, "content_filter"), "CONTENT_FILTER", NOTHING),
    "not the shape asked for": (
        json_response(completion({"dishes": []})),
        "INVALID_OUTPUT",
        PAID,
    ),
    "no JSON inside": (json_response(completion("Spaghetti!")), "INVALID_OUTPUT", PAID),
    "cut off": (
        json_response(completion('{"foods": [{"na', finish="length")),
        "INVALID_OUTPUT",
        PAID,
    ),
    "a mass nobody eats": (
        json_response(completion({"foods": [seen(grams_high=90_000)]})),
        "INVALID_OUTPUT",
        PAID,
    ),
    "a picture it cannot read": (error(400, "invalid_image_format"), "INVALID_REQUEST", NOTHING),
    "a wrong key": (error(401, "invalid_api_key"), "NOT_CONFIGURED", NOTHING),
    "an unknown model": (error(404, "model_not_found"), "NOT_CONFIGURED", NOTHING),
}


@pytest.mark.parametrize("name", LASTING)
def test_a_lasting_failure_ends_the_job_with_a_reason(sent, api, anna, ai_service, name):
    response, reason, cost = LASTING[name]
    ai_service.expect_request(CHAT).respond_with_response(response)

    assert attempt(sent) is None

    shown = api(anna).get(sent["Location"]).json()
    assert (shown["status"], shown["failure"]["code"]) == ("failed", reason)
    assert len(shown["failure"]["message"]) > 10
    assert AIUsage.objects.get().cost_usd == cost
    assert PhotoAnalysis.objects.get().cost_usd == cost


@pytest.mark.parametrize("body", ["<html>502</html>", "", "null", '{"choices": "x"}'])
def test_an_answer_that_is_no_completion_may_have_cost_the_most(sent, ai_service, body):
    ai_service.expect_request(CHAT).respond_with_data(body, content_type="application/json")

    attempt(sent)

    assert PhotoAnalysis.objects.get().failure == "invalid_output"
    # 3,000 tokens in at 2.50 and 2,000 out at 10 US dollars a million
    assert PhotoAnalysis.objects.get().cost_usd == Decimal("0.0275")


PASSING = {
    "rate limit": (error(429, "rate_limit_exceeded"), "rate_limited"),
    "server error": (error(500), "server_error"),
    "overloaded": (error(503), "server_error"),
}


@pytest.mark.parametrize("name", PASSING)
def test_a_passing_failure_is_tried_again_a_few_times(sent, ai_service, name):
    response, reason = PASSING[name]
    ai_service.expect_request(CHAT).respond_with_response(response)

    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(3):
            clock.shift(attempt(sent))
        assert PhotoAnalysis.objects.get().status == "queued"
        assert attempt(sent) is None

    job = PhotoAnalysis.objects.get()
    assert (job.status, job.failure, job.attempts, job.cost_usd) == ("failed", reason, 4, 0)


def test_the_service_is_left_alone_as_long_as_it_asks(sent, ai_service):
    ai_service.expect_request(CHAT).respond_with_response(error(429, **{"Retry-After": "600"}))

    assert attempt(sent) >= 600


def test_a_service_that_does_not_answer_in_time_may_have_cost_the_most(sent, ai_service, settings):
    settings.OPENAI_TIMEOUT_S = 0.05
    given_up = threading.Event()
    ai_service.expect_request(CHAT).respond_with_handler(lambda _: given_up.wait(5) and error(500))

    assert attempt(sent) > 0

    given_up.set()
    assert AIUsage.objects.get().cost_usd == Decimal("0.0275")


def test_a_service_that_is_not_there_is_asked_again(sent, settings):
    settings.OPENAI_BASE_URL = "http://127.0.0.1:9/v1"

    assert attempt(sent) > 0
    assert AIUsage.objects.get().cost_usd == 0


def test_all_workers_together_keep_to_the_rate(sent, ai_service, settings):
    settings.OPENAI_RATE = "1/day"
    openai.limiter().hit(openai.parse("1/day"), "openai")

    assert attempt(sent) > 60
    assert ai_service.log == []


def test_a_failed_analysis_can_be_repeated(sent, api, anna, ai_service):
    ai_service.expect_ordered_request(CHAT).respond_with_json(completion("nonsense"))
    ai_service.expect_ordered_request(CHAT).respond_with_json(completion({"foods": []}))
    attempt(sent)

    again = api(anna).post(f"{sent['Location']}/retry")
    attempt(sent)

    assert (again.status_code, again.json()["status"]) == (202, "queued")
    job = PhotoAnalysis.objects.get()
    assert (job.status, job.attempts, job.cost_usd) == ("ready", 2, 2 * PAID)


def test_only_a_failed_analysis_can_be_repeated(sent, api, anna, stranger, ai_service):
    retry = f"{sent['Location']}/retry"
    assert api(anna).post(retry).json()["status"] == "queued"
    assert api(stranger).post(retry).status_code == 404

    ai_service.expect_request(CHAT).respond_with_json(completion({"foods": []}))
    attempt(sent)

    assert api(anna).post(retry).json()["code"] == "JOB_READY"


def test_a_job_that_kills_its_workers_is_given_up(sent):
    PhotoAnalysis.objects.update(attempts=4)

    assert attempt(sent) is None
    assert PhotoAnalysis.objects.get().failure == "worker_lost"


def test_nothing_a_user_sent_or_a_model_said_is_logged(sent, ai_service, caplog, capsys):
    ai_service.expect_request(CHAT).respond_with_json(completion("il segreto di Anna"))

    attempt(sent)

    assert "segreto" not in caplog.text + capsys.readouterr().err
