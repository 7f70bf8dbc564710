"""RFC 9457 problem details: the one error shape of every HTTP door.

``{"type", "title", "status", "code", "detail", "errors": [{"param", "code", "message"}],
"correlation_id"}`` and what a refusal adds; ``code`` is stable, ``detail`` and ``message`` are
translated.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback
from structlog.contextvars import get_contextvars

from apps.shared import refusals

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_OUTAGE_S = 5

REFUSAL_STATUS = {
    refusals.NotFound: 404,
    refusals.Gone: 410,
    refusals.Conflict: 409,
    refusals.Stale: 412,
    refusals.Invalid: 422,
    refusals.TooMany: 429,
    refusals.Unavailable: 503,
}

log = structlog.stdlib.get_logger(__name__)


class Problem(exceptions.APIException):
    """An answer that is a problem with its own status and code."""

    def __init__(
        self, status: int, code: str, detail: Any, *, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(detail, code)
        self.status_code = status
        self.code = code
        self.headers = headers or {}


def body(
    status: int, code: str, detail: Any, errors: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    """The members of a problem document."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": str(detail),
        "errors": errors or [],
        "correlation_id": get_contextvars().get("correlation_id", ""),
    }


def problem_from_exception(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every known exception becomes a problem, others stay a 500."""
    response = _response_for(exc)
    if response is None:
        return None
    set_rollback()
    response.content_type = CONTENT_TYPE
    response.data["errors"] = response.data.get("errors", [])
    return response


def _response_for(exc: Exception) -> Response | None:
    match exc:
        case refusals.Refusal():
            return _from_refusal(exc)
        case exceptions.ValidationError():
            return _answer(422, "VALIDATION_ERROR", _("The request is not valid."), _flat(exc))
        case ModelValidationError():
            return _from_model_validation(exc)
        case Problem():
            return _answer(exc.status_code, exc.code, exc.detail, headers=exc.headers)
        case RequestDataTooBig():
            return _answer(413, "CONTENT_TOO_LARGE", _("The request body is larger than allowed."))
        case Http404():
            return _answer(404, "NOT_FOUND", _("Not found."))
        case PermissionDenied():
            return _answer(403, "PERMISSION_DENIED", _("You may not do this."))
        case exceptions.APIException():
            return _from_api_exception(exc)
        case OperationalError() | InterfaceError():
            return _database_unavailable(exc)
    return None


def _answer(
    status: int,
    code: str,
    detail: Any,
    errors: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    return Response(body(status, code, detail, errors), status=status, headers=headers)


def _from_refusal(exc: refusals.Refusal) -> Response:
    status = REFUSAL_STATUS[type(exc)]
    errors = (
        [{"param": exc.param, "code": exc.code, "message": str(exc.message)}] if exc.param else []
    )
    wait = {"Retry-After": str(exc.retry_after_s)} if isinstance(exc, refusals.TooMany) else None
    response = _answer(status, exc.code, exc.message, errors, wait)
    response.data |= exc.members
    return response


def _from_model_validation(exc: ModelValidationError) -> Response:
    errors = [
        {
            "param": "" if param == NON_FIELD_ERRORS else param,
            "code": error.code or "invalid",
            "message": message,
        }
        for param, found in getattr(exc, "error_dict", {"": exc.error_list}).items()
        for error in found
        for message in error.messages
    ]
    return _answer(422, "VALIDATION_ERROR", _("The request is not valid."), errors)


def _from_api_exception(exc: exceptions.APIException) -> Response:
    headers = {}
    if challenge := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(wait))
    code = str(getattr(exc, "default_code", "error")).upper()
    return _answer(exc.status_code, code, exc.detail, headers=headers)


def _database_unavailable(exc: Exception) -> Response:
    """A lost or overloaded database is a 503: the phone keeps its copy and tries again."""
    log.error("database_unavailable", error=type(exc).__name__)
    return _answer(
        503,
        "SERVICE_UNAVAILABLE",
        _("The service is briefly unavailable. Try again."),
        headers={"Retry-After": str(RETRY_AFTER_OUTAGE_S)},
    )


def _flat(exc: exceptions.ValidationError) -> list[dict[str, str]]:
    return list(_walk(exc.detail, ""))


def _walk(detail: Any, path: str) -> Iterator[dict[str, str]]:
    if isinstance(detail, dict):
        for key, value in detail.items():
            yield from _walk(value, _path(path, key))
    elif isinstance(detail, list):
        for index, value in enumerate(detail):
            nested = isinstance(value, dict | list)
            yield from _walk(value, f"{path}[{index}]" if nested else path)
    else:
        yield {"param": path, "code": str(detail.code), "message": str(detail)}


def _path(path: str, key: str | int) -> str:
    if key == api_settings.NON_FIELD_ERRORS_KEY:
        return path
    return f"{path}[{key}]" if isinstance(key, int) else f"{path}.{key}".lstrip(".")


def document_of(exc: Exception) -> dict[str, Any]:
    """The problem document for an exception this module knows. Raises any other."""
    known = _response_for(exc)
    if known is None:
        raise exc
    return {"errors": [], **known.data}


def problem_response(request: HttpRequest, status: int, code: str, detail: Any) -> JsonResponse:
    """A problem outside DRF (unknown URL, crash)."""
    return JsonResponse(body(status, code, detail), status=status, content_type=CONTENT_TYPE)


def response_for(request: HttpRequest, exc: Exception) -> JsonResponse:
    """The answer of ``problem_from_exception`` for a view outside DRF. Raises what is not known."""
    known = _response_for(exc)
    if known is None:
        raise exc
    headers = {name: value for name, value in known.headers.items() if name != "Content-Type"}
    return JsonResponse(
        known.data, status=known.status_code, content_type=CONTENT_TYPE, headers=headers
    )
