"""What labels promise and how often products are scanned, from documents and exports."""

import json
from pathlib import Path

import pytest

from apps.meals.imports.openfoodfacts import format_of
from apps.meals.imports.runner import run_import
from apps.meals.models import Food, ImportRun

pytestmark = pytest.mark.django_db
CODE = "8076809513753"


def imported(path: Path, **fields) -> ImportRun:
    document = {"code": CODE, "product_name": "Pasta", "nutriments": {"fat_100g": 2}, **fields}
    path.write_text(json.dumps(document) + "\n")
    return run_import(path, format_of(path))


def test_a_document_gives_labels_and_scans(tmp_path):
    tags = ["en:organic", "en:vegan", "en:something-else"]
    imported(tmp_path / "a.jsonl", labels_tags=tags, unique_scans_n=40)

    food = Food.objects.get()
    assert food.labels == ["organic", "vegan", "vegetarian"]
    assert food.scans == 40


def test_no_label_data_keeps_what_is_stored_and_empty_label_data_does_not(tmp_path):
    imported(tmp_path / "a.jsonl", labels_tags=["en:organic"], unique_scans_n=40)
    imported(tmp_path / "b.jsonl")
    food = Food.objects.get()
    assert (food.labels, food.scans) == (["organic"], 40)

    imported(tmp_path / "c.jsonl", labels_tags=[])
    food.refresh_from_db()
    assert (food.labels, food.scans) == ([], 40)


def test_an_export_gives_labels(tmp_path):
    path = tmp_path / "export.tsv"
    path.write_text(f"code\tproduct_name\tlabels_tags\n{CODE}\tPasta\ten:no-gluten,en:eu-organic\n")
    run_import(path, format_of(path))
    assert Food.objects.get().labels == ["gluten_free", "organic"]


def test_what_a_label_says_is_part_of_its_version(tmp_path):
    imported(tmp_path / "a.jsonl", labels_tags=["en:organic"])
    run = imported(tmp_path / "b.jsonl", labels_tags=["en:vegan"])

    assert run.rows_updated == 1
    first, second = Food.objects.get().versions.order_by("number")
    assert first.label_facts["labels_tags"] == ["en:organic"]
    assert second.label_facts["labels_tags"] == ["en:vegan"]


def test_more_scans_alone_are_not_a_new_version(tmp_path):
    imported(tmp_path / "a.jsonl", unique_scans_n=40)
    assert imported(tmp_path / "b.jsonl", unique_scans_n=41).rows_updated == 1
    assert Food.objects.get().scans == 41
    assert Food.objects.get().versions.count() == 1
