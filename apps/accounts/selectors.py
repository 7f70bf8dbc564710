"""Reads about accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from apps.accounts.domain.roles import STAFF_ROLES
from apps.accounts.models import AIUsage, Profile, User
from apps.shared.days import local_date, next_day_begins
from apps.shared.refusals import TooMany

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


@dataclass(frozen=True)
class Account:
    """What people may know of their own account."""

    id: UUID
    email: str
    locale: str
    timezone: str
    day_starts_at: time
    roles: list[str]
    mfa_enabled: bool
    created_at: datetime


def account_of(user: User) -> Account:
    return Account(
        id=user.pk,
        email=user.email,
        locale=user.locale,
        timezone=user.timezone,
        day_starts_at=user.day_starts_at,
        roles=sorted(user.roles),
        mfa_enabled=has_second_factor(user),
        created_at=user.created_at,
    )


def profile_of(user_id: UUID) -> Profile:
    """The user's profile; an empty one, not stored, where nothing was told yet."""
    return Profile.objects.filter(user_id=user_id).first() or Profile(user_id=user_id)


def profiles_to_sync(user_id: UUID, ids: Sequence[UUID]) -> QuerySet[Profile]:
    """The user's profile, where it is among these."""
    return Profile.objects.filter(user_id=user_id, pk__in=ids)


def settings_to_sync(user_id: UUID, ids: Sequence[UUID]) -> QuerySet[User]:
    """The account with its settings, where it is among these."""
    return User.objects.filter(Q(pk=user_id), pk__in=ids)


def is_staff_member(user: User) -> bool:
    return user.is_staff or user.is_superuser or not STAFF_ROLES.isdisjoint(user.roles)


def has_second_factor(user: User) -> bool:
    """Whether signing in asks for more than one proof; recovery codes alone do not count."""
    return bool(is_mfa_enabled(user, SECOND_FACTORS))


def must_enrol_second_factor(user: User) -> bool:
    """Whether this is a staff account that is closed until it has a second factor.

    Only a local run can relax this, whatever STAFF_MFA_REQUIRED says.
    """
    required = settings.STAFF_MFA_REQUIRED or not settings.LOCAL
    return required and is_staff_member(user) and not has_second_factor(user)


@dataclass(frozen=True)
class AISpending:
    """What calls of AI services used up."""

    tokens_in: int
    tokens_out: int
    cost_usd: Decimal


def ai_spending_of(job_id: UUID) -> AISpending:
    """All calls of a job, failed ones too."""
    calls = AIUsage.objects.filter(job_id=job_id)
    sums = calls.aggregate(i=Sum("tokens_in"), o=Sum("tokens_out"), cost=Sum("cost_usd"))
    return AISpending(sums["i"] or 0, sums["o"] or 0, sums["cost"] or Decimal(0))


def require_ai_budget(user: User, *, at: datetime, cost_usd: Decimal = Decimal(0)) -> None:
    """Raises TooMany when the user's budget of the day is spent, or too small for ``cost_usd``."""
    day = local_date(at, user.timezone, user.day_starts_at)
    calls = AIUsage.objects.filter(user=user, day=day)
    spent = calls.aggregate(cost=Sum("cost_usd"))["cost"] or Decimal(0)
    if spent < settings.AI_DAILY_BUDGET_USD and spent + cost_usd <= settings.AI_DAILY_BUDGET_USD:
        return
    wait = next_day_begins(at, user.timezone, user.day_starts_at) - at
    raise TooMany(
        "AI_BUDGET_EXHAUSTED",
        _("Today's analyses are used up. Try again tomorrow."),
        retry_after_s=int(wait.total_seconds()) + 1,
    )
