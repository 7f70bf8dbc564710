"""Writes of the energy balance; ``rebuild_days`` alone writes daily balances."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb
from uuid_utils.compat import uuid7

from apps.calories import selectors
from apps.calories.domain.balance import DayBalance, balance_of
from apps.calories.domain.goals import Limit, refusal
from apps.calories.models import DailyBalance, EnergyProfile, Goal
from apps.outbox import services as outbox
from apps.shared.refusals import Invalid

if TYPE_CHECKING:
    from apps.accounts.models import User

REBUILD_CHUNK_DAYS = 400
BODY_FIELDS = ("birth_date", "sex", "height_cm", "activity_level")

_COLUMNS = (
    "date",
    "items_count",
    "energy_reported_count",
    "consumed_kcal",
    "protein_g",
    "carbohydrate_g",
    "fat_g",
    "energy_margin_kcal",
    "consumed_confidence",
    "basal_kcal",
    "active_kcal",
    "expenditure_source",
    "expenditure_confidence",
    "goal_kcal",
    "goal_limits",
)
# One statement for one day or many; rows that would not change are left alone.
UPSERT = f"""
INSERT INTO calories_dailybalance AS stored (id, user_id, {", ".join(_COLUMNS)})
VALUES {{rows}}
ON CONFLICT (user_id, date) DO UPDATE
SET {", ".join(f"{name} = EXCLUDED.{name}" for name in _COLUMNS[1:])}
WHERE ({", ".join(f"stored.{name}" for name in _COLUMNS[1:])})
   IS DISTINCT FROM ({", ".join(f"EXCLUDED.{name}" for name in _COLUMNS[1:])})
RETURNING date, consumed_kcal, net_balance_kcal, overall_confidence, goal_achieved
"""  # noqa: S608  (column names are the constants above)
UPSERT_ROW = f"({', '.join(['%s'] * (len(_COLUMNS) + 2))})"


REMOVE = """
DELETE FROM calories_dailybalance WHERE user_id = %s AND date = ANY(%s::date[]) RETURNING date
"""


@transaction.atomic
def rebuild_days(user_id: UUID, first: date, last: date) -> int:
    """Derive the balances of a range of days from facts; returns how many rows changed.

    A day has a row exactly when something was eaten on it, so building twice, in pieces or at
    once gives the same rows.
    """
    return rebuild_chosen(
        user_id, [first + timedelta(days=n) for n in range((last - first).days + 1)]
    )


@transaction.atomic
def rebuild_chosen(user_id: UUID, days: Sequence[date]) -> int:
    """``rebuild_days`` for any number of days that need not be next to each other."""
    return sum(
        rebuild_locked(user_id, days[start : start + REBUILD_CHUNK_DAYS])
        for start in range(0, len(days), REBUILD_CHUNK_DAYS)
    )


def rebuild(user_id: UUID, days: Sequence[date]) -> int:
    """``rebuild_days`` for days that need not be next to each other, in the caller's transaction,
    which must hold the user's diary lock or be the only writer."""
    computed = [balance_of(inputs) for inputs in selectors.day_inputs(user_id, days)]
    eaten = [day for day in computed if day.intake.items_count]
    removed = _remove(user_id, [day.date for day in computed if not day.intake.items_count])
    changed = _upsert(user_id, eaten) if eaten else []
    payloads = [_payload(*row) for row in changed] + [_payload(day) for day in removed]
    outbox.record_all("calories.balance_updated.v1", user_id=user_id, payloads=payloads)
    return len(payloads)


@transaction.atomic
def rebuild_locked(user_id: UUID, days: Sequence[date]) -> int:
    """``rebuild`` while no other transaction writes the user's diary; 0 for an erased user."""
    users = get_user_model().objects.select_for_update(no_key=True).only("pk")
    return rebuild(user_id, days) if users.filter(pk=user_id).first() else 0


def rebuild_recent_days(first: date, last: date) -> int:
    """Rebuild the given days of every user who has a balance or a profile; returns changed rows."""
    users = EnergyProfile.objects.order_by().values_list("user_id", flat=True)
    eaters = DailyBalance.objects.filter(date__range=(first, last)).order_by()
    everyone = users.union(eaters.values_list("user_id", flat=True))
    return sum(rebuild_days(user_id, first, last) for user_id in everyone)


def _remove(user_id: UUID, days: list[date]) -> list[date]:
    """Delete the rows of days on which nothing is eaten any more; returns their days."""
    if not days:
        return []
    with connection.cursor() as cursor:
        cursor.execute(REMOVE, [user_id, days])
        return [row[0] for row in cursor.fetchall()]


def _upsert(user_id: UUID, days: list[DayBalance]) -> list[tuple[Any, ...]]:
    parameters: list[Any] = []
    for day in days:
        row = selectors.columns_of(day)
        row["goal_limits"] = Jsonb(row["goal_limits"])
        parameters += [uuid7(), user_id, *(row[name] for name in _COLUMNS)]
    with connection.cursor() as cursor:
        cursor.execute(UPSERT.format(rows=", ".join([UPSERT_ROW] * len(days))), parameters)
        changed: list[tuple[Any, ...]] = cursor.fetchall()
        return changed


def _payload(
    day: date,
    consumed_kcal: Decimal = Decimal(0),
    net_balance_kcal: Decimal | None = None,
    confidence: Decimal | None = None,
    goal_achieved: bool | None = None,
) -> dict[str, Any]:
    return {
        "date": day.isoformat(),
        "consumed_kcal": str(consumed_kcal),
        "net_balance_kcal": None if net_balance_kcal is None else str(net_balance_kcal),
        "confidence": None if confidence is None else str(confidence),
        "goal_achieved": goal_achieved,
    }


def _rebuild_from(user_id: UUID, first: date) -> None:
    """Rebuild the days from ``first`` on that can have a balance."""
    last = DailyBalance.objects.filter(user_id=user_id).aggregate(last=Max("date"))["last"]
    if last is not None and last >= first:
        rebuild_days(user_id, first, last)


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
    _lock(user)
    stored, _created = EnergyProfile.objects.update_or_create(
        user_id=user.pk,
        valid_from=valid_from,
        defaults={"body_mass_kg": body_mass_kg, **body},
    )
    _rebuild_all(user.pk)
    return stored


def _rebuild_all(user_id: UUID) -> None:
    first = (
        DailyBalance.objects.filter(user_id=user_id).order_by("date").values_list("date").first()
    )
    if first is not None:
        _rebuild_from(user_id, first[0])


@transaction.atomic
def set_goal(user: "User", *, valid_from: date, direction: str, pace: str, today: date) -> Goal:
    """Set what the user wants from a day on; days before keep the goal they had.

    Raises Invalid for a day in the past, or when the goal would harm this body.
    """
    if valid_from < today:
        message = _("A goal cannot begin in the past.")
        raise Invalid("GOAL_IN_PAST", message, param="valid_from")
    _lock(user)
    body = selectors.day_inputs(user.pk, [valid_from])[0].body
    refused = refusal(direction, body, valid_from) if body is not None else None
    if refused is not None:
        raise Invalid(refused.value.upper(), REFUSALS[refused](), param="direction")
    stored, _created = Goal.objects.update_or_create(
        user_id=user.pk, valid_from=valid_from, defaults={"direction": direction, "pace": pace}
    )
    _rebuild_from(user.pk, valid_from)
    return stored


REFUSALS = {
    Limit.MINOR: lambda: _(
        "Under 18 we set no goal of losing weight. Talk to your paediatrician or family doctor."
    ),
    Limit.UNDERWEIGHT: lambda: _(
        "Your body mass is already below the healthy range, so we set no goal of losing weight."
        " Talk to your doctor."
    ),
}


def follow_profile(user: "User", *, today: date) -> None:
    """Carry a changed profile into the energy need from today on, once a body mass is known."""
    latest = EnergyProfile.objects.filter(user_id=user.pk).order_by("-valid_from").first()
    complete = all(getattr(user.profile, name) for name in BODY_FIELDS)
    if latest is not None and complete:
        record_energy_profile(user, valid_from=today, body_mass_kg=latest.body_mass_kg, today=today)


def _lock(user: "User") -> None:
    type(user).objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
