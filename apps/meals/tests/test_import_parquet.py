"""The Parquet export of Open Food Facts, made here in its official layout."""

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from apps.meals.imports.openfoodfacts import format_of
from apps.meals.imports.reading import SourceError
from apps.meals.imports.runner import run_import
from apps.meals.models import Food, ImportRun

pytestmark = pytest.mark.django_db

TEXTS = pa.list_(pa.struct([("lang", pa.string()), ("text", pa.string())]))
NUTRIMENTS = pa.list_(
    pa.struct(
        [
            ("name", pa.string()),
            ("value", pa.float32()),
            ("100g", pa.float32()),
            ("serving", pa.float32()),
            ("unit", pa.string()),
            ("prepared_value", pa.float32()),
            ("prepared_100g", pa.float32()),
            ("prepared_serving", pa.float32()),
            ("prepared_unit", pa.string()),
        ]
    )
)
SCHEMA = pa.schema(
    [
        ("code", pa.string()),
        ("lang", pa.string()),
        ("brands", pa.string()),
        ("product_name", TEXTS),
        ("categories_tags", pa.list_(pa.string())),
        ("countries_tags", pa.list_(pa.string())),
        ("nutrition_data_per", pa.string()),
        ("serving_quantity", pa.string()),
        ("product_quantity_unit", pa.string()),
        ("nova_group", pa.int32()),
        ("last_modified_t", pa.int64()),
        ("nutriments", NUTRIMENTS),
        ("images", pa.list_(pa.struct([("key", pa.string())]))),
    ]
)
PASTA = {
    "code": "8076809513753",
    "lang": "fr",
    "brands": "Barilla",
    "product_name": [
        {"lang": "main", "text": "Pâtes"},
        {"lang": "fr", "text": "Pâtes"},
        {"lang": "it", "text": "Pasta"},
        {"lang": "en", "text": "Pasta shapes"},
    ],
    "categories_tags": ["en:cereals", "en:pastas"],
    "countries_tags": ["en:france"],
    "nova_group": 1,
    "last_modified_t": 1_700_000_000,
    "nutriments": [
        {"name": "energy-kcal", "value": 359, "100g": 359, "unit": "kcal"},
        {"name": "fat", "value": 2000, "100g": 2.1, "unit": "mg"},
        {"name": "salt", "value": 13, "100g": 0.013, "unit": "mg"},
        {"name": "fiber", "prepared_100g": 9, "prepared_unit": "g"},
    ],
}
COLA = {
    "code": "5449000000996",
    "lang": "en",
    "product_name": [{"lang": "main", "text": "Cola"}],
    "nutrition_data_per": "serving",
    "serving_quantity": "330",
    "product_quantity_unit": "ml",
    "nutriments": [{"name": "carbohydrates", "serving": 35, "value": 35, "unit": "g"}],
}
NAMELESS = {"code": "3017620422003", "product_name": [], "nutriments": []}


def written(path: Path, *products: dict) -> Path:
    table = pa.Table.from_pylist(list(products), schema=SCHEMA)
    parquet.write_table(table, path, row_group_size=2)
    return path


def imported(path: Path) -> ImportRun:
    return run_import(path, format_of(path))


def test_lists_of_names_and_nutrients_become_a_food(tmp_path):
    run = imported(written(tmp_path / "food.parquet", PASTA, NAMELESS))

    assert (run.rows_read, run.rows_created, run.rows_rejected) == (2, 1, 1)
    assert run.rejections == [{"row": 2, "id": "3017620422003", "reason": "name missing"}]
    pasta = Food.objects.get()
    assert (pasta.name, pasta.name_en, pasta.brand) == ("Pasta", "Pasta shapes", "Barilla")
    assert pasta.category == "en:pastas"
    version = pasta.current_version
    assert version.energy_kcal == 359
    assert version.fat_g == Decimal("2.1")  # single precision says 2.0999999046
    assert version.sodium_mg == Decimal("5.2")  # 0.013 g of salt / 2.5
    assert version.fiber_g is None  # of the dish, not of what is sold
    assert version.label_facts["nova_group"] == 1
    assert version.source_modified_at.timestamp() == 1_700_000_000


def test_amounts_per_serving_are_brought_to_100_ml(tmp_path):
    imported(written(tmp_path / "food.parquet", COLA))

    version = Food.objects.get().current_version
    assert version.per == "100ml"
    assert version.carbohydrate_g == Decimal("10.6061")  # 35 / 330 × 100
    assert "derived" in version.value_sources["carbohydrate_g"]


def test_row_groups_are_read_one_after_the_other_and_twice_changes_nothing(tmp_path):
    others = [PASTA | {"code": code} for code in ("96385074", "80050100", "3017620422003")]
    path = written(tmp_path / "food.parquet", PASTA, COLA, *others)

    assert imported(path).rows_created == 5
    assert imported(path).rows_unchanged == 5


def test_the_same_food_from_parquet_and_from_the_dump_is_one(tmp_path):
    imported(written(tmp_path / "food.parquet", PASTA))
    line = tmp_path / "dump.jsonl"
    line.write_text('{"code": "8076809513753", "product_name": "Pasta", "nutriments": {}}\n')

    run = imported(line)

    assert run.reasons == {"older than what is known": 1}
    assert Food.objects.get().versions.count() == 1


def test_a_file_cut_in_the_middle_or_of_something_else_is_refused(tmp_path):
    path = written(tmp_path / "food.parquet", PASTA, COLA)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(SourceError):
        format_of(path)
    parquet.write_table(pa.table({"code": ["1"]}), tmp_path / "other.parquet")
    with pytest.raises(SourceError, match="Open Food Facts"):
        format_of(tmp_path / "other.parquet")
