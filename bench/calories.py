"""Energy balance: what a meal's write pays for its balance, a year derived anew, weeks closed for
100,000 users, a night of learning, a look two years ahead, and how well expenditure is learnt.

Everything is the product's own code on the measured database, in this process. Whoever is not in
the loaded dataset is a copy of one of its people, made inside PostgreSQL.
"""

import json
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

import psutil

from bench.dataset import LAST_DAY
from bench.driver import Failed
from bench.workplace import PROJECT_DIR

BENCHMARK = PROJECT_DIR.parent / "shared" / "reference" / "adaptive_tdee_benchmark.json"

WRITES = 400
# A connection prepares a statement at its sixth use and PostgreSQL may keep its plan from the
# eleventh on; workers keep connections for minutes.
WARM_UP = 12
NEW_CONNECTIONS = 20
REBUILT_USERS = 10
FEW_USERS, MANY_USERS = 25_000, 100_000
CLOSINGS = 3
NIGHT_USERS, NIGHT_DAYS = 1_000, 180
PROJECTED_DAYS = 730
PROJECTIONS = 50
# Days of the reference's people that count (its own "metric").
SCORED = slice(28, 126)

MOST_STATEMENTS = 3
MOST_WRITE_MS = 3.0
MOST_CLOSING_SECONDS = 10.0
MOST_GROWTH = 1.25
MOST_YEAR_MS = 300.0
LEAST_USERS_PER_SECOND = 300
MOST_PROJECTION_MS = 20.0
MOST_MEAN_RMSE_KCAL = 65.0
MOST_WORST_RMSE_KCAL = 120.0
MOST_KEEPING_RMSE_KCAL = 30.0
COVERAGE = (0.85, 0.97)


@dataclass(frozen=True)
class Spent:
    """What some work took: time, CPU of this process and of its PostgreSQL backend, and the share
    of the machine that everything else took, PostgreSQL's background included."""

    seconds: float
    python_s: float
    database_s: float
    others: float

    @property
    def cpu_s(self) -> float:
        return self.python_s + self.database_s


@dataclass(frozen=True)
class Write:
    """One balance brought up to date: its statements, each with PostgreSQL's time for parsing,
    planning, triggers and execution; and the foreign keys that are only checked at COMMIT."""

    statements_ms: tuple[float, ...]
    checks_ms: float
    wall_ms: float
    changed: int

    @property
    def database_ms(self) -> float:
        return sum(self.statements_ms) + self.checks_ms


@dataclass(frozen=True)
class Writes:
    """``cold`` are the first ones of new connections; ``late`` those of days whose week is closed,
    which is rolled up again by one statement more."""

    warm: list[Write]
    cold: list[Write]
    late: list[Write]


@dataclass(frozen=True)
class Closing:
    """Weeks closed for so many users; then again, when none is due."""

    users: int
    runs: list[Spent]
    weeks: int
    events: int
    again: Spent
    again_changed: int

    @property
    def seconds(self) -> float:
        """Of the best run: others' work only ever adds."""
        return min(run.seconds for run in self.runs)

    @property
    def cpu_s(self) -> float:
        return min(run.cpu_s for run in self.runs)


@dataclass(frozen=True)
class Year:
    """Milliseconds for a year of each user: as it is, and with all its balances gone."""

    days: int
    unchanged_ms: list[float]
    unchanged_rows: int
    anew_ms: list[float]
    anew_rows: int


@dataclass(frozen=True)
class Night:
    """The estimator over all its users, once."""

    title: str
    users: int
    spent: Spent
    days_changed: int
    balances_changed: int

    @property
    def per_second(self) -> float:
        return self.users / self.spent.seconds


@dataclass(frozen=True)
class Looks:
    """Medians and slowest, ms. A plan is a search of some ten projections: told, not promised."""

    projection: tuple[float, float]
    outlook: tuple[float, float]
    plan: tuple[float, float]


@dataclass(frozen=True)
class Learner:
    """Somebody of the reference: error (RMSE, kcal) of ours and of the others' code."""

    user: str
    ours: float
    others: dict[str, float]
    coverage: float


@dataclass(frozen=True)
class Calories:
    writes: Writes
    year: Year
    closings: list[Closing]
    nights: list[Night]
    looks: Looks
    learners: list[Learner] = field(default_factory=list)


def calories() -> Calories:
    """Needs Django on the measured database; leaves a hundred thousand users in it."""
    looks, learners = _looks(), _learners()
    # Late writes close weeks, with which more is written for a day: after what is without them.
    warm, cold, year, late = _writes(), _cold_writes(), _year(), _late_writes()
    nights = _nights()
    closings = [_closing(users) for users in (FEW_USERS, MANY_USERS)]
    return Calories(Writes(warm, cold, late), year, closings, nights, looks, learners)


def _scalar(statement: str, parameters: Any = None) -> Any:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()[0]


def _run(*statements: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _spent(work: Callable[[], Any]) -> tuple[Spent, Any]:
    """The work's outcome, and what it took."""
    from django.db import connection

    connection.ensure_connection()
    backend = psutil.Process(connection.connection.info.backend_pid)
    before, python, began = _machine_s(), time.process_time(), time.perf_counter()
    database = _cpu_s(backend)
    outcome = work()
    seconds = time.perf_counter() - began
    python_s, database_s = time.process_time() - python, _cpu_s(backend) - database
    others_s = max(0.0, _machine_s() - before - python_s - database_s)
    return Spent(
        seconds, python_s, database_s, others_s / seconds / (psutil.cpu_count() or 1)
    ), outcome


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _machine_s() -> float:
    busy = psutil.cpu_times()
    return float(sum(busy) - busy.idle - busy.iowait)


class _ServerTimes:
    """PostgreSQL's own account of each statement: with ``log_duration`` it tells the client how
    long parsing, binding (which plans) and executing took, sending the rows included."""

    def __init__(self) -> None:
        self.told_ms = 0.0
        self.statements_ms: list[float] = []

    def hear(self, notice: Any) -> None:
        message = notice.message_primary or ""
        if message.startswith("duration: "):
            self.told_ms += float(message.split()[1])

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        before = self.told_ms
        result = execute(*arguments)
        self.statements_ms.append(self.told_ms - before)
        return result


@contextmanager
def _server_times() -> Iterator[_ServerTimes]:
    """Of the statements of the block."""
    from django.db import connection

    times = _ServerTimes()
    connection.connection.add_notice_handler(times.hear)
    try:
        with connection.execute_wrapper(times):
            yield times
    finally:
        connection.connection.remove_notice_handler(times.hear)


TELL_TIMES = (
    "SET client_min_messages = log",
    "SET log_min_messages = panic",  # the server's own log would take its time too
    "SET log_duration = on",
)
TELL_NO_TIMES = ("RESET log_duration", "RESET log_min_messages", "RESET client_min_messages")
# Some item of a day grows by 40 kcal, or, to stay plausible, shrinks.
EAT = """
UPDATE meals_mealitem
SET energy_kcal = energy_kcal + CASE WHEN energy_kcal < 400 THEN 40 ELSE -40 END
WHERE id = (SELECT id FROM meals_mealitem WHERE user_id = %s AND local_date = %s
            AND energy_kcal IS NOT NULL ORDER BY id LIMIT 1)
"""


def _chosen_days(count: int, *, skip: int = 0) -> list[tuple[UUID, date]]:
    """Days with food of known energy, spread evenly over users and dates."""
    from apps.calories.models import DailyBalance

    days = DailyBalance.objects.filter(energy_reported_count__gt=0).order_by("date", "user_id")
    known = list(days.values_list("user_id", "date"))
    step = max(1, len(known) // (count + 1))
    return known[skip % step :: step][:count]


def _writes() -> list[Write]:
    chosen = _chosen_days(WRITES + WARM_UP)
    return [_write(user_id, day) for user_id, day in chosen][WARM_UP:]


def _cold_writes() -> list[Write]:
    from django.db import connection

    found = []
    for user_id, day in _chosen_days(NEW_CONNECTIONS, skip=7):
        connection.close()
        found.append(_write(user_id, day))
    return found


def _late_writes() -> list[Write]:
    """Of days in weeks that have been closed."""
    from apps.calories.models import DailyBalance
    from apps.calories.services import close_weeks

    close_weeks(at=datetime.combine(LAST_DAY, datetime.min.time(), UTC), weeks=8)
    late = LAST_DAY - timedelta(weeks=5)
    days = DailyBalance.objects.filter(
        energy_reported_count__gt=0, date__range=(late, late + timedelta(days=13))
    )
    known = list(days.order_by("date", "user_id").values_list("user_id", "date"))
    return [_write(user_id, day) for user_id, day in known[: 100 + WARM_UP]][WARM_UP:]


def _write(user_id: UUID, day: date) -> Write:
    """As the write of a meal does it: under the user's lock, after an item has changed."""
    from django.db import connection, transaction

    from apps.accounts.models import User
    from apps.calories.services import rebuild

    _run(*TELL_TIMES)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).only("pk").get(pk=user_id)
        with connection.cursor() as cursor:
            cursor.execute(EAT, [user_id, day])
        began = time.perf_counter()
        with _server_times() as times:
            changed = rebuild(user_id, [day])
        wall_ms = (time.perf_counter() - began) * 1000
        with _server_times() as checks:
            _run("SET CONSTRAINTS ALL IMMEDIATE")
    _run(*TELL_NO_TIMES)
    if changed != 1 or not all(times.statements_ms):
        raise Failed("a balance did not change, or PostgreSQL told no times")
    return Write(tuple(times.statements_ms), checks.told_ms, wall_ms, changed)


def _dataset_users() -> list[UUID]:
    """In the order of their making, which is before everybody this module makes."""
    from apps.accounts.models import User

    known = User.objects.filter(email__startswith="user", email__endswith="@bench.nutrifit.example")
    return list(known.order_by("id").values_list("id", flat=True))


def _year() -> Year:
    from apps.calories.models import DailyBalance, GoalReached

    users = _dataset_users()[:REBUILT_USERS]
    unchanged = [_rebuilt(user_id) for user_id in users]
    anew = []
    for user_id in users:
        DailyBalance.objects.filter(user_id=user_id).delete()
        GoalReached.objects.filter(user_id=user_id).delete()
        anew.append(_rebuilt(user_id))
    return Year(
        365,
        [ms for ms, _ in unchanged],
        sum(rows for _, rows in unchanged),
        [ms for ms, _ in anew],
        sum(rows for _, rows in anew),
    )


def _rebuilt(user_id: UUID) -> tuple[float, int]:
    from apps.calories.services import rebuild_days

    began = time.perf_counter()
    rows = rebuild_days(user_id, LAST_DAY - timedelta(days=364), LAST_DAY)
    return (time.perf_counter() - began) * 1000, rows


# A UUIDv7 by number, in the order of the numbers and after those of the dataset.
IDENTIFIER = (
    "(lpad(to_hex((extract(epoch FROM timestamptz '2025-01-01') * 1000)::bigint + {number}), 12,"
    " '0') || '7{kind:03x}8' || lpad(to_hex({number}), 15, '0'))::uuid"
)
CLOSED, LEARNT, MEAL = 4, 5, 6
EMAIL = "@others.bench.nutrifit.example"


def _copies(model: Any, source: str, **columns: str) -> str:
    """The INSERT, for each row of ``source``, of a copy of some row of the dataset, but for
    ``columns``."""
    table = model._meta.db_table
    kinds = {
        each.column: each.get_internal_type()
        for each in model._meta.concrete_fields
        if not each.generated and each.column != "change"
    }
    names = [name for name, kind in kinds.items() if kind not in ("AutoField", "BigAutoField")]
    given = {"id": "uuidv7()"} | columns
    values = ", ".join(given.get(name, f"template.{name}") for name in names)
    return f"""
        INSERT INTO {table} ({", ".join(names)}) SELECT {values}
        FROM ({source}) AS source CROSS JOIN (SELECT * FROM {table} LIMIT 1) AS template
    """


def _fill(*statements: str) -> None:
    """Without triggers and checks of foreign keys, whose cost is not what is measured here."""
    from django.db import transaction

    with transaction.atomic():
        _run("SET LOCAL statement_timeout = 0", "SET LOCAL session_replication_role = replica")
        _run(*statements)


def _settle() -> None:
    """As autovacuum would; the connection goes with its settings."""
    from django.db import connection

    _run("SET statement_timeout = 0", "VACUUM (ANALYZE)", "CHECKPOINT")
    connection.close()


def _people(kind: int, first: int, last: int) -> list[str]:
    """Statements that make the users of these numbers: accounts, bodies and goals."""
    from apps.accounts.models import Profile, User
    from apps.calories.models import EnergyProfile, Goal

    numbers = f"SELECT n FROM generate_series({first}, {last}) AS n"
    person = IDENTIFIER.format(kind=kind, number="n")
    body = {
        "user_id": person,
        "birth_date": "date '1962-03-01' + (n * 37 % 14000)::int",
        "sex": "(ARRAY['female', 'male'])[1 + n % 2]",
        "height_cm": "160 + n % 2 * 13 + n % 11",
        "activity_level": "'light'",
    }
    since = f"date '{LAST_DAY - timedelta(days=NIGHT_DAYS)}'"
    return [
        _copies(User, numbers, id=person, email=f"'{kind}-' || n || '{EMAIL}'"),
        _copies(Profile, numbers, **body),
        _copies(EnergyProfile, numbers, valid_from=since, body_mass_kg=START_KG, **body),
        _copies(Goal, numbers, valid_from=since, user_id=person),
    ]


START_KG = "60 + n % 40"
# What is eaten and weighed by people who keep, lose or gain weight: intake varies by 220 kcal a
# day, the scale by half a kilogram.
LIVES = f"""
CREATE TABLE lives AS
SELECT n, day::date AS day, kcal,
       round(({START_KG} + sum(kcal - spent) OVER days / 7700 + random_normal(0, 0.5))::numeric, 2)
         AS kg
FROM (
  SELECT n, day, 31 * ({START_KG}) AS spent,
         3 * round(((31 * ({START_KG}) - 300 + n * 13 % 500 + random_normal(0, 220)) / 3)::numeric,
                   2) AS kcal
  FROM generate_series(1, {NIGHT_USERS}) AS n
  CROSS JOIN generate_series(date '{LAST_DAY}' - {NIGHT_DAYS - 1}, date '{LAST_DAY}' + 1,
                             interval '1 day') AS day
) AS eaten
WINDOW days AS (PARTITION BY n ORDER BY day)
"""
WEIGH_INS = f"""
INSERT INTO health_dailymetric
  (user_id, local_date, type, value, samples_count, confidence, provenance)
SELECT {IDENTIFIER.format(kind=LEARNT, number="n")}, day, 50, kg, 1, 1, jsonb_build_object()
FROM lives WHERE day BETWEEN {{days}} ORDER BY day, n
"""


def _lives(first: date, last: date) -> list[str]:
    """Statements that make what is eaten, three meals of one item a day, and weighed."""
    from apps.meals.models import Meal, MealItem

    days = f"'{first}' AND '{last}'"
    meals = f"""
        SELECT n, day, kcal, kind, (day + hour) AT TIME ZONE 'Europe/Rome' AS eaten,
               ((day - date '2025-01-01') * {NIGHT_USERS} + n)::bigint * 3 + position AS number
        FROM lives CROSS JOIN (VALUES (0, 'breakfast', time '07:30'), (1, 'lunch', '12:45'),
                                      (2, 'dinner', '20:00')) AS served(position, kind, hour)
        WHERE day BETWEEN {days} ORDER BY day, n
    """
    person = IDENTIFIER.format(kind=LEARNT, number="n")
    of_day = {"user_id": person, "local_date": "day"}
    meal = IDENTIFIER.format(kind=MEAL, number="number")
    return [
        _copies(Meal, meals, id=meal, type="kind", eaten_at="eaten", **of_day),
        _copies(MealItem, meals, meal_id=meal, energy_kcal="kcal / 3", **of_day),
        WEIGH_INS.format(days=days),
    ]


def _balances(kind: int, source: str) -> str:
    """The statement that makes balances of three items from rows of number, day, kilocalories and
    whether everything is logged; in the order of days, as life writes them."""
    from apps.calories.models import DailyBalance

    return _copies(
        DailyBalance,
        f"{source} ORDER BY day, n",
        user_id=IDENTIFIER.format(kind=kind, number="n"),
        date="day",
        consumed_kcal="kcal",
        day_complete="is_complete",
        items_count="3",
        energy_reported_count="3",
    )


def _nights() -> list[Night]:
    """The first, when everything is learnt and written; the next, with a day more; once more."""
    first, last = LAST_DAY - timedelta(days=NIGHT_DAYS - 1), LAST_DAY
    _fill("SELECT setseed(0.4)", LIVES, *_people(LEARNT, 1, NIGHT_USERS), *_lives(first, last))
    known = f"SELECT n, day, kcal, true AS is_complete FROM lives WHERE day <= '{last}'"
    _fill(_balances(LEARNT, known))
    _settle()
    users = _others(LEARNT)
    nights = [_night("the first night", users, last)]
    following = last + timedelta(days=1)
    _fill(*_lives(following, following))
    _log(users, following)
    _settle()
    nights.append(_night("the next night, a day more", users, following))
    return [*nights, _night("again, nothing new", users, following)]


def _log(users: list[UUID], day: date) -> None:
    from apps.calories.services import rebuild_days

    if sum(rebuild_days(user_id, day, day) for user_id in users) != len(users):
        raise Failed("a day that was eaten has no balance")


def _others(kind: int) -> list[UUID]:
    from apps.accounts.models import User

    known = User.objects.filter(email__startswith=f"{kind}-", email__endswith=EMAIL)
    return list(known.order_by("id").values_list("id", flat=True))


TOLD = "SELECT count(*) FROM outbox_outboxevent WHERE name = %s"


def _night(title: str, users: list[UUID], yesterday: date) -> Night:
    from apps.calories.services.expenditure import estimate_users

    at = datetime.combine(yesterday + timedelta(days=1), datetime.min.time(), UTC)
    _run("TRUNCATE outbox_outboxevent CASCADE")
    spent, changed = _spent(lambda: estimate_users(users, at=at + timedelta(hours=3)))
    balances = _scalar(TOLD, ["calories.balance_updated.v1"])
    return Night(title, len(users), spent, changed, balances)


MONDAY = LAST_DAY + timedelta(days=(7 - LAST_DAY.weekday()))
WEEK_OVER = datetime.combine(MONDAY + timedelta(days=7), datetime.min.time(), UTC)
# A week of everybody's; each seventh day is not logged completely.
WEEK = f"""
SELECT n, day::date AS day, 1500 + (n * 31 + extract(day FROM day)::int * 173) % 1400 AS kcal,
       (n + extract(day FROM day)::int) % 7 > 0 AS is_complete
FROM generate_series({{first}}, {{last}}) AS n
CROSS JOIN generate_series(date '{MONDAY}', date '{MONDAY}' + 6, interval '1 day') AS day
"""
VERSIONS = """
SELECT id::text, xmin::text FROM calories_weeklytrend
UNION ALL SELECT id::text, xmin::text FROM outbox_outboxevent
"""


def _closing(users: int) -> Closing:
    """With as many users; those of the dataset have nothing in that week."""
    there = len(_others(CLOSED))
    week = WEEK.format(first=there + 1, last=users)
    _fill(*_people(CLOSED, there + 1, users), _balances(CLOSED, week))
    _settle()
    runs = [_close() for _ in range(CLOSINGS)]
    before = _versions()
    again, weeks = _spent(_close_weeks)
    events = _scalar(TOLD, ["calories.week_closed.v1"])
    if {weeks for _, weeks in runs} != {users}:
        raise Failed(f"of {users} weeks {[weeks for _, weeks in runs]} were closed")
    changed = weeks + len(before ^ _versions())
    return Closing(users, [spent for spent, _ in runs], users, events, again, changed)


def _close() -> tuple[Spent, int]:
    _run("TRUNCATE calories_weeklytrend", "TRUNCATE outbox_outboxevent CASCADE", "CHECKPOINT")
    return _spent(_close_weeks)


def _close_weeks() -> int:
    from apps.calories.services import close_weeks

    return close_weeks(at=WEEK_OVER + timedelta(hours=12))


def _versions() -> set[tuple[str, str]]:
    """Which transaction wrote each week and event as it is."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(VERSIONS)
        return set(cursor.fetchall())


def _looks() -> Looks:
    """Two years of somebody who wants to lose fifteen kilograms."""
    from apps.calories import selectors
    from apps.calories.domain import planner, weight_dynamics
    from apps.calories.domain.bodies import Body
    from apps.calories.domain.energy import by_formula
    from apps.calories.selectors.projection import physiology

    on = LAST_DAY
    body = Body("male", date(1985, 5, 5), Decimal(178), Decimal(95), "light")
    usual = by_formula(body, on)
    modelled = physiology(body, float(usual.total_kcal), on)
    return Looks(
        _timed(lambda: weight_dynamics.project(modelled, 2100.0, PROJECTED_DAYS)),
        _timed(lambda: selectors.outlook(body, usual, 2100.0, on, PROJECTED_DAYS)),
        _timed(lambda: planner.plan(modelled, 80.0, PROJECTED_DAYS)),
    )


def _timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Median and longest of many, ms of CPU: nothing in them waits, and neighbours do not count."""
    moments = [time.process_time()]
    for _ in range(PROJECTIONS):
        work()
        moments.append(time.process_time())
    taken = [(later - earlier) * 1000 for earlier, later in pairwise(moments)]
    return statistics.median(taken), max(taken)


# As they are named in the reference, and here.
OTHERS = {
    "KalorieKalman_forward": "KalorieKalman",
    "TDEETracker_KF": "TDEETracker, Kalman",
    "TDEETracker_PF": "TDEETracker, particles",
    "TrendWeight_slope14": "TrendWeight, 14 days",
    "OLS28_HallForbes": "line through 28 days",
    "static_formula_no_adaptation": "formula alone",
}


def _learners() -> list[Learner]:
    """None without the folder of real data beside the project."""
    import numpy as np

    from apps.calories.domain.adaptive import Person, estimate

    if not BENCHMARK.is_file():
        return []
    users = json.loads(BENCHMARK.read_text())["users"]
    people = [
        Person(
            one["profile"]["sex"],
            one["profile"]["age_y"],
            one["profile"]["height_m"] * 100,
            one["profile"]["onboarding_tdee_kcal"],
        )
        for one in users
    ]
    found = estimate(people, _series(users, "logged_kcal"), _series(users, "scale_kg"))
    truth = np.array([one["identifiable_tdee_14d_mean_kcal"] for one in users])
    errors = np.sqrt(((found.mean_kcal - truth)[:, SCORED] ** 2).mean(axis=1))
    inside = (found.low_kcal <= truth) & (truth <= found.high_kcal)
    return [
        Learner(one["id"], float(errors[n]), _of_others(one), float(inside[n, SCORED].mean()))
        for n, one in enumerate(users)
    ]


def _series(users: list[dict[str, Any]], name: str) -> Any:
    """Arrays (users, days), nan where nothing was written down."""
    import numpy as np

    return np.array([[day[name] for day in one["records"]] for one in users], dtype=float)


def _of_others(user: dict[str, Any]) -> dict[str, float]:
    errors = user["errors_days_28_to_125"]
    return {name: errors[name]["rmse_kcal"] for name in OTHERS}


def promises(found: Calories | None) -> list[tuple[str, str, bool]]:
    if found is None:
        return []
    return [
        *_promises_of_writes(found.writes),
        *_promises_of_weeks(*found.closings),
        *_promises_of_learning(found),
        *_promises_of_learners(found.learners),
    ]


def _promises_of_writes(found: Writes) -> list[tuple[str, str, bool]]:
    most = max(len(write.statements_ms) for write in found.warm)
    median, p95 = _quantiles([write.database_ms for write in found.warm])
    return [
        (
            f"Balance of a changed day: at most {MOST_STATEMENTS} SQL statements",
            str(most),
            most <= MOST_STATEMENTS,
        ),
        (
            f"The same: at most {MOST_WRITE_MS} ms of PostgreSQL, median of {len(found.warm)}",
            f"{median:.2f} ms, p95 {p95:.2f}",
            median <= MOST_WRITE_MS,
        ),
    ]


def _promises_of_weeks(few: Closing, many: Closing) -> list[tuple[str, str, bool]]:
    growth = (many.cpu_s / many.users) / (few.cpu_s / few.users)
    runs = ", ".join(f"{run.seconds:.2f}" for run in many.runs)
    return [
        (
            f"Weeks of {many.users:,} users closed and told: at most {MOST_CLOSING_SECONDS} s",
            f"{many.seconds:.2f} s (of {runs}); CPU {many.cpu_s:.2f} s",
            many.seconds <= MOST_CLOSING_SECONDS and many.events == many.weeks,
        ),
        (
            f"A week costs the same among {many.users:,} users as among {few.users:,}",
            f"{growth:.2f} times the CPU",
            growth <= MOST_GROWTH,
        ),
        (
            "Closed weeks once more: nothing changes",
            f"{many.again_changed} rows, {many.again.seconds:.2f} s",
            not many.again_changed,
        ),
    ]


def _promises_of_learning(found: Calories) -> list[tuple[str, str, bool]]:
    median, next_night = statistics.median(found.year.anew_ms), found.nights[1]
    per_core = next_night.users / next_night.spent.cpu_s
    promised = [
        (
            f"Balances of a user's year anew: at most {MOST_YEAR_MS:.0f} ms",
            f"{median:.0f} ms, slowest {max(found.year.anew_ms):.0f}",
            median <= MOST_YEAR_MS,
        ),
        (
            f"Expenditure learnt, a usual night: at least {LEAST_USERS_PER_SECOND} users/s a core",
            f"{per_core:,.0f} per CPU second; {next_night.per_second:,.0f} users/s",
            per_core >= LEAST_USERS_PER_SECOND,
        ),
    ]
    named = (
        ("A projection of two years", found.looks.projection),
        ("The outlook of two years, three of them", found.looks.outlook),
    )
    promised += [
        (
            f"{title}: at most {MOST_PROJECTION_MS:.0f} ms",
            f"{middle:.1f} ms, slowest {longest:.1f}",
            middle <= MOST_PROJECTION_MS,
        )
        for title, (middle, longest) in named
    ]
    return promised


def _promises_of_learners(found: list[Learner]) -> list[tuple[str, str, bool]]:
    if not found:
        return []
    errors = [one.ours for one in found]
    keeping = max(one.ours for one in found if "maintenance" in one.user)
    covered = statistics.mean(one.coverage for one in found)
    limits = (
        ("mean", statistics.mean(errors), MOST_MEAN_RMSE_KCAL),
        ("worst", max(errors), MOST_WORST_RMSE_KCAL),
        ("who keeps the weight", keeping, MOST_KEEPING_RMSE_KCAL),
    )
    return [
        *(
            (
                f"Expenditure learnt, RMSE, {title}: at most {most:.0f} kcal",
                f"{error:.1f} kcal",
                error <= most,
            )
            for title, error, most in limits
        ),
        (
            f"Its 90 % interval holds {COVERAGE[0]:.0%} to {COVERAGE[1]:.0%} of the days",
            f"{covered:.1%}",
            COVERAGE[0] <= covered <= COVERAGE[1],
        ),
    ]


def _quantiles(values: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    cuts = statistics.quantiles(values, n=20)
    return cuts[9], cuts[18]


WRITE_COLUMNS = (
    *("one day's balance", "days", "inputs ms", "balance ms", "event ms", "closed week ms"),
    *("foreign keys ms", "PostgreSQL ms", "p95 ms", "in Python and over the socket ms"),
)


def write_rows(found: Calories) -> list[list[str]]:
    named = (
        ("connection in use", found.writes.warm),
        ("first of a new connection", found.writes.cold),
        ("in a closed week", found.writes.late),
    )
    return [_write_row(title, writes) for title, writes in named]


def _write_row(title: str, writes: list[Write]) -> list[str]:
    by_statement = zip(*(write.statements_ms for write in writes), strict=True)
    medians = [f"{statistics.median(times):.2f}" for times in by_statement]
    median, p95 = _quantiles([write.database_ms for write in writes])
    outside = statistics.median(write.wall_ms - sum(write.statements_ms) for write in writes)
    return [
        title,
        str(len(writes)),
        *medians,
        *[""] * (4 - len(medians)),
        f"{statistics.median(write.checks_ms for write in writes):.2f}",
        f"{median:.2f}",
        f"{p95:.2f}",
        f"{outside:.2f}",
    ]


JOB_COLUMNS = (
    *("", "users", "seconds", "users/s", "Python CPU s", "PostgreSQL CPU s", "others' load"),
    "changed",
)


def job_rows(found: Calories) -> list[list[str]]:
    jobs = [(night.title, night.users, night.spent, _changed_by(night)) for night in found.nights]
    for closing in found.closings:
        told = f"{closing.weeks:,} weeks, {closing.events:,} events"
        jobs += [("weeks closed", closing.users, run, told) for run in closing.runs]
        jobs.append(("weeks closed again", closing.users, closing.again, "0"))
    return [_job_row(*job) for job in jobs]


def _changed_by(night: Night) -> str:
    return f"{night.days_changed:,} estimates, {night.balances_changed:,} balances"


def _job_row(title: str, users: int, spent: Spent, changed: str) -> list[str]:
    return [
        title,
        f"{users:,}",
        f"{spent.seconds:.2f}",
        f"{users / spent.seconds:,.0f}",
        f"{spent.python_s:.2f}",
        f"{spent.database_s:.2f}",
        f"{spent.others:.0%}",
        changed,
    ]


SHORT_COLUMNS = ("", "median ms", "slowest ms", "")


def short_rows(found: Calories) -> list[list[str]]:
    year, looks = found.year, found.looks
    users = len(year.anew_ms)
    named = [
        ("a year rebuilt, unchanged", _middle(year.unchanged_ms), year.unchanged_rows, users),
        ("a year rebuilt, balances gone", _middle(year.anew_ms), year.anew_rows, users),
    ]
    return [
        *(
            [title, f"{middle:.0f}", f"{longest:.0f}", f"{rows:,} rows of {users} users"]
            for title, (middle, longest), rows, users in named
        ),
        *(
            [title, f"{middle:.1f}", f"{longest:.1f}", f"{PROJECTED_DAYS} days"]
            for title, (middle, longest) in (
                ("projection", looks.projection),
                ("outlook", looks.outlook),
                ("plan", looks.plan),
            )
        ),
    ]


def _middle(values: list[float]) -> tuple[float, float]:
    return statistics.median(values), max(values)


LEARNER_COLUMNS = ("RMSE, kcal", "ours", *OTHERS.values(), "in our 90 % interval")


def learner_rows(found: Calories) -> list[list[str]]:
    learners = found.learners
    if not learners:
        return []
    errors = list(zip(*([one.ours, *one.others.values()] for one in learners), strict=True))
    covered = [one.coverage for one in learners]
    return [
        *(
            _learner_row(one.user, [one.ours, *one.others.values()], one.coverage)
            for one in learners
        ),
        _learner_row("mean", map(statistics.mean, errors), statistics.mean(covered)),
        _learner_row("worst", map(max, errors), min(covered)),
    ]


def _learner_row(title: str, errors: Iterable[float], coverage: float) -> list[str]:
    return [title, *(f"{error:.1f}" for error in errors), f"{coverage:.1%}"]


def tables(found: Calories | None) -> list[tuple[str, tuple[str, ...], list[list[str]]]]:
    """Titles, columns and rows of what there is to tell."""
    if found is None:
        return []
    told = [
        ("Balance of a changed day", WRITE_COLUMNS, write_rows(found)),
        ("Jobs of the energy balance", JOB_COLUMNS, job_rows(found)),
        ("A year, and two years ahead", SHORT_COLUMNS, short_rows(found)),
        ("Expenditure learnt", LEARNER_COLUMNS, learner_rows(found)),
    ]
    return [table for table in told if table[2]]
