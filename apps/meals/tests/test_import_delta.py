"""Daily changes of Open Food Facts: dates decide, files are fetched once."""

import gzip
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from apps.meals import tasks
from apps.meals.imports.openfoodfacts import format_of
from apps.meals.imports.runner import run_import
from apps.meals.models import Food, FoodVersion, ImportRun

pytestmark = pytest.mark.django_db
GTIN = "8076809513753"
FIRST = "openfoodfacts_products_1700000000_1700086400.json.gz"
SECOND = "openfoodfacts_products_1700086400_1700172800.json.gz"


def told(at: int | None, fat: str, name: str = "Pasta", **more) -> dict:
    document = {"code": GTIN, "product_name": name, "nutriments": {"fat_100g": fat}, **more}
    return document if at is None else document | {"last_modified_t": at}


def packed(*documents: dict) -> bytes:
    return gzip.compress("".join(json.dumps(one) + "\n" for one in documents).encode())


def imported(path: Path, *documents: dict) -> ImportRun:
    path.write_bytes(packed(*documents))
    return run_import(path, format_of(path))


def fat() -> str:
    return f"{Food.objects.get().current_version.fat_g.normalize():f}"


def test_an_older_document_never_replaces_a_newer_one(tmp_path):
    imported(tmp_path / "new.gz", told(200, "3"))

    run = imported(tmp_path / "old.gz", told(100, "2"))

    assert (run.rows_read, run.rows_updated, run.rows_rejected) == (1, 0, 1)
    assert run.rejections == [{"row": 1, "id": GTIN, "reason": "older than what is known"}]
    assert fat() == "3"
    assert imported(tmp_path / "newer.gz", told(300, "4")).rows_updated == 1
    assert fat() == "4"


def test_a_document_without_a_date_does_not_replace_one_with_a_date(tmp_path):
    imported(tmp_path / "dated.gz", told(200, "3"))
    assert imported(tmp_path / "undated.gz", told(None, "2")).rows_rejected == 1
    assert imported(tmp_path / "same.gz", told(None, "3")).rows_unchanged == 1
    assert fat() == "3"


def test_what_was_told_again_later_is_known_to_be_newer(tmp_path):
    imported(tmp_path / "a.gz", told(100, "3"))
    again = imported(tmp_path / "b.gz", told(300, "3"))
    between = imported(tmp_path / "c.gz", told(200, "2"))

    assert (again.rows_unchanged, between.rows_rejected) == (1, 1)
    assert FoodVersion.objects.get().source_modified_at.timestamp() == 300


def test_of_two_documents_in_one_file_the_newer_counts(tmp_path):
    run = imported(tmp_path / "twice.gz", told(300, "3"), told(200, "2"))

    assert (run.rows_created, run.rows_rejected) == (1, 1)
    assert run.rejections[0]["row"] == 2
    assert fat() == "3"


def test_a_new_name_alone_is_remembered_with_its_date(tmp_path):
    imported(tmp_path / "a.gz", told(100, "3"))
    run = imported(tmp_path / "b.gz", told(300, "3", name="Pasta corta"))
    assert run.rows_updated == 1
    assert imported(tmp_path / "c.gz", told(200, "3", name="Pasta lunga")).rows_rejected == 1
    assert Food.objects.get().name == "Pasta corta"
    assert FoodVersion.objects.count() == 1


def test_new_files_of_an_index_are_fetched_once_and_in_order(httpserver, capsys):
    serve = httpserver.expect_request
    serve("/delta/index.txt").respond_with_data(f"{SECOND}\n{FIRST}\nnotes.txt\n")
    serve(f"/delta/{FIRST}").respond_with_data(packed(told(1_700_000_100, "2")))
    serve(f"/delta/{SECOND}").respond_with_data(packed(told(1_700_086_500, "3")))
    index = httpserver.url_for("/delta/index.txt")

    call_command("import_openfoodfacts_delta", index=index)
    call_command("import_openfoodfacts_delta", index=index)

    names = ImportRun.objects.order_by("started_at").values_list("file_name", flat=True)
    assert list(names) == [FIRST, SECOND]
    assert fat() == "3"
    assert sum(FIRST in request.path for request, _ in httpserver.log) == 1


def test_a_gap_between_files_is_said(httpserver, caplog, tmp_path):
    imported(tmp_path / FIRST, told(1_700_000_100, "2"))
    later = "openfoodfacts_products_1700172800_1700259200.json.gz"
    httpserver.expect_request("/index.txt").respond_with_data(later)
    httpserver.expect_request(f"/{later}").respond_with_data(packed(told(1_700_172_900, "3")))

    call_command("import_openfoodfacts_delta", index=httpserver.url_for("/index.txt"))

    assert "openfoodfacts_changes_missing" in caplog.text
    assert fat() == "3"


def test_a_file_that_is_gone_stops_with_its_address(httpserver):
    httpserver.expect_request("/index.txt").respond_with_data(FIRST)
    httpserver.expect_request(f"/{FIRST}").respond_with_data("gone", status=503)
    with pytest.raises(CommandError, match=FIRST):
        call_command("import_openfoodfacts_delta", index=httpserver.url_for("/index.txt"))
    assert not ImportRun.objects.exists()


def test_a_file_cut_in_the_middle_keeps_what_came_before_and_is_fetched_again(httpserver):
    pastas = [told(1_700_000_100, "2") | {"code": f"97800000{n:05d}"} for n in range(400)]
    whole = packed(told(1_700_000_100, "2"), *pastas)
    httpserver.expect_request("/index.txt").respond_with_data(FIRST)
    httpserver.expect_request(f"/{FIRST}").respond_with_data(whole[: len(whole) // 2])
    with pytest.raises(CommandError, match="end-of-stream"):
        call_command("import_openfoodfacts_delta", index=httpserver.url_for("/index.txt"))
    assert ImportRun.objects.get().rows_created >= 1

    httpserver.clear()
    httpserver.expect_request("/index.txt").respond_with_data(FIRST)
    httpserver.expect_request(f"/{FIRST}").respond_with_data(whole)
    call_command("import_openfoodfacts_delta", index=httpserver.url_for("/index.txt"))

    assert ImportRun.objects.order_by("started_at").last().rows_read == 401


def test_files_or_an_index_not_both_and_not_neither():
    with pytest.raises(CommandError):
        call_command("import_openfoodfacts_delta")


def test_every_morning_the_new_files_of_the_set_index_are_imported(httpserver, settings):
    httpserver.expect_request("/index.txt").respond_with_data(FIRST)
    httpserver.expect_request(f"/{FIRST}").respond_with_data(packed(told(1_700_000_100, "2")))
    settings.OPENFOODFACTS_CHANGES_INDEX = httpserver.url_for("/index.txt")

    for _ in range(2):
        tasks.import_daily_changes()

    assert ImportRun.objects.count() == 1
    assert fat() == "2"


def test_without_an_index_nothing_is_fetched(settings):
    settings.OPENFOODFACTS_CHANGES_INDEX = ""
    tasks.import_daily_changes()
    assert not ImportRun.objects.exists()
