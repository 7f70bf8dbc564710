"""Reading and inserting rows where every millisecond counts, and going through many of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, Model, QuerySet

# So few that a statement on them is far from its timeout.
BATCH = 1000

Row = TypeVar("Row", bound=Model)


def array(values: Iterable[object]) -> str:
    """A PostgreSQL array of numbers or uuids, in a tenth of the time that adapting every member
    takes."""
    return f"{{{','.join(map(str, values))}}}"


@cache
def columns(model: type[Model], alias: str) -> str:
    """The columns of a model for the SELECT of a statement given to ``select``."""
    return ", ".join(
        f"{alias}.{connection.ops.quote_name(str(field.column))}"
        for field in model._meta.concrete_fields
    )


def select(model: type[Row], statement: str, parameters: Sequence[Any]) -> list[Row]:
    """The model's rows from a statement that reads ``columns`` of it, as ``raw`` does.

    Django looks at every column's description and converters for each such query, which took a
    tenth of a day view.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [build(model, list(row)) for row in cursor.fetchall()]


def build(model: type[Row], values: list[Any]) -> Row:
    """A row of the model from the values of its ``columns``."""
    names, converters = _reading(model)
    for position, convert in converters:
        values[position] = convert(values[position], None, connection)
    return model.from_db(connection.alias, names, values)


Converter = Callable[[Any, Any, Any], Any]


@cache
def _reading(model: type[Model]) -> tuple[list[str], list[tuple[int, Converter]]]:
    """Attribute names in the model's order, and what turns a database value into Python's."""
    fields = model._meta.concrete_fields
    converters = [
        (position, convert)
        for position, field in enumerate(fields)
        for convert in field.get_db_converters(connection)
    ]
    return [field.attname for field in fields], converters


def insert(rows: Sequence[Model]) -> None:
    """Insert new rows of one model in one statement, as ``bulk_create`` does.

    The statement is put together once per model and number of rows; Django does it every time,
    which took a seventh of logging an item. Raises IntegrityError like any insert.
    """
    fields = _fields(type(rows[0]))
    parameters = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row in rows
        for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(_statement(type(rows[0]), len(rows)), parameters)
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias


@cache
def _fields(model: type[Model]) -> "tuple[Field[Any, Any], ...]":
    return tuple(field for field in model._meta.concrete_fields if not field.generated)


@cache
def _statement(model: type[Model], count: int) -> str:
    columns = [connection.ops.quote_name(str(field.column)) for field in _fields(model)]
    row = f"({', '.join(['%s'] * len(columns))})"
    table = connection.ops.quote_name(model._meta.db_table)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * count)}"  # noqa: S608


def in_batches(rows: "QuerySet[Row]", *, size: int = BATCH) -> "Iterator[QuerySet[Row]]":
    """The rows, some at a time, until there are none: the caller deletes each batch, or changes
    what it was chosen by. Two of these on the same rows at once do each other no harm."""
    while ids := list(rows.order_by().values_list("pk", flat=True)[:size]):
        yield rows.filter(pk__in=ids)
