"""What the user says of a day."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from apps.calories.models import LoggedDay
from apps.calories.services.balances import rebuild
from apps.shared.refusals import Invalid

if TYPE_CHECKING:
    from apps.accounts.models import User


@transaction.atomic
def say_complete(user: "User", day: date, is_complete: bool | None, *, today: date) -> None:
    """Note that everything eaten on a day is logged, or that it is not; None takes the word back.

    Said again it changes nothing. A day told to be complete without any food is a fast. Raises
    Invalid for a day that has not begun.
    """
    if day > today:
        message = _("This day has not begun.")
        raise Invalid("DAY_IN_FUTURE", message, param="date")
    type(user).objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    if is_complete is None:
        LoggedDay.objects.filter(user_id=user.pk, date=day).delete()
    else:
        LoggedDay.objects.update_or_create(
            user_id=user.pk, date=day, defaults={"is_complete": is_complete}
        )
    rebuild(user.pk, [day])
