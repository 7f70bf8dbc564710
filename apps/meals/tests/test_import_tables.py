"""Food tables of other countries: what their cells mean, what is turned down, and why."""

import csv
import gzip
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from apps.meals.imports.macro_tables import bls_format, ciqual_format
from apps.meals.imports.reading import SourceError
from apps.meals.imports.runner import run_import
from apps.meals.imports.swiss import swiss_format
from apps.meals.imports.usda import usda_format
from apps.meals.models import Food, FoodVersion, ImportRun

pytestmark = pytest.mark.django_db

SWISS = [
    "name,proteins,carbohydrates,sugars,fats,saturated_fats,dietary_fiber,salt,sodium,energy,"
    "iron,selenium,vitamin_b7_micro,caffeine_milli,zinc",
    "Salmone di prova,23.2,0.0,0.0,8.9,1.1,0.0,4.1,1.66,173,0.0,1.7e-05,4.5,,0.0004",
    "Caffè di prova,0.1,0.3,0.0,0.0,0.0,0.0,0.0,0.001,2,0.0001,0.0,,57,-1",
    ",1,1,1,1,1,1,1,1,10,,,,,",
]
USDA = [
    "foodName,data_type,food_category,Energy,Protein,Carbohydrate,Fiber,Total fat,Sodium,Iron",
    '"Bread, test",sr_legacy_food,Baked,252.5,12,45.0,6.5,3.5,400,2.1',
    "Fritter,survey_fndds_food,,300,5,40,,12,,",
    "Crude sample,sub_sample_food,,100,1,2,3,4,5,6",
    "Air,foundation_food,,,1,2,3,4,5,6",
]
PORTIONS = [
    "id,fdc_id,description,amount,measure_unit_id,portion_description,modifier,gram_weight",
    '1,7,"Bread, test",1.0,0,,slice,35.0',
    '2,7,"Bread, test",1.0,0,,slice,36.0',
    '3,7,"Bread, test",,0,1 large roll,10205,80',
    '4,7,"Bread, test",1.0,1120,,Edible,143',
    "5,8,Fritter,,0,Quantity not specified,90000,70",
]
CIQUAL = [
    {"nome": "Gin, test", "nome_it": "Gin di prova", "nome_en": "Gin, test", "fibre": 0.0}
    | {"carboidrati_disponibili": 0.0, "grassi": 0.0, "proteine": 0.0, "calorie": 265.0}
    | {"categoria": "beverages"},
    {"nome": "Beans", "nome_it": "Fagioli", "nome_en": "Beans", "fibre": 5.5, "calorie": -1}
    | {"carboidrati_disponibili": 9.0, "grassi": 0.5, "proteine": 6.0, "categoria": None},
    {"nome": "Nameless", "nome_it": " ", "fibre": 1.0},
    ["not", "a", "food"],
]
BLS = [
    {"nome": "Hafer", "nome_it": "avena", "nome_en": "Oat", "food_code": "X1", "fibre": 9.3}
    | {"carboidrati_disponibili": 53.7, "grassi": 7.09, "proteine": 11.375, "calorie": 343.0},
]


def lines(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join(rows) + "\n")
    return path


def packed(path: Path, table: object) -> Path:
    path.write_bytes(gzip.compress(json.dumps(table).encode()))
    return path


def counts(run: ImportRun) -> tuple[int, int, int, int, int]:
    return (
        run.rows_read,
        run.rows_created,
        run.rows_updated,
        run.rows_unchanged,
        run.rows_rejected,
    )


def version_of(name: str) -> FoodVersion:
    return Food.objects.get(name=name).current_version


def test_swiss_amounts_are_grams_unless_the_column_says_otherwise(tmp_path):
    path = lines(tmp_path / "swiss.csv", SWISS)
    run = run_import(path, swiss_format(path))

    assert counts(run) == (3, 2, 0, 0, 1)
    assert run.reasons == {"name missing": 1}
    salmon = version_of("Salmone di prova")
    assert (salmon.source, salmon.licence) == ("swiss", "fsvo-terms")
    assert salmon.confidence == Decimal("0.85")
    assert salmon.sodium_mg == 1660
    assert salmon.fiber_g == 0
    assert salmon.micronutrients["zinc_mg"]["value"] == "0.4"
    assert salmon.micronutrients["selenium_ug"]["value"] == "17"
    assert salmon.micronutrients["biotin_ug"]["value"] == "4.5"
    assert version_of("Caffè di prova").micronutrients["caffeine_mg"]["value"] == "57"


def test_swiss_zeros_of_micronutrients_are_unknown(tmp_path):
    path = lines(tmp_path / "swiss.csv", SWISS)
    run_import(path, swiss_format(path))

    assert "iron_mg" not in version_of("Salmone di prova").micronutrients
    coffee = Food.objects.get(name="Caffè di prova")
    assert "selenium_ug" not in coffee.current_version.micronutrients
    assert coffee.current_version.value_sources["zinc_mg"]["reason"] == "negative"
    assert coffee.status == Food.Status.FLAGGED


def test_usda_carbohydrate_is_without_fibre_and_portions_come_along(tmp_path):
    path, portions = lines(tmp_path / "foods.csv", USDA), lines(tmp_path / "p.csv", PORTIONS)
    run = run_import(path, usda_format(path, portions))

    assert counts(run) == (4, 2, 0, 0, 2)
    assert run.reasons == {"not a generic food": 1, "energy missing": 1}
    bread = version_of("Bread, test")
    assert bread.carbohydrate_g == Decimal("38.5")  # 45 − 6.5
    assert bread.salt_g == 1  # 2.5 × 400 mg
    assert [(p.name, p.mass_g) for p in bread.food.portions.all()] == [
        ("1 slice", 35),
        ("1 large roll", 80),
    ]
    fritter = version_of("Fritter")
    assert fritter.carbohydrate_g == 40
    assert fritter.value_sources["carbohydrate_g"]["confidence"] == "0.6"
    assert not fritter.food.portions.exists()


def test_a_fibre_of_zero_is_unknown_in_the_compact_tables(tmp_path):
    path = packed(tmp_path / "ciqual.json.gz", CIQUAL)
    run = run_import(path, ciqual_format(path))

    assert counts(run) == (4, 2, 0, 0, 2)
    assert run.reasons == {"name missing": 1, "not an object": 1}
    gin = version_of("Gin di prova")
    assert (gin.source, gin.licence) == ("ciqual", "etalab-2.0")
    assert gin.fiber_g is None
    assert gin.protein_g == 0
    beans = version_of("Fagioli")
    assert beans.fiber_g == Decimal("5.5")
    assert beans.energy_kcal is None
    assert beans.value_sources["energy_kcal"] == {"rejected": "-1", "reason": "negative"}


def test_bls_foods_keep_their_codes_and_names(tmp_path):
    path = packed(tmp_path / "bls.json.gz", BLS)
    run_import(path, bls_format(path))

    oat = version_of("avena")
    assert (oat.source, oat.source_id, oat.licence) == ("bls", "X1", "CC-BY-4.0")
    assert oat.food.name_en == "Oat"
    assert oat.fiber_g == Decimal("9.3")


def test_a_table_is_not_taken_for_another(tmp_path):
    bls, ciqual = packed(tmp_path / "b.gz", BLS), packed(tmp_path / "c.gz", CIQUAL)
    for form, path in ((ciqual_format, bls), (bls_format, ciqual), (usda_format, ciqual)):
        with pytest.raises(SourceError):
            form(path)
    with pytest.raises(CommandError):
        call_command("import_swiss", lines(tmp_path / "u.csv", USDA))
    assert not ImportRun.objects.exists()


def test_an_array_that_ends_in_the_middle_is_refused(tmp_path):
    path = tmp_path / "ciqual.json"
    path.write_text(json.dumps(CIQUAL)[:300])
    with pytest.raises(SourceError, match="JSON"):
        ciqual_format(path)


def test_a_corrected_figure_is_a_new_version_and_the_rest_stays(tmp_path):
    path = packed(tmp_path / "ciqual.json.gz", CIQUAL)
    run_import(path, ciqual_format(path))
    assert counts(run_import(path, ciqual_format(path))) == (4, 0, 0, 2, 2)

    corrected = packed(tmp_path / "new.json.gz", [CIQUAL[0] | {"calorie": 244.0}, CIQUAL[1]])

    assert counts(run_import(corrected, ciqual_format(corrected))) == (2, 0, 1, 1, 0)
    assert version_of("Gin di prova").energy_kcal == 244
    assert version_of("Gin di prova").number == 2


@pytest.mark.parametrize(
    ("command", "file", "expected"),
    [
        # 1,190 foods, of which two are named Zwieback
        ("import_swiss", "swiss/swiss_fcdb_it.csv", (1190, 1189, 0, 0, 1)),
        ("import_ciqual", "ciqual/ciqual_2025_macros.json.gz", (3323, 3323, 0, 0, 0)),
        ("import_bls", "bls/bls_4_macros.json.gz", (7043, 7043, 0, 0, 0)),
    ],
)
def test_the_whole_tables(shared_data, command, file, expected):
    call_command(command, shared_data / "data" / file)
    assert counts(ImportRun.objects.get()) == expected


def test_the_usda_table(shared_data):
    folder = shared_data / "data" / "usda"
    with gzip.open(folder / "generic_foods.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    kinds = {"sr_legacy_food", "survey_fndds_food", "foundation_food"}
    usable = {
        " ".join(row["foodName"].split())
        for row in rows
        if row["data_type"] in kinds and row["Energy"]
    }

    call_command("import_usda", folder / "generic_foods.csv.gz")

    run = ImportRun.objects.get()
    assert run.rows_read == len(rows) == 8781
    assert run.rows_created == Food.objects.count() == len(usable)
    assert run.rows_rejected == sum(run.reasons.values())
