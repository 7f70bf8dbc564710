"""Stores mapped foods set by set: new foods, new versions of known ones, nothing for the rest.

Nothing is locked. What a chunk was decided on is checked again while it is written; another
writer in between makes ``MergeConflict``, and the chunk is tried again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from uuid_utils import uuid7

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
    last_hash: bytes | None


@dataclass
class Merged:
    """How many foods of a chunk were what."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass
class Plan:
    """Lines for the staging table, and the counts that writing them must give."""

    lines: list[str] = field(default_factory=list)
    created: int = 0
    versions: int = 0
    current: int = 0
    described: int = 0
    unchanged: int = 0
    extras: list[tuple[str, MappedFood]] = field(default_factory=list)


# Actions of a staged line: (c)reate; new (v)ersion that becomes current; (k)ept version beside a
# better source's; (d)escription only.
STAGING = """
CREATE TEMP TABLE IF NOT EXISTS import_staging (
  action "char", gtin text, food_id uuid, version_id uuid, number int, previous_id uuid,
  flagged boolean, source_id text, content_hash bytea,
  name text, name_en text, brand text, category text, other_names text,
  is_generic boolean, is_italian boolean,
  per text, energy_kcal numeric, protein_g numeric, carbohydrate_g numeric, sugars_g numeric,
  fat_g numeric, saturated_fat_g numeric, fiber_g numeric, salt_g numeric, sodium_mg numeric,
  alcohol_g numeric, micronutrients jsonb, traces varchar(40)[], completeness numeric,
  value_sources jsonb
)
"""

# A chunk that is lost with the server is imported again, so its commit need not wait for the disk.
# The GIN indexes of search sort their pending entries in work_mem; a longer pending list than the
# default 4 MB measured slower. A sequential scan is never what a chunk needs, but fresh tables
# have no statistics.
SETTINGS = """
SET LOCAL synchronous_commit = off;
SET LOCAL statement_timeout = 0;
SET LOCAL work_mem = '128MB';
SET LOCAL enable_hashjoin = off;
SET LOCAL enable_mergejoin = off;
SET LOCAL enable_seqscan = off
"""

LAST_OF_SOURCE = """
SELECT content_hash FROM meals_foodversion
WHERE food_id = food.id AND source = %(source)s ORDER BY number DESC LIMIT 1
"""

# For a caller whose transaction goes on.
SETTINGS_AS_BEFORE = """
SET LOCAL synchronous_commit TO DEFAULT;
SET LOCAL statement_timeout TO DEFAULT;
SET LOCAL work_mem TO DEFAULT;
SET LOCAL enable_hashjoin TO DEFAULT;
SET LOCAL enable_mergejoin TO DEFAULT;
SET LOCAL enable_seqscan TO DEFAULT
"""

# OFFSET 0 keeps the planner from turning the look-ups into one scan of the catalogue.
KNOWN_BY_GTIN = f"""
SELECT food.gtin, food.id::text, current.id::text, current.source, coalesce(newest.number, 0),
       coalesce(same.content_hash, last.content_hash)
FROM unnest(%(keys)s::text[]) AS key
CROSS JOIN LATERAL (
  SELECT id, gtin, current_version_id FROM meals_food WHERE gtin = key OFFSET 0
) food
LEFT JOIN LATERAL (
  SELECT id, source, number, content_hash FROM meals_foodversion
  WHERE id = food.current_version_id OFFSET 0
) current ON true
LEFT JOIN LATERAL (
  SELECT number, source, content_hash FROM meals_foodversion WHERE food_id = food.id
  ORDER BY number DESC LIMIT 1
) newest ON true
LEFT JOIN LATERAL (
  SELECT newest.content_hash WHERE newest.source = %(source)s
) same ON true
LEFT JOIN LATERAL (
  SELECT content_hash FROM ({LAST_OF_SOURCE}) version
  WHERE newest.source <> %(source)s
) last ON true
"""  # noqa: S608

# No index serves the id at the source; tables of this kind have some hundred rows.
KNOWN_BY_SOURCE_ID = f"""
SELECT mine.source_id, food.id::text, current.id::text, current.source, coalesce(newest.number, 0),
       last.content_hash
FROM (
  SELECT DISTINCT ON (source_id) source_id, food_id FROM meals_foodversion
  WHERE source = %(source)s AND source_id = ANY(%(keys)s) ORDER BY source_id, number DESC
) mine
JOIN meals_food food ON food.id = mine.food_id AND food.gtin IS NULL
LEFT JOIN meals_foodversion current ON current.id = food.current_version_id
CROSS JOIN LATERAL (
  SELECT number FROM meals_foodversion WHERE food_id = food.id ORDER BY number DESC LIMIT 1
) newest
CROSS JOIN LATERAL ({LAST_OF_SOURCE}) last
"""  # noqa: S608

NEW_FOODS = """
INSERT INTO meals_food (id, name, name_en, brand, category, gtin, is_generic, is_italian,
  is_artisanal, status, current_version_id, other_names, created_at, updated_at)
SELECT food_id, name, name_en, brand, category, gtin, is_generic, is_italian,
  false, CASE WHEN flagged THEN 'flagged' ELSE 'published' END, version_id, other_names,
  now(), now()
FROM import_staging WHERE action = 'c'
ON CONFLICT (gtin) DO NOTHING
"""

COMPOSITION = """per, energy_kcal, protein_g, carbohydrate_g, sugars_g, fat_g, saturated_fat_g,
  fiber_g, salt_g, sodium_mg, alcohol_g, micronutrients, traces, completeness, value_sources"""

NEW_VERSIONS = f"""
INSERT INTO meals_foodversion (id, food_id, number, source, source_id, licence, confidence,
  content_hash, fetched_at, created_at, {COMPOSITION})
SELECT version_id, food_id, number, %(source)s, source_id, %(licence)s, %(confidence)s,
  content_hash, %(fetched_at)s, now(), {COMPOSITION}
FROM import_staging WHERE action <> 'd'
"""  # noqa: S608

# What the source leaves out does not wipe what is known.
DESCRIBE = """
name = s.name,
name_en = coalesce(nullif(s.name_en, ''), f.name_en),
brand = coalesce(nullif(s.brand, ''), f.brand),
category = coalesce(nullif(s.category, ''), f.category),
is_italian = f.is_italian OR s.is_italian,
updated_at = now()
"""

MOVE_CURRENT = f"""
UPDATE meals_food f SET {DESCRIBE}, current_version_id = s.version_id,
  status = CASE WHEN s.flagged AND f.status = 'published' THEN 'flagged' ELSE f.status END
FROM import_staging s
WHERE s.action = 'v' AND f.id = s.food_id
  AND f.current_version_id IS NOT DISTINCT FROM s.previous_id
"""  # noqa: S608

DESCRIBE_ONLY = f"""
UPDATE meals_food f SET {DESCRIBE}
FROM import_staging s
WHERE s.action = 'd' AND f.id = s.food_id
  AND (f.name, f.name_en, f.brand, f.category, f.is_italian) IS DISTINCT FROM (
    s.name, coalesce(nullif(s.name_en, ''), f.name_en), coalesce(nullif(s.brand, ''), f.brand),
    coalesce(nullif(s.category, ''), f.category), f.is_italian OR s.is_italian)
"""  # noqa: S608


def merge(records: Sequence[Record], origin: Origin, fetched_at: datetime) -> Merged:
    """Store a chunk of foods of one source, each key once, in the caller's transaction or its own.

    1. Ask what is known of each food. 2. Decide per food. 3. COPY what is to be written.
    4. Insert foods, then versions, then move what is current; each count must be as decided.
    """
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(SETTINGS)
                merged = _merge_once(cursor, records, origin, fetched_at)
                cursor.execute(SETTINGS_AS_BEFORE)
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
    plan = _planned(records, _known(cursor, records, origin), origin)
    merged = Merged(plan.created, plan.versions, plan.unchanged)
    if not plan.lines:
        return merged
    _stage(cursor, plan.lines)
    said = {"fetched_at": fetched_at, **_origin_columns(origin)}
    _expect(cursor, NEW_FOODS, plan.created)
    _expect(cursor, NEW_VERSIONS, plan.created + plan.versions, said)
    _expect(cursor, MOVE_CURRENT, plan.current)
    described = _count(cursor, DESCRIBE_ONLY) if plan.described else 0
    merged.updated += described
    merged.unchanged += plan.described - described
    for food_id, food in plan.extras:
        _write_extras(cursor, food_id, food, origin)
    return merged


def _origin_columns(origin: Origin) -> dict[str, Any]:
    return {
        "source": origin.source.value,
        "licence": origin.licence.value,
        "confidence": origin.confidence,
    }


def _known(cursor: CursorWrapper, records: Sequence[Record], origin: Origin) -> dict[str, Known]:
    known: dict[str, Known] = {}
    with_gtin = [one.food.gtin for one in records if one.food.gtin]
    without = [one.food.source_id for one in records if not one.food.gtin]
    for sql, keys in ((KNOWN_BY_GTIN, with_gtin), (KNOWN_BY_SOURCE_ID, without)):
        if keys:
            cursor.execute(sql, {"keys": keys, "source": origin.source.value})
            known |= {row[0]: Known(*row[1:]) for row in cursor.fetchall()}
    return known


def _planned(records: Sequence[Record], known: dict[str, Known], origin: Origin) -> Plan:
    """In order of GTIN: look-ups and inserts stay in one part of the index, and two imports
    that meet wait for each other instead of deadlocking."""
    plan = Plan()
    priority = SOURCE_PRIORITY[origin.source]
    for one in sorted(records, key=lambda one: one.food.key):
        found = known.get(one.food.key)
        if found is None:
            food_id = str(uuid7())
            _add(plan, one, "c", food_id, 1, None)
            plan.created += 1
        elif found.last_hash == one.content_hash:
            plan.unchanged += 1
        else:
            outranked = _outranks(found, priority)
            _plan_known(plan, one, found, outranked)
    return plan


def _outranks(found: Known, priority: Any) -> bool:
    source = found.current_source
    return source is not None and SOURCE_PRIORITY[Source(source)] > priority


def _plan_known(plan: Plan, one: Record, found: Known, outranked: bool) -> None:
    same_composition = found.last_hash is not None and (
        found.last_hash[:HALF] == one.content_hash[:HALF]
    )
    if same_composition and outranked:
        plan.unchanged += 1
    elif same_composition:
        _add(plan, one, "d", found.food_id, 0, None)
        plan.described += 1
    else:
        action = "k" if outranked else "v"
        _add(plan, one, action, found.food_id, found.last_number + 1, found.current_id)
        plan.versions += 1
        plan.current += not outranked


def _add(
    plan: Plan, one: Record, action: str, food_id: str, number: int, previous_id: str | None
) -> None:
    food = one.food
    source_id = food.source_id.replace("\\", "\\\\")
    plan.lines.append(
        f"{action}\t{food.gtin or NULL}\t{food_id}\t{uuid7()}\t{number}\t{previous_id or NULL}"
        f"\t{food.flagged}\t{source_id}\t\\\\x{one.content_hash.hex()}"
        f"\t{one.description}\t{one.composition}\n"
    )
    if action != "k" and (food.portions or food.aliases):
        plan.extras.append((food_id, food))


def _stage(cursor: CursorWrapper, lines: list[str]) -> None:
    cursor.execute(STAGING)
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


PORTION = """
INSERT INTO meals_portion (id, food_id, name, name_en, mass_g, source)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (food_id, name) DO UPDATE SET name_en = excluded.name_en, mass_g = excluded.mass_g
WHERE meals_portion.source = excluded.source
  AND (meals_portion.name_en, meals_portion.mass_g)
    IS DISTINCT FROM (excluded.name_en, excluded.mass_g)
"""
ALIAS = """
INSERT INTO meals_foodalias (id, food_id, name, locale) VALUES (%s, %s, %s, %s)
ON CONFLICT (food_id, name, locale) DO NOTHING
"""
OTHER_NAMES = """
UPDATE meals_food f SET other_names = a.names, updated_at = now()
FROM (SELECT string_agg(name, E'\\n' ORDER BY id) AS names FROM meals_foodalias
      WHERE food_id = %(id)s) a
WHERE f.id = %(id)s AND f.other_names IS DISTINCT FROM a.names
"""


def _write_extras(cursor: CursorWrapper, food_id: str, food: MappedFood, origin: Origin) -> None:
    source = origin.source.value
    portions = [
        (str(uuid7()), food_id, portion.name, portion.name_en, portion.mass_g, source)
        for portion in food.portions
    ]
    aliases = [(str(uuid7()), food_id, name, locale) for name, locale in food.aliases]
    if portions:
        cursor.executemany(PORTION, portions)
    if aliases:
        cursor.executemany(ALIAS, aliases)
        cursor.execute(OTHER_NAMES, {"id": food_id})
