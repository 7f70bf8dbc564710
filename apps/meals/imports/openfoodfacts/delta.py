"""Daily changes of Open Food Facts: JSONL files whose names say from when to when they are.

An index has one name a line. What was imported once is not fetched again, and files are taken from
the oldest to the newest; the date in each document decides all the same.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from apps.meals.models import ImportRun
from apps.shared.provenance import Source

NAME = re.compile(r"^[\w-]+_(\d{9,11})_(\d{9,11})\.json\.gz$", re.ASCII)


class Delta(NamedTuple):
    """A file of changes between two points in time, in seconds since 1970."""

    since: int
    until: int
    name: str


def delta(name: str) -> Delta | None:
    found = NAME.match(name.strip())
    return Delta(int(found[1]), int(found[2]), name.strip()) if found else None


def not_yet_imported(names: Iterable[str]) -> list[Delta]:
    """Of the files an index lists, those without a finished import, the oldest first."""
    listed = sorted({one for name in names if (one := delta(name))})
    finished = ImportRun.objects.filter(
        source=Source.OPENFOODFACTS,
        status=ImportRun.Status.FINISHED,
        file_name__in=[one.name for one in listed],
    )
    done = set(finished.values_list("file_name", flat=True))
    return [one for one in listed if one.name not in done]


def is_gap(deltas: list[Delta]) -> bool:
    """Whether changes were published, and taken back, since the last file that was imported."""
    runs = ImportRun.objects.filter(
        source=Source.OPENFOODFACTS, status=ImportRun.Status.FINISHED
    ).values_list("file_name", flat=True)
    until = max((one.until for name in runs if (one := delta(name))), default=None)
    return bool(deltas) and until is not None and deltas[0].since > until
