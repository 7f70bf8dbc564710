"""Services that speak OpenAI's API: looking at pictures, writing down speech.

One call is one attempt: whether and when to try again is the worker's decision, which the failure
helps to make. What a call cost is told with its answer and with its failure. Nothing that users
sent or models answered is logged.
"""

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

import structlog
from django.conf import settings
from limits import parse
from prometheus_client import Counter
from pydantic import BaseModel, ValidationError

from apps.shared import http
from apps.shared.ai import AIFailure, Answer, Reason, Spent
from apps.shared.api.throttling import limiter

# The SDK takes most of a second and 40 MB to load, which only workers have a use for: functions
# that call it import it.
if TYPE_CHECKING:
    import openai
    from openai.types.chat import ChatCompletionContentPartImageParam

MILLION = Decimal(1_000_000)
SECONDS_PER_MINUTE = Decimal(60)
MAX_TOKENS_OUT = 2000
# Above what a picture of 2048 pixels with the instructions takes (1,105 + 600 with GPT-4o).
MOST_TOKENS_IN = 3000
# Speech coded as sparsely as phones do (32 kbit/s): the longest a recording of a size can be.
FEWEST_BYTES_PER_SECOND = 4000
LONGEST_RETRY_AFTER_S = 3600

AI_TOKENS = Counter("ai_tokens_consumed_total", "Tokens paid for", ["model", "direction"])

log = structlog.stdlib.get_logger(__name__)

Model = TypeVar("Model", bound=BaseModel)


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Completion(BaseModel):
    """What we read of a chat completion; compatible services leave out much of the rest."""

    choices: list[_Choice] = []
    usage: _Usage | None = None


class _Heard(BaseModel):
    seconds: float | None = None
    input_tokens: int = 0
    output_tokens: int = 0


class _Transcription(BaseModel):
    text: str
    usage: _Heard | None = None


def is_configured() -> bool:
    return bool(settings.OPENAI_API_KEY)


def dearest_look(pictures: int = 1) -> Decimal:
    """The most one ``look`` can cost, in US dollars."""
    return _tokens_cost(pictures * MOST_TOKENS_IN, MAX_TOKENS_OUT)


def dearest_transcription(size_bytes: int) -> Decimal:
    """The most writing down a recording of that size can cost, in US dollars."""
    return _speech_cost(Decimal(size_bytes) / FEWEST_BYTES_PER_SECOND)


def look(
    jpegs: Sequence[bytes], *, instructions: str, question: str, answer: type[Model]
) -> Answer[Model]:
    """Ask about pictures; the answer has the shape of a pydantic model. Raises AIFailure."""
    pictures = [_picture(jpeg) for jpeg in jpegs]
    with _service() as service:
        response = service.chat.completions.with_raw_response.create(
            model=settings.OPENAI_VISION_MODEL,
            max_tokens=MAX_TOKENS_OUT,
            temperature=0,
            response_format={
                "type": "json_schema",
                "json_schema": {
                    "name": answer.__name__,
                    "schema": answer.model_json_schema(),
                    "strict": True,
                },
            },
            messages=[
                {"role": "system", "content": instructions},
                {
                    "role": "user",
                    "content": [
                        {"type": "text", "text": question},
                        *pictures,
                    ],
                },
            ],
        )
        return _structured(response.text, answer, dearest_look(len(pictures)))


def _picture(jpeg: bytes) -> "ChatCompletionContentPartImageParam":
    url = f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
    return {"type": "image_url", "image_url": {"url": url, "detail": "high"}}


def transcribe(recording: bytes, *, name: str, language: str) -> Answer[str]:
    """Write down what is said in a recording. Raises AIFailure."""
    with _service() as service:
        response = service.audio.transcriptions.with_raw_response.create(
            model=settings.OPENAI_TRANSCRIPTION_MODEL,
            file=(name, recording),
            language=language,
            response_format="json",
            temperature=0,
        )
        return _transcript(response.text, len(recording))


@contextmanager
def _service() -> "Iterator[openai.OpenAI]":
    """The service for one request, with its errors made ours."""
    import openai

    if not is_configured():
        raise AIFailure(Reason.NOT_CONFIGURED)
    _take_turn()
    service = openai.OpenAI(
        api_key=settings.OPENAI_API_KEY,
        base_url=settings.OPENAI_BASE_URL,
        max_retries=0,
        timeout=settings.OPENAI_TIMEOUT_S,
        default_headers={"User-Agent": http.USER_AGENT, **http.correlation_headers()},
    )
    with service, http.metered("openai") as exchange:
        try:
            yield service
            exchange.outcome = "200"
        except openai.OpenAIError as error:
            exchange.outcome = _outcome_of(error)
            raise _failure(error) from error
        except AIFailure:
            exchange.outcome = "200"
            raise


def _outcome_of(error: "openai.OpenAIError") -> str:
    import openai

    if isinstance(error, openai.APIStatusError):
        return str(error.status_code)
    return "timeout" if isinstance(error, openai.APITimeoutError) else "unreachable"


def _take_turn() -> None:
    """Keep to the rate all workers share."""
    rate = parse(settings.OPENAI_RATE)
    if not limiter().hit(rate, "openai"):
        wait = limiter().seconds_left(rate, "openai")
        raise AIFailure(Reason.RATE_LIMITED, retry_after_s=wait)


def _failure(error: "openai.OpenAIError") -> AIFailure:
    import openai

    log.warning("ai_call_failed", error=type(error).__name__)
    match error:
        case openai.APITimeoutError():
            return AIFailure(Reason.TIMEOUT, spent=None)
        case openai.APIConnectionError():
            return AIFailure(Reason.UNREACHABLE)
        case openai.RateLimitError():
            return AIFailure(Reason.RATE_LIMITED, retry_after_s=_retry_after(error))
        case openai.AuthenticationError() | openai.PermissionDeniedError() | openai.NotFoundError():
            return AIFailure(Reason.NOT_CONFIGURED)
        case openai.APIStatusError() if error.status_code >= 500:
            return AIFailure(Reason.SERVER_ERROR, retry_after_s=_retry_after(error))
        case openai.APIStatusError() if "content" in str(error.code):
            return AIFailure(Reason.CONTENT_FILTER)
        case openai.APIStatusError():
            return AIFailure(Reason.INVALID_REQUEST)
    return AIFailure(Reason.INVALID_OUTPUT, spent=None)


def _retry_after(error: "openai.APIStatusError") -> float | None:
    """Seconds the service asks us to wait; a date or nonsense counts as nothing asked."""
    try:
        asked = float(error.response.headers.get("Retry-After", ""))
    except ValueError:
        return None
    return asked if 0 <= asked <= LONGEST_RETRY_AFTER_S else None


def _structured(body: str, answer: type[Model], dearest: Decimal) -> Answer[Model]:
    try:
        completion = _Completion.model_validate_json(body)
    except ValidationError:
        raise AIFailure(Reason.INVALID_OUTPUT, spent=None, raw=body) from None
    spent = _tokens_spent(completion.usage, dearest)
    content = _content(completion, spent, body)
    try:
        return Answer(answer.model_validate_json(content), body, spent)
    except ValidationError:
        raise AIFailure(Reason.INVALID_OUTPUT, spent=spent, raw=body) from None


def _content(completion: _Completion, spent: Spent | None, body: str) -> str:
    choice = completion.choices[0] if completion.choices else None
    if choice is not None and choice.message.refusal:
        raise AIFailure(Reason.REFUSED, spent=spent, raw=body)
    if choice is not None and choice.finish_reason == "content_filter":
        raise AIFailure(Reason.CONTENT_FILTER, spent=spent, raw=body)
    if choice is None or choice.message.content is None:
        raise AIFailure(Reason.INVALID_OUTPUT, spent=spent, raw=body)
    return choice.message.content


def _tokens_spent(usage: _Usage | None, dearest: Decimal) -> Spent:
    """The dearest case where the service does not say."""
    model = settings.OPENAI_VISION_MODEL
    if usage is None:
        return Spent(model, cost_usd=dearest)
    _count_tokens(model, usage.prompt_tokens, usage.completion_tokens)
    cost = _tokens_cost(usage.prompt_tokens, usage.completion_tokens)
    return Spent(model, usage.prompt_tokens, usage.completion_tokens, cost)


def _transcript(body: str, size_bytes: int) -> Answer[str]:
    model = settings.OPENAI_TRANSCRIPTION_MODEL
    try:
        heard = _Transcription.model_validate_json(body)
    except ValidationError:
        raise AIFailure(Reason.INVALID_OUTPUT, spent=None, raw=body) from None
    usage = heard.usage or _Heard()
    _count_tokens(model, usage.input_tokens, usage.output_tokens)
    cost = (
        dearest_transcription(size_bytes)
        if usage.seconds is None
        else _speech_cost(Decimal(str(usage.seconds)))
    )
    return Answer(heard.text, body, Spent(model, usage.input_tokens, usage.output_tokens, cost))


def _count_tokens(model: str, tokens_in: int, tokens_out: int) -> None:
    AI_TOKENS.labels(model, "in").inc(tokens_in)
    AI_TOKENS.labels(model, "out").inc(tokens_out)


def _tokens_cost(tokens_in: int, tokens_out: int) -> Decimal:
    return (
        tokens_in * Decimal(settings.OPENAI_VISION_USD_PER_MTOKEN_IN)
        + tokens_out * Decimal(settings.OPENAI_VISION_USD_PER_MTOKEN_OUT)
    ) / MILLION


def _speech_cost(seconds: Decimal) -> Decimal:
    return seconds / SECONDS_PER_MINUTE * Decimal(settings.OPENAI_TRANSCRIPTION_USD_PER_MINUTE)
