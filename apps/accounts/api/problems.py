"""allauth's error answers as problem details that keep the members allauth's clients read."""

import json
from collections.abc import Callable, Container, Iterable, Iterator
from functools import wraps
from typing import Any

import orjson
from allauth.core.exceptions import ImmediateHttpResponse
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _

from apps.shared.api import problem

View = Callable[..., HttpResponseBase]

RATE_WINDOW_S = "60"
CODES = {
    400: "BAD_REQUEST",
    401: "NOT_AUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    409: "CONFLICT",
    410: "SESSION_GONE",
    429: "THROTTLED",
}


def with_problems(
    patterns: Iterable[URLPattern | URLResolver], *, without: Container[str | None]
) -> Iterator[URLPattern | URLResolver]:
    """The same URLs, names and views, answering problems; leaves out the named ones."""
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = list(with_problems(entry.url_patterns, without=without))
            yield URLResolver(
                entry.pattern, inner, entry.default_kwargs, entry.app_name, entry.namespace
            )
        elif entry.name not in without:
            view = answering_problems(entry.callback)
            yield URLPattern(entry.pattern, view, entry.default_args, entry.name)


def answering_problems(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            refusal = _refused_body(request)
            response = refusal or view(request, *args, **kwargs)
        except ImmediateHttpResponse as stop:
            response = stop.response
        except (RequestDataTooBig, PermissionDenied, OperationalError, InterfaceError) as error:
            response = problem.response_for(request, error)
        return _as_problem(response)

    return answer


def _refused_body(request: HttpRequest) -> HttpResponse | None:
    """allauth's own reading of JSON lets through what its forms then fail on: lone surrogates,
    numbers without end, brackets without end."""
    if request.method == "GET" or not request.body:
        return None
    if request.content_type != "application/json":
        return problem.problem_response(
            request, 415, "UNSUPPORTED_MEDIA_TYPE", _("The request body must be application/json.")
        )
    try:
        orjson.loads(request.body)
    except orjson.JSONDecodeError:
        return problem.problem_response(
            request, 400, "PARSE_ERROR", _("The request is not valid JSON.")
        )
    return None


def _as_problem(response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code < 400 or not isinstance(response, HttpResponse):
        return response
    if response["Content-Type"] == problem.CONTENT_TYPE:
        return response
    given = _members(response)
    errors = [{"param": "", **error} for error in given.get("errors", [])]
    if any(error["code"] == "too_many_login_attempts" for error in errors):
        response.status_code = 429
    code, detail = _meaning(response.status_code, given, errors)
    members = problem.body(response.status_code, code, detail, errors)
    kept = {name: given[name] for name in ("data", "meta") if name in given}
    response.content = orjson.dumps(members | kept)
    response["Content-Type"] = problem.CONTENT_TYPE
    _add_headers(response)
    return response


def _members(response: HttpResponse) -> dict[str, Any]:
    is_json = response["Content-Type"].startswith("application/json")
    members: dict[str, Any] = json.loads(response.content) if is_json else {}
    return members


def _add_headers(response: HttpResponse) -> None:
    if response.status_code == 401:
        response.setdefault("WWW-Authenticate", "Bearer")
    if response.status_code == 429:
        response.setdefault("Retry-After", RATE_WINDOW_S)


def _meaning(status: int, given: dict[str, Any], errors: list[dict[str, str]]) -> tuple[str, str]:
    if status == 401:
        return _unauthenticated(given)
    if status == 400 and errors:
        return "VALIDATION_ERROR", _("The request is not valid.")
    if status == 400 and "errors" not in given and "status" in given:
        return "TOKEN_INVALID", _("The token is not valid or has expired.")
    return CODES.get(status, "ERROR"), _detail(status)


def _unauthenticated(given: dict[str, Any]) -> tuple[str, str]:
    if given.get("meta", {}).get("is_authenticated"):
        return "REAUTHENTICATION_REQUIRED", _("Prove again that it is you to go on.")
    for flow in given.get("data", {}).get("flows", []):
        if flow.get("is_pending"):
            return f"{flow['id']}_PENDING".upper(), _("One more step is needed to sign in.")
    return CODES[401], _("Sign in to go on.")


def _detail(status: int) -> str:
    return {
        403: _("You may not do this."),
        404: _("Not found."),
        405: _("This method is not allowed here."),
        409: _("This does not fit what was done before. Start again."),
        410: _("The session has ended. Sign in again."),
        429: _("Too many attempts. Wait a little and try again."),
    }.get(status, _("The request cannot be understood."))
