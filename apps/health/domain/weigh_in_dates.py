"""Dates as people and programs write them in columns: their order, and what they say."""

import re
from collections.abc import Sequence
from datetime import datetime, time
from typing import Literal

DateOrder = Literal["ymd", "dmy", "mdy"]

NOON = time(12)
# 5/3/2024, 05.03.24, 2024-03-05, with or without a time of the day after it.
NUMERIC = re.compile(
    r"(\d{1,4})([/.\-])(\d{1,2})\2(\d{2,4})"
    r"(?:[ ,T]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?)?",
    re.IGNORECASE,
)
# Mar 5, 2024; 5 March 2024: English programs write months out.
WRITTEN = ("%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y")
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p")


class UnreadableDate(Exception):
    """There is no such date, or it is written in a way nobody thought of."""


def date_order_of(written: Sequence[str], preferred: DateOrder | None) -> DateOrder | None:
    """The order all dates can have; None when two fit and none is preferred.

    A date that fits none is left to be refused by itself.
    """
    found = [NUMERIC.fullmatch(text) for text in written]
    parts = [(one[1], int(one[3])) for one in found if one]
    if all(len(first) == 4 for first, _ in parts):
        return "ymd"
    firsts = [int(first) for first, _ in parts if len(first) <= 2]
    seconds = [second for first, second in parts if len(first) <= 2]
    day_first, month_first = (any(n > 12 for n in numbers) for numbers in (firsts, seconds))
    if day_first and not month_first:
        return "dmy"
    if month_first and not day_first:
        return "mdy"
    return preferred if preferred != "ymd" else None


def read_moment(text: str, order: DateOrder) -> datetime:
    """The moment, without a zone where none is written, at noon where no time is. Raises
    UnreadableDate."""
    try:
        found = NUMERIC.fullmatch(text)
        if found is not None:
            return _of_numbers(found, order)
        if text[:4].isdigit():
            moment = datetime.fromisoformat(text)
            return moment if ":" in text or "T" in text else datetime.combine(moment, NOON)
    except ValueError as error:
        raise UnreadableDate(text) from error
    return _written_out(text)


def _of_numbers(found: "re.Match[str]", order: DateOrder) -> datetime:
    numbers = (int(found[1]), int(found[3]), int(found[4]))
    if len(found[1]) == 4:
        year, month, day = numbers
    elif order == "mdy":
        month, day, year = numbers
    else:
        day, month, year = numbers
    if year < 100:
        year += 2000
    if found[5] is None:
        return datetime.combine(datetime(year, month, day), NOON)  # noqa: DTZ001
    hour = _hour(int(found[5]), found[8])
    return datetime(year, month, day, hour, int(found[6]), int(found[7] or 0))  # noqa: DTZ001


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half[0] in "pP" else 0)


def _written_out(text: str) -> datetime:
    for form in WRITTEN:
        for clock in CLOCKS:
            try:
                moment = datetime.strptime(text, form + clock)  # noqa: DTZ007
            except ValueError:
                continue
            return moment if clock else datetime.combine(moment, NOON)
    raise UnreadableDate(text)
