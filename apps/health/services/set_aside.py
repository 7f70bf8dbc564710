"""Records of types the server has come to know since they were set aside."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction

from apps.health.domain.readings import read_records
from apps.health.domain.touched import microseconds
from apps.health.domain.types import TYPE_OF
from apps.health.models import SetAside
from apps.health.services.locks import lock_health
from apps.health.services.samples import prepare_months, store_readings
from apps.outbox import services as outbox

AT_ONCE = 5_000


def take_up_set_aside(*, at: datetime) -> int:
    """Store what is known by now as samples; returns how many records there were.

    What turns out to be no good stays aside, with the reason in its record.
    """
    taken = 0
    while records := _next():
        for _, of_user in groupby(records, key=lambda one: one.user_id):
            _take_up(list(of_user), at=at)
        taken += len(records)
    return taken


def _next() -> list[SetAside]:
    waiting = SetAside.objects.filter(identifier__in=TYPE_OF).exclude(record__has_key="refused")
    return list(waiting.select_related("user").order_by("user_id", "uuid")[:AT_ONCE])


def _take_up(records: Sequence[SetAside], *, at: datetime) -> None:
    user = records[0].user
    sent = [one.record for one in records]
    batch = read_records(sent, now_us=microseconds(at), zone=user.timezone)
    prepare_months(batch)
    refused = {one.index: one.code for one in batch.refusals}
    with transaction.atomic():
        lock_health(user.pk)
        for index, code in refused.items():
            one = records[index]
            mine = SetAside.objects.filter(user=user, uuid=one.uuid)
            mine.update(record=one.record | {"refused": code})
        stored = store_readings(user.pk, batch, received_at=at)
        good = [one.uuid for index, one in enumerate(records) if index not in refused]
        SetAside.objects.filter(user=user, uuid__in=good).delete()
        if stored.accepted:
            types = sorted({TYPE_OF[one.identifier].code for one in records})
            payload = {"accepted": stored.accepted, "types": types}
            outbox.record("health.samples_stored.v1", user_id=user.pk, payload=payload)
