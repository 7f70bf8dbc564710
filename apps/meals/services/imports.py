"""What follows an import, and the daily one from Open Food Facts."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from django.conf import settings

from apps.meals.clients.openfoodfacts_files import fetched, index_lines
from apps.meals.imports.openfoodfacts import document_format
from apps.meals.imports.openfoodfacts.delta import is_gap, not_yet_imported
from apps.meals.imports.runner import run_import
from apps.meals.imports.synonyms import load_synonyms
from apps.meals.models import ImportRun
from apps.meals.services.catalogue import refresh_search_words
from apps.meals.services.quality import request_import_check

log = structlog.stdlib.get_logger(__name__)


def settle_imports(runs: Iterable[ImportRun]) -> None:
    """What follows from foods that changed: the words of search at once, checks in a worker."""
    changed = [run for run in runs if run.rows_created or run.rows_updated]
    named = load_synonyms()
    for run in changed:
        request_import_check(run)
    if changed or named:
        refresh_search_words()


def import_changes(index: str) -> Iterator[ImportRun]:
    """Fetch and import the daily changes an index lists and we do not have, the oldest first.

    Raises FileUnavailable; what was imported before stays.
    """
    waiting = not_yet_imported(index_lines(index))
    if is_gap(waiting):
        log.warning("openfoodfacts_changes_missing", since=waiting[0].since)
    for one in waiting:
        with TemporaryDirectory() as directory:
            yield run_import(fetched(index, one.name, Path(directory)), document_format())


def import_daily_changes() -> None:
    """Catch up with Open Food Facts, where an index is set; done twice it finds nothing new."""
    if settings.OPENFOODFACTS_CHANGES_INDEX:
        settle_imports(list(import_changes(settings.OPENFOODFACTS_CHANGES_INDEX)))
