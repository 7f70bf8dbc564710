"""Who lives in the demo: one account of each role, all with the same password."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from apps.accounts import services as accounts
from apps.accounts.domain.roles import Role
from apps.calories import services as calories
from apps.calories.domain.wishes import Wish
from nutrifit.demo import past

if TYPE_CHECKING:
    from apps.accounts.models import User

PASSWORD = "nutrifit-demo"  # noqa: S105  (published in the README, local runs only)
ANNA = "anna@demo.nutrifit.example"
LOGINS = {
    "user": (ANNA, (Role.USER,)),
    "nutritionist": ("nutrizionista@demo.nutrifit.example", (Role.NUTRITIONIST,)),
    "catalogue staff": ("catalogo@demo.nutrifit.example", (Role.CATALOGUE_STAFF,)),
    "admin": ("admin@demo.nutrifit.example", (Role.ADMIN,)),
}


def make() -> None:
    """Create what is missing of the household. Raises CommandError outside a local run."""
    if not settings.LOCAL:
        raise CommandError("the demo household has known passwords and is for local runs only")
    for email, roles in LOGINS.values():
        if not get_user_model().objects.filter(email=email).exists():
            _create(email, roles)


@transaction.atomic
def _create(email: str, roles: tuple[Role, ...]) -> None:
    superuser = Role.ADMIN in roles
    user = get_user_model().objects.create_user(email, PASSWORD, is_superuser=superuser)
    for role in roles:
        user.grant(role)
    accounts.complete_registration(user)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if email == ANNA:
        _give_a_body(user)
        past.live(user)


def _give_a_body(user: "User") -> None:
    """Anna: 36 years, 165 cm, 67.6 kg six weeks ago, moderately active, wants to lose slowly."""
    today = timezone.localdate()
    accounts.change_profile(
        user.pk,
        {
            "birth_date": date(1990, 5, 17),
            "sex": "female",
            "height_cm": Decimal(165),
            "activity_level": "moderate",
        },
    )
    user.refresh_from_db()
    calories.record_energy_profile(
        user,
        valid_from=today - timedelta(days=past.DAYS),
        body_mass_kg=Decimal("67.6"),
        today=today,
    )
    calories.set_goal(user, Wish("lose", "slow"), valid_from=today, today=today)
