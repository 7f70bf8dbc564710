"""The Open Food Facts layer: all of it and nothing else, with its terms."""

import csv
import gzip
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from apps.meals.imports.openfoodfacts import format_of
from apps.meals.imports.runner import run_import
from apps.meals.models import Food
from apps.meals.services import add_manual_version
from apps.shared.provenance import Source
from conftest import make_food

pytestmark = pytest.mark.django_db
HEADER = "code\tproduct_name\tbrands\tfat_100g\n"


def imported(path: Path, *rows: str) -> None:
    path.write_text(HEADER + "".join(rows))
    run_import(path, format_of(path))


def exported(path: Path) -> list[dict[str, str]]:
    call_command("export_openfoodfacts_layer", path)
    with gzip.open(path, "rt", newline="") as file:
        return list(csv.DictReader(file))


def test_versions_of_open_food_facts_come_out_and_no_others(tmp_path):
    imported(tmp_path / "1.tsv", '8076809513753\tPasta, "corta"\tBarilla\t2\n')
    imported(tmp_path / "2.tsv", '8076809513753\tPasta, "corta"\tBarilla\t2.5\n')
    make_food("Pane", source=Source.USDA)
    make_food("Fatta a mano", source=Source.MANUAL, gtin="03017620422003")

    rows = exported(tmp_path / "layer.csv.gz")

    assert [(row["gtin"], row["version"], row["is_current"]) for row in rows] == [
        ("08076809513753", "1", "f"),
        ("08076809513753", "2", "t"),
    ]
    assert [float(row["fat_g"]) for row in rows] == [2, 2.5]
    assert rows[0]["name"] == 'Pasta, "corta"'
    assert rows[0]["protein_g"] == ""
    assert {row["licence"] for row in rows} == {"ODbL-1.0"}


def test_a_version_behind_a_better_source_is_in_the_layer_and_the_better_is_not(tmp_path):
    imported(tmp_path / "1.tsv", "8076809513753\tPasta\tBarilla\t2\n")
    add_manual_version(Food.objects.get().pk, {"fat_g": Decimal(9)}, "100g")

    rows = exported(tmp_path / "layer.csv.gz")

    assert [(row["version"], row["is_current"], float(row["fat_g"])) for row in rows] == [
        ("1", "f", 2)
    ]


def test_the_terms_lie_beside_the_file(tmp_path):
    assert exported(tmp_path / "layer.csv.gz") == []
    terms = (tmp_path / "README-ODbL.txt").read_text()
    assert "Open Food Facts" in terms
    assert "https://opendatacommons.org/licenses/odbl/1-0/" in terms
    assert {path.name for path in tmp_path.iterdir()} == {"layer.csv.gz", "README-ODbL.txt"}


def test_a_directory_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError):
        call_command("export_openfoodfacts_layer", tmp_path / "missing" / "layer.csv.gz")
