"""The way of an API call through the middleware: past what serves browsers."""

from collections.abc import Callable
from typing import Any, cast

from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve


class ApiCallMiddleware:
    """Takes a call of the API to its view; other requests go on through the middleware below.

    A call carries a token and no cookie: sessions, CSRF, messages and the back-office's door have
    nothing to do for it and would take a tenth of the time of a short answer. Signing in is
    allauth's, which needs them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.to_page = get_response
        self.to_view: Any = convert_exception_to_response(_answer)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match = _view_of_ours(request.path_info)
        if match is None:
            return self.to_page(request)
        request.resolver_match = match
        response: HttpResponse = self.to_view(request)
        return response


def _view_of_ours(path: str) -> ResolverMatch | None:
    if not path.startswith("/api/"):
        return None
    try:
        match = resolve(path)
    except Resolver404:
        return None
    # The framework's mark on its views.
    return match if hasattr(match.func, "cls") else None


def _answer(request: HttpRequest) -> HttpResponse:
    match = cast(ResolverMatch, request.resolver_match)
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    if hasattr(response, "render"):
        response = response.render()
    return response
