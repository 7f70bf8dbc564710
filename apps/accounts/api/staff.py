"""The back-office's door: signing in happens through allauth, with a second factor."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts import selectors

View = Callable[..., HttpResponse]


class StaffAccessMiddleware:
    """Lets a request reach an admin page only with a staff account that has a second factor.

    Being in front of every admin view, it also stands in for the admin's own sign-in page, which
    knows neither rate limits nor second factors.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or "admin" not in match.app_names or match.url_name == "logout":
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(_destination(request))
        if not request.user.is_staff:
            raise PermissionDenied
        if selectors.must_enrol_second_factor(request.user):
            return _to_enrolment(request)
        if match.url_name == "login":
            return HttpResponseRedirect(_destination(request))
        return None


def _destination(request: HttpRequest) -> str:
    """Where to go after signing in; the admin's own sign-in page leads to its start."""
    match = request.resolver_match
    if match is not None and match.url_name == "login":
        return reverse("admin:index")
    return request.get_full_path()


def _to_enrolment(request: HttpRequest) -> HttpResponse:
    messages.warning(
        request, _("Staff accounts need a second factor. Add an authenticator app or a passkey.")
    )
    return HttpResponseRedirect(reverse("mfa_index"))
