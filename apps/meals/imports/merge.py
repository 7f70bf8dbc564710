"""Stores mapped foods set by set: new foods, new versions of known ones, nothing for the rest.

Nothing is locked. What a chunk was decided on is checked again while it is written; another
writer in between makes ``MergeConflict``, and the chunk is tried again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from uuid_utils import uuid7

from apps.meals.imports import statements
from apps.meals.imports.food_record import HALF, NULL, MappedFood, Origin, Record, record
from apps.shared.provenance import SOURCE_PRIORITY, Source

ATTEMPTS = 5


class MergeConflict(Exception):
    """Someone else wrote one of these foods meanwhile."""


class Known(NamedTuple):
    """What the catalogue has of a food: its current version, and the last one of this source."""

    food_id: str
    current_id: str | None
    current_source: str | None
    last_number: int
    last_id: str | None
    last_hash: bytes | None
    last_modified: int | None


@dataclass
class Merged:
    """How many foods of a chunk were what, and the keys of those that came too late."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    older: frozenset[str] = frozenset()


@dataclass
class Plan:
    """Lines for the staging table, and the counts that writing them must give."""

    lines: list[str] = field(default_factory=list)
    created: int = 0
    versions: int = 0
    current: int = 0
    described: int = 0
    told_again: int = 0
    unchanged: int = 0
    older: set[str] = field(default_factory=set)
    extras: list[tuple[str, Record]] = field(default_factory=list)


def merge(records: Sequence[Record], origin: Origin, fetched_at: datetime) -> Merged:
    """Store a chunk of foods of one source, each key once, in the caller's transaction or its own.

    1. Ask what is known of each food. 2. Decide per food. 3. COPY what is to be written.
    4. Insert foods, then versions, then move what is current; each count must be as decided.
    """
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statements.SETTINGS)
                merged = _merge_once(cursor, records, origin, fetched_at)
                cursor.execute(statements.SETTINGS_AS_BEFORE)
                return merged
        except (MergeConflict, IntegrityError, OperationalError) as error:
            if attempt == ATTEMPTS - 1 or not _is_race(error):
                raise
    raise AssertionError("unreachable")


def merge_foods(foods: Iterable[MappedFood], origin: Origin, fetched_at: datetime) -> Merged:
    """The same for foods that come one by one, as from a live answer."""
    return merge([record(food, origin) for food in foods], origin, fetched_at)


def _is_race(error: Exception) -> bool:
    """A food or version that was not there when we looked, or a deadlock with another writer."""
    sqlstate = getattr(error.__cause__, "sqlstate", None)
    return isinstance(error, MergeConflict) or sqlstate in {"23505", "40P01", "40001"}


def _merge_once(
    cursor: CursorWrapper, records: Sequence[Record], origin: Origin, fetched_at: datetime
) -> Merged:
    different = _different(cursor, records, origin)
    plan = _planned(records, different, SOURCE_PRIORITY[origin.source])
    merged = Merged(plan.created, plan.versions, plan.unchanged, frozenset(plan.older))
    if not plan.lines:
        return merged
    _stage(cursor, plan.lines)
    said = {"fetched_at": fetched_at, **_origin_columns(origin)}
    _expect(cursor, statements.NEW_FOODS, plan.created)
    _expect(cursor, statements.NEW_VERSIONS, plan.created + plan.versions, said)
    _expect(cursor, statements.MOVE_CURRENT, plan.current)
    _expect(cursor, statements.TOLD_AGAIN, plan.described + plan.told_again)
    described = _count(cursor, statements.DESCRIBE_ONLY) if plan.described else 0
    merged.updated += described
    merged.unchanged += plan.described - described
    _write_extras(cursor, plan.extras, origin)
    return merged


def _origin_columns(origin: Origin) -> dict[str, Any]:
    return {
        "source": origin.source.value,
        "licence": origin.licence.value,
        "confidence": origin.confidence,
    }


def _different(
    cursor: CursorWrapper, records: Sequence[Record], origin: Origin
) -> dict[str, Known | None]:
    """What is known of the foods that are not told as they are known, None for new ones."""
    found: dict[str, Known | None] = {}
    with_gtin = [one for one in records if one.gtin]
    without = [one for one in records if not one.gtin]
    for sql, told in (
        (statements.KNOWN_BY_GTIN, with_gtin),
        (statements.KNOWN_BY_SOURCE_ID, without),
    ):
        if told:
            cursor.execute(sql, {"source": origin.source.value, **_told(told)})
            for key, food_id, *rest in cursor.fetchall():
                found[key] = Known(food_id, *rest) if food_id else None
    return found


def _told(records: Sequence[Record]) -> dict[str, str]:
    return {
        "keys": "\n".join([one.key for one in records]),
        "hashes": "\n".join([one.content_hash.hex() for one in records]),
        "modified": "\n".join(
            ["" if one.modified is None else str(one.modified) for one in records]
        ),
    }


def _planned(
    records: Sequence[Record], different: dict[str, Known | None], priority: Decimal
) -> Plan:
    """In order of GTIN: look-ups and inserts stay in one part of the index, and two imports
    that meet wait for each other instead of deadlocking."""
    plan = Plan(unchanged=len(records) - len(different))
    for one in sorted([one for one in records if one.key in different], key=attrgetter("key")):
        found = different[one.key]
        if found is None:
            _add(plan, one, "c", str(uuid7()), 1, None)
            plan.created += 1
        elif _is_older(one, found):
            plan.older.add(one.key)
        else:
            _plan_known(plan, one, found, outranked=_outranks(found, priority))
    return plan


def _is_older(one: Record, found: Known) -> bool:
    """A row without a date is older than any that has one."""
    return found.last_modified is not None and (
        one.modified is None or one.modified < found.last_modified
    )


def _outranks(found: Known, priority: Decimal) -> bool:
    source = found.current_source
    return source is not None and SOURCE_PRIORITY[Source(source)] > priority


def _plan_known(plan: Plan, one: Record, found: Known, *, outranked: bool) -> None:
    if found.last_hash is None or found.last_hash[:HALF] != one.content_hash[:HALF]:
        action = "k" if outranked else "v"
        _add(plan, one, action, found.food_id, found.last_number + 1, found.current_id)
        plan.versions += 1
        plan.current += not outranked
    elif outranked or found.last_hash == one.content_hash:
        _add(plan, one, "t", found.food_id, 0, found.last_id)
        plan.told_again += 1
        plan.unchanged += 1
    else:
        _add(plan, one, "d", found.food_id, 0, found.last_id)
        plan.described += 1


def _add(
    plan: Plan, one: Record, action: str, food_id: str, number: int, previous_id: str | None
) -> None:
    plan.lines.append(
        f"{action}\t{food_id}\t{uuid7()}\t{number}\t{previous_id or NULL}\t{one.columns}\n"
    )
    if action in "cvd" and (one.portions or one.aliases):
        plan.extras.append((food_id, one))


def _stage(cursor: CursorWrapper, lines: list[str]) -> None:
    cursor.execute(statements.STAGING)
    cursor.execute("TRUNCATE import_staging")
    copy_in(cursor, "import_staging", lines)


def copy_in(cursor: CursorWrapper, table: str, lines: Sequence[str]) -> None:
    """Lines of COPY's text format into a table of ours; psycopg's errors as Django's."""
    with connection.wrap_database_errors, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        copy.write("".join(lines))


def _count(cursor: CursorWrapper, sql: str, params: dict[str, Any] | None = None) -> int:
    cursor.execute(sql, params)
    return int(cursor.rowcount)


def _expect(
    cursor: CursorWrapper, sql: str, rows: int, params: dict[str, Any] | None = None
) -> None:
    if rows and _count(cursor, sql, params) != rows:
        raise MergeConflict


def _write_extras(
    cursor: CursorWrapper, extras: Sequence[tuple[str, Record]], origin: Origin
) -> None:
    portions = [
        (str(uuid7()), food_id, portion.name, portion.name_en, portion.mass_g, origin.source.value)
        for food_id, one in extras
        for portion in one.portions
    ]
    aliases = [
        (str(uuid7()), food_id, name, locale)
        for food_id, one in extras
        for name, locale in one.aliases
    ]
    if portions:
        cursor.executemany(statements.PORTION, portions)
    if aliases:
        cursor.executemany(statements.ALIAS, aliases)
        ids = sorted({food_id for food_id, one in extras if one.aliases})
        cursor.execute(statements.OTHER_NAMES, {"ids": ids})
