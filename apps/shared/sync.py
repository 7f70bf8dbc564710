"""Delta sync: what of a user's has changed since a phone last asked.

Every row a phone keeps a copy of carries ``change``, a number a trigger draws from one sequence at
each insert and update, while it holds the lock on the user's row. So a user's numbers are visible
in their order: whoever has seen one has seen every smaller one, however slow its transaction was.
Apps register their kinds of things here when they are ready, as they do subscribers.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db import connection, models
from django.db.migrations import RunSQL

if TYPE_CHECKING:
    from apps.shared.api.serializers import OutputSerializer

NIL = UUID(int=0)


def change_field() -> "models.BigIntegerField[int, int]":
    """The column ``change``; 0 is before the first change that was numbered."""
    return models.BigIntegerField(default=0, db_default=0, editable=False)


def stamped(table: str) -> RunSQL:
    """The trigger that numbers the changes of a table with the columns user_id and change."""
    return RunSQL(
        f"CREATE TRIGGER {table}_change BEFORE INSERT OR UPDATE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION stamp_change()",
        f"DROP TRIGGER {table}_change ON {table}",
    )


class Table(NamedTuple):
    """A table with the trigger; the columns with the id of what changed, of the row and of the
    user whose it is."""

    name: str
    thing: str = "id"
    row: str = "id"
    user: str = "user_id"


@dataclass(frozen=True)
class Kind:
    """Things of one kind: which tables tell that one changed, and how it is read and shown.

    ``tables`` tell that one changed; ``read`` takes the user and ids and gives what there is of
    them, deleted ones with their ``deleted_at``. ``key`` is the attribute with the id.
    ``hides_figures``: from who has the sensitive-case preset.
    """

    name: str
    tables: Sequence[Table]
    read: Callable[[UUID, Sequence[UUID]], Iterable[Any]]
    present: Callable[[Any], dict[str, Any]]
    output: "type[OutputSerializer]"
    key: str = "pk"
    hides_figures: bool = False


class Position(NamedTuple):
    """A place in a user's changes; rows from before the numbering are told apart by their id."""

    change: int
    row_id: UUID


BEGINNING = Position(-1, NIL)


class Entry(NamedTuple):
    kind: str
    thing_id: UUID
    change: int
    row_id: UUID


@dataclass(frozen=True)
class Page:
    """A stretch of a user's changes, things once each, by kind."""

    ids: dict[str, list[UUID]]
    end: Position
    has_more: bool


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def kinds() -> Iterator[Kind]:
    return iter(_kinds.values())


CHANGES_OF_TABLE = """
(SELECT '{kind}', {thing}, change, {row} FROM {name}
 WHERE {user} = %(user)s AND (change, {row}) > (%(change)s, %(row)s)
 ORDER BY change, {row} LIMIT %(limit)s)
"""


def changes_since(user_id: UUID, after: Position, *, limit: int) -> Page:
    """The next ``limit`` changes after a position; one statement whatever there is to tell."""
    tables = [
        CHANGES_OF_TABLE.format(kind=kind.name, **table._asdict())
        for kind in kinds()
        for table in kind.tables
    ]
    values: dict[str, Any] = {
        "user": user_id,
        "change": after.change,
        "row": after.row_id,
        "limit": limit + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(tables)} ORDER BY 3, 4 LIMIT %(limit)s", values)
        found = [Entry(*row) for row in cursor.fetchall()]
    return _page(found, after, limit)


def _page(found: list[Entry], after: Position, limit: int) -> Page:
    entries = found[:limit]
    ordered = sorted({entry[:2] for entry in entries})
    ids = {name: [pair[1] for pair in pairs] for name, pairs in groupby(ordered, itemgetter(0))}
    end = Position(entries[-1].change, entries[-1].row_id) if entries else after
    return Page(ids, end, has_more=len(found) > limit)


def last_change() -> int:
    """The last number drawn for anybody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM sync_change")
        return int(cursor.fetchone()[0])
