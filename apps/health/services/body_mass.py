"""Weigh-ins the user types in, or brings from another app's file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from apps.health.domain.readings import Batch, read_records
from apps.health.domain.touched import microseconds
from apps.health.domain.types import TYPES
from apps.health.domain.weigh_in_files import Layout, RefusedRow, WeighInFile
from apps.health.models import Identity, Sample
from apps.health.services.locks import lock_health
from apps.health.services.samples import Outcome, Stored, prepare_months, store_readings
from apps.outbox import services as outbox
from apps.shared.refusals import Conflict, Gone, Invalid, NotFound

if TYPE_CHECKING:
    from apps.accounts.models import User

BODY_MASS = TYPES["body_mass_kg"]
# Who wrote a weigh-in, as HealthKit would name it: this app, or the app a file is from.
OURS = {"bundle_id": "it.nutrifit", "product_type": "", "name": "NutriFit", "version": ""}
SOURCES = {
    "plain": OURS,
    "libra": {**OURS, "bundle_id": "net.cachapa.libra", "name": "Libra"},
    "happy_scale": {
        **OURS,
        "bundle_id": "com.frontpocketsoftware.happyscale",
        "name": "Happy Scale",
    },
}
# Ids of weigh-ins that come from a file: the same line gives the same id, whatever file it is in.
FROM_FILES = UUID("3b1c6a0e-52d4-5f0b-9a53-6c1d2f7e8a94")


@dataclass(frozen=True)
class Entry:
    """A weigh-in; ``unit`` is the one it was read in."""

    id: UUID
    mass: float
    unit: str
    taken_at: datetime
    zone: str


@dataclass(frozen=True)
class FileOutcome:
    """What came of a file. ``read`` = accepted + duplicate + refused; duplicates are also those
    the user deleted, which stay so."""

    layout: Layout
    read: int
    accepted: int
    duplicate: int
    refused: Sequence[RefusedRow]


def record_weigh_in(user: "User", entry: Entry, *, at: datetime) -> bool:
    """Store a weigh-in typed in by the user; returns whether it is new.

    The id is the phone's: sending the same again changes nothing. Raises Invalid for a value or
    time that cannot be, Conflict when the id is used for something else, Gone when it was deleted.
    """
    batch = read_records([_record(entry, OURS)], now_us=microseconds(at), zone=entry.zone)
    if batch.refusals:
        raise _invalid(batch.refusals[0].code)
    prepare_months(batch)
    with transaction.atomic():
        lock_health(user.pk)
        if _is_stored(user, entry, batch.readings[0]):
            return False
        _tell(user, store_readings(user.pk, batch, received_at=at))
    return True


def _is_stored(user: "User", entry: Entry, reading: Sequence[Any]) -> bool:
    known = Identity.objects.filter(user=user, uuid=entry.id).first()
    if known is None:
        return False
    if known.deleted_at is not None or known.start_at is None:
        raise Gone("WEIGH_IN_DELETED", _("This weigh-in was deleted."))
    stored = Sample.objects.filter(user=user, uuid=entry.id, start_at=known.start_at).first()
    sent = (reading[1], reading[2], reading[4])
    if stored is None or (stored.type, microseconds(stored.start_at), stored.value) != sent:
        raise Conflict("ID_ALREADY_USED", _("This id was used for something else."), param="id")
    return True


@transaction.atomic
def delete_weigh_in(user: "User", weigh_in_id: UUID, *, at: datetime) -> None:
    """Delete a weigh-in, whoever wrote it; a phone that sends it again does not bring it back.
    Raises NotFound."""
    lock_health(user.pk)
    known = Identity.objects.filter(user=user, uuid=weigh_in_id).first()
    if known is None:
        raise NotFound("WEIGH_IN_NOT_FOUND", _("There is no such weigh-in."))
    if known.deleted_at is not None or known.start_at is None:
        return
    found = Sample.objects.filter(
        user=user, uuid=weigh_in_id, start_at=known.start_at, type=BODY_MASS.number
    )
    if not found.exists():
        raise NotFound("WEIGH_IN_NOT_FOUND", _("There is no such weigh-in."))
    store_readings(user.pk, Batch(), deletions=[str(weigh_in_id)], received_at=at)
    payload = {"samples": 1, "types": [BODY_MASS.code]}
    outbox.record("health.samples_deleted.v1", user_id=user.pk, payload=payload)


def import_weigh_ins(user: "User", file: WeighInFile, *, at: datetime) -> FileOutcome:
    """Store the weigh-ins of a file; those that are there already are left alone."""
    source = SOURCES[file.layout.app]
    entries = [
        Entry(_id_of(user, one.taken_at, one.mass_kg), one.mass_kg, "kg", one.taken_at, zone)
        for one in file.weigh_ins
        for zone in [user.timezone]
    ]
    records = [_record(entry, source) for entry in entries]
    batch = read_records(records, now_us=microseconds(at), zone=user.timezone)
    refused = [
        RefusedRow(file.weigh_ins[refusal.index].line, refusal.code) for refusal in batch.refusals
    ]
    prepare_months(batch)
    with transaction.atomic():
        stored = store_readings(user.pk, batch, received_at=at)
        _tell(user, stored)
    refused = sorted([*file.refused, *refused])
    read = len(file.weigh_ins) + len(file.refused)
    return FileOutcome(
        file.layout,
        read,
        stored.count(Outcome.ACCEPTED),
        stored.count(Outcome.DUPLICATE, Outcome.DELETED),
        refused,
    )


def _tell(user: "User", stored: Stored) -> None:
    if accepted := stored.count(Outcome.ACCEPTED):
        payload = {"accepted": accepted, "types": [BODY_MASS.code]}
        outbox.record("health.samples_stored.v1", user_id=user.pk, payload=payload)


def _id_of(user: "User", taken_at: datetime, mass_kg: float) -> UUID:
    return uuid5(FROM_FILES, f"{user.pk} {taken_at.isoformat()} {mass_kg:.3f}")


def _record(entry: Entry, source: dict[str, str]) -> dict[str, Any]:
    moment = entry.taken_at.isoformat()
    return {
        "uuid": str(entry.id),
        "type": BODY_MASS.identifiers[0],
        "start": moment,
        "end": moment,
        "value": entry.mass,
        "unit": entry.unit,
        "source": source,
        "zone": entry.zone,
        "user_entered": True,
    }


def _invalid(code: str) -> Invalid:
    param = "taken_at" if code.startswith("TIME") else "mass"
    sentences = {
        "VALUE_IMPLAUSIBLE": _("Nobody weighs that much or that little."),
        "TIME_IN_FUTURE": _("The weigh-in lies in the future."),
        "TIME_TOO_OLD": _("The weigh-in is too long ago."),
    }
    return Invalid(code, sentences.get(code, _("The weigh-in is not valid.")), param=param)
