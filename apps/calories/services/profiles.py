"""The body an energy need is computed from, from a day on."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.calories.models import EnergyProfile
from apps.calories.services.balances import rebuild_all
from apps.shared.refusals import Invalid

if TYPE_CHECKING:
    from apps.accounts.models import User

BODY_FIELDS = ("birth_date", "sex", "height_cm", "activity_level")
# Part of the body's circumstances, without which an energy need is computed all the same.
HEALTH_FIELDS = ("conditions", "due_date")


@transaction.atomic
def record_energy_profile(
    user: "User", *, valid_from: date, body_mass_kg: Decimal, today: date
) -> EnergyProfile:
    """Note the body mass from a day on, with the rest of the body as the profile has it.

    Raises Invalid for a day in the future, and naming what the profile lacks.
    """
    if valid_from > today:
        message = _("A body mass cannot be measured in the future.")
        raise Invalid("MEASURED_IN_FUTURE", message, param="valid_from")
    body: dict[str, Any] = {name: getattr(user.profile, name) for name in BODY_FIELDS}
    if missing := [name for name, value in body.items() if not value]:
        message = _("The profile lacks: %(fields)s.") % {"fields": ", ".join(missing)}
        raise Invalid("PROFILE_INCOMPLETE", message, param="profile")
    if valid_from < body["birth_date"]:
        message = _("A body mass cannot be measured before the day of birth.")
        raise Invalid("MEASURED_BEFORE_BIRTH", message, param="valid_from")
    type(user).objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    body |= {name: getattr(user.profile, name) for name in HEALTH_FIELDS}
    stored, _created = EnergyProfile.objects.update_or_create(
        user_id=user.pk,
        valid_from=valid_from,
        defaults={"body_mass_kg": body_mass_kg, **body},
    )
    rebuild_all(user.pk)
    return stored


def follow_profile(user: "User", *, today: date) -> None:
    """Carry a changed profile into the energy need: from today on once a body mass was told,
    else into all days, whose body it is then."""
    latest = EnergyProfile.objects.filter(user_id=user.pk).order_by("-valid_from").first()
    complete = all(getattr(user.profile, name) for name in BODY_FIELDS)
    if latest is None:
        rebuild_all(user.pk)
    elif complete:
        record_energy_profile(user, valid_from=today, body_mass_kg=latest.body_mass_kg, today=today)
