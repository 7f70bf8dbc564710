"""Checks foods, keeps their issues, and holds flagged foods at lower confidence."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from uuid_utils import uuid7

from apps.meals import selectors
from apps.meals.domain.quality import Finding, Severity, check
from apps.meals.models import ImportRun, QualityIssue
from apps.meals.selectors.quality import FIRST, LAST, Checked
from apps.outbox import services as outbox

if TYPE_CHECKING:
    from apps.accounts.models import User

CHUNK = 5_000
ERROR = Severity.ERROR.value
FOODS_IMPORTED = "meals.foods_imported.v1"

# A dismissed issue stays so while the rule sees the same; anything else that is found stands open
# or accepted. Nothing is written where nothing changed.
STORE = """
WITH found AS (
  SELECT * FROM unnest(%(ids)s::uuid[], %(foods)s::uuid[], %(versions)s::uuid[],
    %(codes)s::text[], %(severities)s::text[], %(details)s::jsonb[])
    AS found(id, food_id, version_id, code, severity, details)
), eaters AS (
  SELECT food_id, count(DISTINCT user_id) AS users FROM meals_mealitem
  WHERE food_id = ANY(%(foods)s) AND deleted_at IS NULL GROUP BY food_id
)
INSERT INTO meals_qualityissue AS issue
  (id, food_id, version_id, code, severity, details, status, affected_users, opened_at)
SELECT id, found.food_id, version_id, code, severity, details, 'open', coalesce(users, 0), %(at)s
FROM found LEFT JOIN eaters ON eaters.food_id = found.food_id
ORDER BY found.food_id, code
ON CONFLICT (food_id, code) DO UPDATE SET
  version_id = excluded.version_id, severity = excluded.severity, details = excluded.details,
  affected_users = excluded.affected_users, closed_at = NULL,
  (status, opened_at) = (
    SELECT CASE WHEN stays THEN issue.status ELSE 'open' END,
           CASE WHEN stays THEN issue.opened_at ELSE excluded.opened_at END
    FROM (SELECT issue.status IN ('open', 'accepted')
            OR (issue.status = 'dismissed' AND issue.details = excluded.details)) AS was(stays))
WHERE issue.status = 'closed'
  OR (issue.version_id, issue.severity, issue.details, issue.affected_users)
    IS DISTINCT FROM
     (excluded.version_id, excluded.severity, excluded.details, excluded.affected_users)
RETURNING status = 'open' AND opened_at = %(at)s
"""
CLOSE = """
UPDATE meals_qualityissue AS issue SET status = 'closed', closed_at = %(at)s
WHERE food_id = ANY(%(checked)s) AND status IN ('open', 'accepted')
  AND (food_id, code) NOT IN (SELECT * FROM unnest(%(foods)s::uuid[], %(codes)s::text[]))
RETURNING food_id, severity
"""
STANDING_ERROR = """
EXISTS (SELECT FROM meals_qualityissue AS issue
        WHERE issue.food_id = food.id AND severity = 'error'
          AND issue.status IN ('open', 'accepted'))
"""
FLAG = f"""
UPDATE meals_food AS food SET status = 'flagged', updated_at = %(at)s
WHERE id = ANY(%(foods)s) AND status = 'published' AND {STANDING_ERROR}
"""  # noqa: S608
RESTORE = f"""
UPDATE meals_food AS food SET status = 'published', updated_at = %(at)s
WHERE id = ANY(%(foods)s) AND status = 'flagged' AND NOT {STANDING_ERROR}
"""  # noqa: S608


@dataclass
class Outcome:
    """What a check of some foods found and changed."""

    foods: int = 0
    findings: Counter[str] = field(default_factory=Counter)
    opened: int = 0
    closed: int = 0
    flagged: int = 0
    restored: int = 0

    def add(self, other: "Outcome") -> None:
        self.foods += other.foods
        self.findings += other.findings
        self.opened += other.opened
        self.closed += other.closed
        self.flagged += other.flagged
        self.restored += other.restored


def check_foods(food_ids: Collection[UUID]) -> Outcome:
    """Check foods as they are now; any number of them, some at a time."""
    outcome, ids = Outcome(), list(food_ids)
    for start in range(0, len(ids), CHUNK):
        foods = selectors.checked_foods(ids[start : start + CHUNK])
        outcome.add(_keep(foods, timezone.now()))
    return outcome


def check_catalogue() -> Outcome:
    """Check every food, against what is usual in its category today."""
    refresh_category_figures()
    return check_share(FIRST, LAST)


def check_share(after: UUID, up_to: UUID) -> Outcome:
    """Check the foods whose ids are behind the first and not behind the second."""
    outcome, last = Outcome(), after
    while foods := selectors.checked_foods_after(last, CHUNK, up_to=up_to):
        outcome.add(_keep(foods, timezone.now()))
        last = foods[-1].food_id
    return outcome


@transaction.atomic
def request_import_check(run: ImportRun) -> None:
    """Let a worker check what an import wrote."""
    outbox.record(FOODS_IMPORTED, user_id=None, payload={"import_run_id": str(run.pk)})


def check_import(run_id: UUID) -> Outcome:
    """Check the foods that a run of an importer wrote."""
    run = ImportRun.objects.get(pk=run_id)
    outcome = Outcome()
    for food_ids in selectors.foods_of_import(run.source, run.started_at, chunk=CHUNK):
        outcome.add(check_foods(food_ids))
    return outcome


@transaction.atomic
def decide_issues(*, issue_ids: Collection[UUID], status: str, by: "User", at: datetime) -> int:
    """Accept or dismiss issues; closed ones are past deciding. Returns how many were decided."""
    undecided = QualityIssue.objects.filter(pk__in=issue_ids).exclude(
        status__in=[status, QualityIssue.Status.CLOSED]
    )
    rows = list(undecided.select_for_update().values_list("pk", "food_id", "severity"))
    ids = [issue_id for issue_id, _, _ in rows]
    QualityIssue.objects.filter(pk__in=ids).update(status=status, decided_by=by, decided_at=at)
    with connection.cursor() as cursor:
        _restate(cursor, [food_id for _, food_id, severity in rows if severity == ERROR], at)
    return len(ids)


def refresh_category_figures() -> None:
    """Bring what is usual in each category up to date."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY meals_category_figure")
        cursor.execute("RESET statement_timeout")


def _keep(foods: Sequence[Checked], at: datetime) -> Outcome:
    """1. Look at each food. 2. Store what was found. 3. Close what was not found again. 4. Flag
    foods with an error, restore those whose last error went."""
    found = [(food, finding) for food in foods for finding in check(food.facts)]
    checked = [food.food_id for food in foods]
    outcome = Outcome(len(foods), Counter(finding.code for _, finding in found))
    columns = _columns(found, at)
    with transaction.atomic(), connection.cursor() as cursor:
        if found:
            cursor.execute(STORE, columns)
            outcome.opened = sum(is_new for (is_new,) in cursor.fetchall())
        cursor.execute(CLOSE, {**columns, "checked": checked})
        closed = cursor.fetchall()
        outcome.closed = len(closed)
        in_error = [food.food_id for food, finding in found if finding.severity == ERROR]
        mended = [food_id for food_id, severity in closed if severity == ERROR]
        outcome.flagged, outcome.restored = _restate(cursor, in_error + mended, at)
    return outcome


def _columns(found: Sequence[tuple[Checked, Finding]], at: datetime) -> dict[str, Any]:
    return {
        "ids": [str(uuid7()) for _ in found],
        "foods": [food.food_id for food, _ in found],
        "versions": [food.version_id for food, _ in found],
        "codes": [finding.code for _, finding in found],
        "severities": [finding.severity.value for _, finding in found],
        "details": [orjson.dumps(finding.figures).decode() for _, finding in found],
        "at": at,
    }


def _restate(cursor: CursorWrapper, food_ids: Sequence[UUID], at: datetime) -> tuple[int, int]:
    """Flag and restore foods whose issues changed; how many of each."""
    if not food_ids:
        return 0, 0
    counts = []
    for statement in (FLAG, RESTORE):
        cursor.execute(statement, {"foods": list(set(food_ids)), "at": at})
        counts.append(int(cursor.rowcount))
    return counts[0], counts[1]
