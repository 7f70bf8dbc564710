"""Writes about accounts."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.accounts import selectors
from apps.accounts.domain.roles import ADMIN_MODELS, Role
from apps.accounts.models import AIUsage, IdempotencyKey, Profile, User
from apps.outbox import services as outbox
from apps.shared.days import local_date
from apps.shared.idempotency import RememberedAnswer
from apps.shared.rows import in_batches


@transaction.atomic
def complete_registration(user: User) -> None:
    """Give a new account its role and an empty profile, and tell who wants to know."""
    user.grant(Role.USER)
    _, created = Profile.objects.get_or_create(user=user)
    if created:
        outbox.record("accounts.user_registered.v1", user_id=user.pk, payload={})


@transaction.atomic
def confirm_email(user: User) -> None:
    """Take the user's address as proven, so that signing in asks for no code by e-mail."""
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).update(primary=False)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


@transaction.atomic
def set_active(users: QuerySet[User], *, active: bool, actor: User) -> list[User]:
    """Unlock or lock accounts and return those that changed: whoever acts stays in, and
    superusers are locked by superusers only."""
    reach = users.exclude(pk=actor.pk).filter(is_active=not active)
    if not actor.is_superuser:
        reach = reach.exclude(is_superuser=True)
    changed = list(reach.select_for_update(of=("self",)))
    ids = [user.pk for user in changed]
    User.objects.filter(pk__in=ids).update(is_active=active, updated_at=timezone.now())
    return changed


@transaction.atomic
def erase_users(users: QuerySet[User]) -> int:
    """Delete accounts with everything that belongs to them, and tell whoever keeps more of theirs
    than rows; returns how many there were.

    The locks keep anything from being added to the accounts meanwhile.
    """
    ids = list(users.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    User.objects.filter(pk__in=ids).delete()
    # What staff did to the account stays on record, the address in its titles does not.
    entries = LogEntry.objects.filter(content_type__model="user", object_id__in=map(str, ids))
    entries.update(object_repr="")
    erased = [{"user_id": str(user_id)} for user_id in ids]
    # Events of a user go with the user; this one is nobody's.
    outbox.record_all("accounts.user_erased.v1", user_id=None, payloads=erased)
    return len(ids)


@transaction.atomic
def change_user(
    user_id: UUID,
    changes: dict[str, Any],
    *,
    accept: Callable[[User], None] = lambda current: None,
) -> User:
    """Set language, time zone or start of day. Raises ValidationError.

    ``accept`` sees the locked row before the change and may raise.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    accept(user)
    for name, value in changes.items():
        setattr(user, name, value)
    user.full_clean()
    user.save(update_fields=[*changes, "updated_at"])
    if changes:
        outbox.record(
            "accounts.user_changed.v1", user_id=user_id, payload={"fields": sorted(changes)}
        )
    return user


@transaction.atomic
def change_profile(
    user_id: UUID,
    changes: dict[str, Any],
    *,
    accept: Callable[[Profile], None] = lambda current: None,
) -> Profile:
    """Change the given fields; the energy profile follows. Raises ValidationError.

    ``accept`` sees the locked row before the change and may raise.
    """
    Profile.objects.get_or_create(user_id=user_id)
    profile = Profile.objects.select_for_update().get(user_id=user_id)
    accept(profile)
    if not changes:
        return profile
    for name, value in changes.items():
        setattr(profile, name, value)
    profile.full_clean()
    profile.save()
    outbox.record(
        "accounts.profile_changed.v1", user_id=user_id, payload={"fields": sorted(changes)}
    )
    return profile


def sync_roles() -> None:
    """Make groups and their admin permissions equal to the table in code."""
    for role in Role:
        group, _ = Group.objects.get_or_create(name=role.value)
        group.permissions.set(_permissions(ADMIN_MODELS.get(role, {})))


def _permissions(models: dict[str, frozenset[str]]) -> list[Permission]:
    wanted = Q(pk__in=[])
    for label, actions in models.items():
        app_label, model = label.split(".")
        codenames = [f"{action}_{model}" for action in actions]
        wanted |= Q(content_type__app_label=app_label, codename__in=codenames)
    return list(Permission.objects.filter(wanted))


class IdempotencyStore:
    """The ``Store`` of ``apps.shared.api.idempotency`` in PostgreSQL."""

    @staticmethod
    def try_lock(user_id: UUID, key: str) -> bool:
        """Hold the key until the transaction ends; False when another transaction holds it."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"{user_id}:{key}"]
            )
            row = cursor.fetchone()
        return bool(row and row[0])

    @staticmethod
    def find(user_id: UUID, key: str) -> RememberedAnswer | None:
        since = timezone.now() - settings.IDEMPOTENCY_KEEP
        keys = IdempotencyKey.objects.filter(user_id=user_id, key=key, created_at__gt=since)
        row = keys.first()
        if row is None:
            return None
        return RememberedAnswer(
            bytes(row.request_hash),
            row.status,
            row.content_type,
            bytes(row.content),
            row.location,
        )

    @staticmethod
    def remember(user_id: UUID, key: str, answer: RememberedAnswer) -> None:
        IdempotencyKey.objects.update_or_create(
            user_id=user_id,
            key=key,
            defaults={
                "request_hash": answer.request_hash,
                "status": answer.status,
                "content_type": answer.content_type,
                "content": answer.content,
                "location": answer.location,
                "created_at": timezone.now(),
            },
        )


def forget_expired_idempotency_keys(*, at: datetime) -> int:
    """Delete answers older than ``IDEMPOTENCY_KEEP_HOURS``."""
    expired = IdempotencyKey.objects.filter(created_at__lt=at - settings.IDEMPOTENCY_KEEP)
    return sum(batch.delete()[0] for batch in in_batches(expired))


@transaction.atomic
def reserve_ai_usage(
    user_id: UUID, *, kind: str, job_id: UUID, attempt: int, most_usd: Decimal, at: datetime
) -> UUID:
    """Enter a call of an AI service before it is made, with the most it can cost.

    One call of a user at a time passes here, so that together they keep to the budget. Raises
    TooMany.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    selectors.require_ai_budget(user, at=at, cost_usd=most_usd)
    return AIUsage.objects.create(
        user=user,
        day=local_date(at, user.timezone, user.day_starts_at),
        kind=kind,
        job_id=job_id,
        attempt=attempt,
        cost_usd=most_usd,
    ).pk


def settle_ai_usage(
    usage_id: UUID,
    *,
    model: str,
    tokens_in: int,
    tokens_out: int,
    cost_usd: Decimal,
    at: datetime,
) -> None:
    """Correct the entry of a call to what it did cost."""
    AIUsage.objects.filter(pk=usage_id).update(
        model=model,
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        cost_usd=cost_usd,
        settled_at=at,
    )
