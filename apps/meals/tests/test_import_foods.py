"""Importing files into the catalogue: counts, versions, priorities, failures."""

import gzip
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.utils import timezone, translation

from apps.meals.domain.energy_factors import energy_of, factors_of, fuels_of
from apps.meals.imports import merge, statements
from apps.meals.imports.crea import crea_format
from apps.meals.imports.food_record import MappedFood, MappedPortion
from apps.meals.imports.merge import merge_foods
from apps.meals.imports.openfoodfacts import ORIGIN, format_of
from apps.meals.imports.runner import run_import
from apps.meals.imports.starter_loader import ORIGIN as USDA
from apps.meals.models import Food, FoodVersion, ImportRun
from apps.meals.services import add_manual_version
from apps.shared.provenance import Source

pytestmark = pytest.mark.django_db
RECORDINGS = Path(__file__).parent / "recordings"
HEADER = "code\tproduct_name\tbrands\tfat_100g\n"
PASTA = "8076809513753\tPasta\tBarilla\t2\n"
SPREAD = "3017620422003\tCrema\tFerrero\t30.9\n"
COLA = "5449000000996\tCola\tCoca-Cola\t0\n"


def imported(path: Path, **options) -> ImportRun:
    return run_import(path, format_of(path), **options)


def counts(run: ImportRun) -> tuple[int, int, int, int, int]:
    assert run.rows_read == (
        run.rows_created + run.rows_updated + run.rows_unchanged + run.rows_rejected
    )
    return (
        run.rows_read,
        run.rows_created,
        run.rows_updated,
        run.rows_unchanged,
        run.rows_rejected,
    )


def written(path: Path, *rows: str) -> Path:
    path.write_text(HEADER + "".join(rows))
    return path


def row_versions() -> list[tuple]:
    """The transaction that last wrote each row, as PostgreSQL keeps it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, xmin::text, ctid::text FROM meals_food UNION ALL"
            " SELECT id, xmin::text, ctid::text FROM meals_foodversion ORDER BY 1"
        )
        return cursor.fetchall()


def test_an_export_becomes_foods_with_provenance():
    run = imported(RECORDINGS / "openfoodfacts_export.tsv")

    assert counts(run) == (7, 4, 0, 0, 3)
    assert run.status == ImportRun.Status.FINISHED
    assert [one["row"] for one in run.rejections] == [5, 6, 7]
    version = Food.objects.get(gtin="08076809513753").current_version
    assert (version.number, version.source, version.licence) == (1, "openfoodfacts", "ODbL-1.0")
    assert version.confidence == Decimal("0.8")
    assert version.source_id == "8076809513753"
    assert version.completeness == Decimal("0.10")  # iron and folate of twenty
    assert version.micronutrients["iron_mg"] == {"value": "1.2", "confidence": "0.8"}
    assert version.fetched_at == run.started_at
    assert Food.objects.get(gtin="04015533014963").status == Food.Status.FLAGGED


def test_a_second_run_writes_nothing():
    imported(RECORDINGS / "openfoodfacts_export.tsv")
    before = row_versions()

    run = imported(RECORDINGS / "openfoodfacts_export.tsv")

    assert counts(run) == (7, 0, 0, 4, 3)
    assert row_versions() == before


def test_the_last_of_two_rows_with_one_code_counts():
    run = imported(RECORDINGS / "openfoodfacts_macros.csv", chunk_rows=1)

    assert counts(run) == (4, 3, 0, 0, 1)
    assert run.rejections == [{"row": 2, "id": "0000080050100", "reason": "duplicate in file"}]
    yogurt = Food.objects.get(gtin="00000080050100")
    assert yogurt.name == "Yogurt"
    assert yogurt.current_version.saturated_fat_g == Decimal("2.5")
    again = imported(RECORDINGS / "openfoodfacts_macros.csv", chunk_rows=1)
    assert counts(again) == (4, 0, 0, 3, 1)


def test_a_changed_composition_is_a_new_version(tmp_path):
    imported(written(tmp_path / "old.tsv", PASTA, SPREAD))

    run = imported(written(tmp_path / "new.tsv", PASTA.replace("\t2\n", "\t2.5\n"), SPREAD))

    assert counts(run) == (2, 0, 1, 1, 0)
    food = Food.objects.get(gtin="08076809513753")
    assert food.current_version.number == 2
    assert [v.fat_g for v in food.versions.order_by("number")] == [2, Decimal("2.5")]


def test_a_new_name_is_not_a_new_version(tmp_path):
    imported(written(tmp_path / "old.tsv", PASTA))
    new = written(tmp_path / "new.tsv", PASTA.replace("Pasta\tBarilla", "Pasta corta\t"))

    assert counts(imported(new)) == (1, 0, 1, 0, 0)

    food = Food.objects.get()
    assert (food.name, food.brand, food.versions.count()) == ("Pasta corta", "Barilla", 1)
    assert counts(imported(new)) == (1, 0, 0, 1, 0)


def test_a_name_corrected_by_hand_stays(tmp_path):
    imported(written(tmp_path / "old.tsv", PASTA))
    Food.objects.update(name="Pasta di semola")

    imported(written(tmp_path / "new.tsv", PASTA, SPREAD))

    assert Food.objects.get(gtin="08076809513753").name == "Pasta di semola"


def test_a_better_source_stays_current(tmp_path):
    imported(written(tmp_path / "old.tsv", PASTA))
    food = Food.objects.get()
    manual = add_manual_version(food.pk, {}, "100g")
    new = written(tmp_path / "new.tsv", PASTA.replace("Pasta", "Altro").replace("\t2\n", "\t3\n"))

    assert counts(imported(new)) == (1, 0, 1, 0, 0)

    food.refresh_from_db()
    assert food.current_version == manual
    assert food.name == "Pasta"
    assert food.versions.get(number=3).fat_g == 3
    assert counts(imported(new)) == (1, 0, 0, 1, 0)


def test_a_food_without_versions_gets_one(tmp_path):
    food = Food.objects.create(name="Bozza", gtin="08076809513753", status=Food.Status.DRAFT)

    imported(written(tmp_path / "new.tsv", PASTA))

    food.refresh_from_db()
    assert food.current_version.number == 1
    assert food.status == Food.Status.DRAFT


def test_a_food_that_appears_meanwhile_is_not_doubled(monkeypatch, tmp_path):
    looked = merge._different

    def looked_too_early(cursor, records, origin):
        monkeypatch.setattr(merge, "_different", looked)
        return {one.key: None for one in records}

    food = Food.objects.create(name="Altrove", gtin="08076809513753")
    monkeypatch.setattr(merge, "_different", looked_too_early)

    assert counts(imported(written(tmp_path / "new.tsv", PASTA, COLA))) == (2, 1, 1, 0, 0)
    assert Food.objects.get(gtin=food.gtin).pk == food.pk


def test_a_truncated_archive_fails_and_keeps_what_came_before(tmp_path):
    rows = [f"{9780000000000 + n}\tx\t\t1\n" for n in range(30_000)]
    packed = gzip.compress((HEADER + "".join([PASTA, SPREAD, COLA, *rows])).encode())
    path = tmp_path / "part.tsv.gz"
    path.write_bytes(packed[: len(packed) // 2])

    run = imported(path)

    assert run.status == ImportRun.Status.FAILED
    assert "end-of-stream" in run.error
    assert counts(run)[0] > 1000
    assert Food.objects.filter(name="Pasta").exists()
    again = imported(path)
    assert (again.pk, again.status, counts(again)) == (run.pk, ImportRun.Status.FAILED, counts(run))


def test_an_error_of_the_database_fails_the_run(monkeypatch, tmp_path):
    monkeypatch.setattr(statements, "STAGING", "CREATE TEMP TABLE import_staging (only_this text)")
    with pytest.raises(DatabaseError):
        imported(written(tmp_path / "new.tsv", PASTA))
    assert ImportRun.objects.get().status == ImportRun.Status.FAILED
    monkeypatch.undo()

    assert counts(imported(tmp_path / "new.tsv")) == (1, 1, 0, 0, 0)


def test_bad_rows_in_the_middle_are_rejected_with_reasons(tmp_path):
    path = tmp_path / "bad.tsv"
    path.write_bytes(
        (HEADER + PASTA).encode()
        + b"3017620422003\tCr\xe8me\tFerrero\t1\n"
        + b"too\tfew\n"
        + COLA.encode()
    )

    run = imported(path)

    assert counts(run) == (4, 2, 0, 0, 2)
    assert run.rejections == [
        {"row": 2, "id": "", "reason": "not UTF-8: invalid continuation byte at byte 16"},
        {"row": 3, "id": "", "reason": "2 columns, not 4"},
    ]


def test_a_document_of_another_shape_is_rejected(tmp_path):
    path = tmp_path / "odd.jsonl"
    path.write_text(
        '{"code": "96385074", "product_name": "A", "nutrition": {"input_sets": [1]}}\n'
        '{"code": "80050100", "product_name": "B\\u0000b", "nutriments": {"fat_100g": "\\u0000"}}\n'
    )

    run = imported(path)

    assert counts(run) == (2, 1, 0, 0, 1)
    assert run.rejections[0]["reason"].startswith("not understood: AttributeError")
    assert Food.objects.get().name == "B b"


def test_a_file_of_something_else_is_refused(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="Open Food Facts"):
        call_command("import_openfoodfacts", path)
    with pytest.raises(CommandError, match="CREA"):
        call_command("import_crea", path)
    assert not ImportRun.objects.exists()


def test_the_command_prints_counts(capsys):
    with translation.override("en"):
        call_command("import_openfoodfacts", RECORDINGS / "openfoodfacts_dump.jsonl")
    out = capsys.readouterr().out
    assert "6 rows read: 5 created, 0 updated, 0 unchanged, 1 rejected." in out


def test_crea_foods_are_generic_with_portion_and_traces():
    path = RECORDINGS / "crea.csv"
    run = run_import(path, crea_format(path))
    before = row_versions()

    assert counts(run) == (3, 2, 0, 0, 1)
    butter = Food.objects.get(name="Burro, di prova")
    assert (butter.is_generic, butter.is_italian, butter.gtin) == (True, True, None)
    assert butter.name_en == "Butter, test"
    assert [(p.name, p.mass_g) for p in butter.portions.all()] == [("porzione", 10)]
    version = butter.current_version
    assert (version.source, version.source_id, version.licence) == ("crea", "009001", "crea-terms")
    assert version.traces == ["vitamin_c_mg"]
    assert version.nutrients.amounts["vitamin_c_mg"].trace
    assert version.micronutrients["monounsaturated_fat_g"]["confidence"] == "0.7"
    assert counts(run_import(path, crea_format(path))) == (3, 0, 0, 2, 1)
    assert row_versions() == before


def test_aliases_and_portions_come_with_a_food():
    food = MappedFood(
        source_id="171705",
        name="Mela",
        aliases=(("mele", "it"), ("apple\\s", "en")),
        portions=(MappedPortion("1 mela", "180", "1 apple"),),
    )
    merge_foods([food], USDA, timezone.now())
    merge_foods([food], USDA, timezone.now())

    stored = Food.objects.get()
    assert stored.other_names == "mele\napple\\s"
    assert stored.aliases.count() == 2
    assert stored.portions.get().mass_g == 180


def test_the_starter_catalogue_loads_once(capsys):
    call_command("load_starter_catalogue")
    before = row_versions()
    call_command("load_starter_catalogue")

    assert row_versions() == before
    run = ImportRun.objects.order_by("started_at").last()
    assert run.rows_rejected == 0
    assert run.rows_unchanged == run.rows_read == Food.objects.count() > 700
    anchovies = Food.objects.get(
        current_version__source_id="174182"
    )  # Fish, anchovy, european, raw
    assert anchovies.name == "Acciughe fresche crude"
    assert anchovies.current_version.energy_kcal == 131
    assert anchovies.current_version.value_sources["energy_kcal"]["nutrient_id"] == "1008"
    assert "alici" in anchovies.other_names.split("\n")
    assert "alici" in anchovies.search_text


def test_italian_products_of_2021(shared_data):
    path = shared_data / "data" / "openfoodfacts" / "products_2021_italy_full.tsv.gz"
    assert counts(imported(path)) == (883, 850, 0, 0, 33)


def test_italian_products_of_2019(shared_data):
    """26,408 valid codes of which 3 are there twice; see ../shared/data/README.md."""
    path = shared_data / "data" / "openfoodfacts" / "products_2019_italy_macros.csv.gz"
    assert counts(imported(path)) == (26_419, 26_405, 0, 0, 14)
    flagged = FoodVersion.objects.filter(value_sources__fat_g__flag="value-total-over-105")
    assert flagged.exists()


def test_documents_of_the_api(shared_data):
    path = shared_data / "data" / "openfoodfacts" / "api_v2_products.jsonl"
    assert counts(imported(path)) == (30, 28, 0, 0, 2)


def test_the_energy_of_all_crea_foods_follows_from_their_macros(shared_data):
    path = shared_data / "data" / "crea" / "crea_900.csv.gz"
    run = run_import(path, crea_format(path))

    assert counts(run) == (900, 900, 0, 0, 0)
    for version in FoodVersion.objects.all():
        computed = energy_of(fuels_of(version.nutrients), factors_of(Source(version.source)))
        assert abs(computed.kcal - version.energy_kcal) <= 1, version.source_id


def test_the_origin_of_open_food_facts():
    assert (ORIGIN.licence.value, str(ORIGIN.confidence)) == ("ODbL-1.0", "0.8")
