"""What the balance listens to, and its jobs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import cast
from uuid import UUID

from celery import shared_task
from django.contrib.auth import get_user_model
from django.utils import timezone

from apps.calories import services
from apps.outbox.domain.registry import Event, joint_projection, projection, subscriber
from apps.shared.days import local_date

MEAL_EVENTS = ("meals.meal_logged.v1", "meals.meal_changed.v1", "meals.meal_deleted.v1")
ENERGY_TYPES = {"active_energy_kcal", "basal_energy_kcal"}


@joint_projection(*MEAL_EVENTS)
def rebuild_balances_of_meals(events: Sequence[Event]) -> None:
    """In the transaction of the meals: the phone needs the balance at once."""
    for user_id, days in _days_of(events, "days").items():
        services.rebuild(user_id, sorted(days))


@joint_projection("health.metrics_changed.v1")
def rebuild_balances_of_health(events: Sequence[Event]) -> None:
    """In the transaction that derives the days: balance and figures never disagree."""
    measured = [event for event in events if ENERGY_TYPES.intersection(event.payload["types"])]
    for user_id, days in _days_of(measured, "dates").items():
        services.rebuild_chosen(user_id, sorted(days))


def _days_of(events: Iterable[Event], key: str) -> dict[UUID, set[date]]:
    touched: dict[UUID, set[date]] = defaultdict(set)
    for event in events:
        if event.user_id is not None:
            touched[event.user_id].update(map(date.fromisoformat, event.payload[key]))
    return touched


@subscriber("calories.rebuild_balance", *MEAL_EVENTS)
def rebuild_balance_again(event: Event) -> None:
    """After the commit, once more: harmless, and it heals what a fault may have left."""
    if event.user_id is not None:
        services.rebuild_locked(
            event.user_id, [date.fromisoformat(day) for day in event.payload["days"]]
        )


@subscriber("calories.follow_expenditure", "calories.expenditure_learnt.v1")
def follow_expenditure(event: Event) -> None:
    """Balances stand on the estimate that was known before their day."""
    if event.user_id is not None:
        services.rebuild_after(event.user_id, date.fromisoformat(event.payload["first"]))


@projection("accounts.profile_changed.v1")
def follow_profile(event: Event) -> None:
    users = get_user_model().objects.select_related("profile")
    user = users.get(pk=cast(UUID, event.user_id))
    today = local_date(timezone.now(), user.timezone, user.day_starts_at)
    services.follow_profile(user, today=today)


@shared_task(name="calories.rebuild_recent_days")
def rebuild_recent_days(days: int = 7) -> int:
    today = timezone.localdate()
    return services.rebuild_recent_days(today - timedelta(days=days), today)


@shared_task(name="calories.close_weeks", soft_time_limit=840, time_limit=900)
def close_weeks(weeks: int = 1, *, again: bool = False) -> int:
    return services.close_weeks(at=timezone.now(), weeks=weeks, again=again)


@shared_task(name="calories.estimate_expenditure")
def estimate_expenditure() -> int:
    """One task for each share of the users, so that several workers take part and a lost worker
    loses a share."""
    shares = services.shares_to_estimate(at=timezone.now())
    for share in shares:
        estimate_share.delay([str(user_id) for user_id in share])
    return len(shares)


@shared_task(name="calories.estimate_share", soft_time_limit=840, time_limit=900)
def estimate_share(user_ids: list[str]) -> int:
    return services.estimate_users([UUID(one) for one in user_ids], at=timezone.now())
