"""Where allauth hands a new account over to us, and its messages to the mail server."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts import services
from apps.accounts.models import User
from apps.shared.api.problem import problem_response

log = structlog.stdlib.get_logger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    def new_user(self, request: HttpRequest) -> User:
        """A new account speaks the language it was asked for in."""
        return User(locale=(translation.get_language() or "it")[:2])

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        if not commit:
            unsaved: User = super().save_user(request, user, form, commit)
            return unsaved
        try:
            with transaction.atomic():
                saved: User = super().save_user(request, user, form)
                services.complete_registration(saved)
        except IntegrityError as error:
            raise ImmediateHttpResponse(_lost_the_race(request)) from error
        return saved

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is down costs the message, which every flow offers to send again,
        and not the account or the attempt.

        The site's name and address are ours, not those of whatever Host a request claims."""
        try:
            super().send_mail(template_prefix, email, {**context, "current_site": _site()})
        except OSError as error:
            log.error("mail_failed", template=template_prefix, error=type(error).__name__)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        try:
            with transaction.atomic():
                saved: User = super().save_user(request, sociallogin, form)
                services.complete_registration(saved)
        except IntegrityError as error:
            raise ImmediateHttpResponse(_lost_the_race(request)) from error
        return saved


def _site() -> SimpleNamespace:
    return SimpleNamespace(name="NutriFit", domain=urlsplit(settings.PUBLIC_URL).netloc)


def _lost_the_race(request: HttpRequest) -> Any:
    return problem_response(
        request, 409, "CONFLICT", _("The same was asked twice at once. Try again.")
    )
