"""What the importers make of rows written by hand in ``recordings``; sums in the comments."""

from decimal import Decimal
from pathlib import Path

import pytest

from apps.meals.imports.amounts import parsed
from apps.meals.imports.crea import crea_format
from apps.meals.imports.food_record import MappedFood, Rejection, record
from apps.meals.imports.openfoodfacts import format_of
from apps.meals.imports.openfoodfacts.documents import map_document
from apps.meals.imports.reading import Broken

RECORDINGS = Path(__file__).parent / "recordings"


def mapped(name: str, form=None) -> list[MappedFood | Rejection | Broken]:
    path = RECORDINGS / name
    form = form or format_of(path)
    return [row if isinstance(row, Broken) else form.map_row(row) for row in form.rows(path)]


@pytest.fixture(scope="module")
def export():
    return mapped("openfoodfacts_export.tsv")


@pytest.fixture(scope="module")
def dump():
    return mapped("openfoodfacts_dump.jsonl")


@pytest.fixture(scope="module")
def crea():
    return mapped("crea.csv", crea_format(RECORDINGS / "crea.csv"))


def test_the_export_gives_grams_in_all_our_units(export):
    pasta = export[0]
    assert pasta.gtin == "08076809513753"
    assert pasta.name == "Spaghetti n°5"
    assert pasta.brand == "Barilla, Mulino"
    assert pasta.category == "en:pastas"
    assert pasta.is_italian  # by its GS1 prefix
    assert pasta.per == "100g"
    assert pasta.amounts["energy_kcal"] == 359
    assert pasta.amounts["sodium_mg"] == Decimal("5.2")  # 0.0052 g
    assert pasta.amounts["iron_mg"] == Decimal("1.2")  # 0.0012 g
    assert pasta.amounts["folate_ug"] == 30  # 0.00003 g under "folates"
    assert pasta.amounts["alpha_linolenic_acid_g"] == Decimal("0.04")
    assert pasta.notes == {}
    assert not pasta.flagged


def test_what_a_row_leaves_out_is_unknown(export):
    assert "fiber_g" not in export[1].amounts
    assert "alcohol_g" not in export[0].amounts


def test_energy_and_salt_are_derived_and_say_so(export):
    spread = export[1]
    assert spread.amounts["energy_kcal"] == Decimal("538.2409")  # 2252 / 4.184
    assert spread.notes["energy_kcal"] == {"derived": "kJ / 4.184"}
    assert spread.amounts["salt_g"] == Decimal("0.1070")  # 2.5 × 0.0428
    assert spread.notes["salt_g"] == {"derived": "2.5 x sodium"}


def test_impossible_numbers_are_kept_out_with_a_note(export):
    spread = export[1]
    assert "vitamin_c_mg" not in spread.amounts
    assert spread.notes["vitamin_c_mg"] == {"rejected": "NaN", "reason": "not finite"}
    assert spread.notes["protein_g"] == {"rejected": "-6.3", "reason": "negative"}
    assert spread.flagged


def test_a_product_without_a_name_has_its_description(export):
    assert export[1].name == "Pâte à tartiner"
    assert export[1].is_italian  # sold there


def test_products_sold_by_volume_are_per_100_ml(export):
    assert export[2].per == "100ml"
    assert export[2].amounts["alcohol_g"] == 0


def test_implausible_products_are_kept_and_flagged(export):
    amaro = export[3]
    assert amaro.amounts["alcohol_g"] == Decimal("23.67")  # 30 % vol × 0.789
    assert amaro.amounts["fat_g"] == 60
    assert amaro.notes["fat_g"] == {"flag": "value-total-over-105"}  # 60 + 50
    assert amaro.flagged


def test_rows_that_cannot_be_foods_say_why(export):
    assert [one.reason for one in export[4:]] == [
        "barcode_wrong_check_digit: last digit is 4, not 3",
        "barcode_too_short: 3 digits, at least 8",
        "name missing",
    ]


def test_the_older_extract_has_quotes_and_line_ends():
    rows = mapped("openfoodfacts_macros.csv")
    assert [row.name for row in rows] == [
        'Spaghetti, "n. 5"',
        "Yaourte",
        "Senza valori",
        "Yogurt",
    ]
    assert rows[1].amounts["sodium_mg"] == Decimal("55.1181")  # 0.0551181102362205 g
    assert rows[1].amounts["fiber_g"] == 0
    assert rows[2].gtin == "00036000291452"
    assert rows[2].amounts == {}


def test_a_document_has_grams_whatever_its_unit_says(dump):
    pasta = dump[0]
    assert (pasta.name, pasta.name_en) == ("Pasta", "Pasta shapes")
    assert pasta.amounts["salt_g"] == Decimal("0.013")
    assert pasta.amounts["sodium_mg"] == Decimal("5.2")
    assert pasta.amounts["fat_g"] == 2  # only fat_value, in mg
    assert pasta.amounts["iron_mg"] == Decimal("1.2")
    assert not {"fiber_g", "sugars_g", "vitamin_d_ug"} & pasta.amounts.keys()
    assert pasta.notes["vitamin_d_ug"] == {"rejected": "40 IU", "reason": "unit not known"}


def test_values_per_serving_are_never_taken_as_per_100(dump):
    cola, spread = dump[1], dump[2]
    assert cola.amounts["energy_kcal"] == Decimal("42.1212")  # 139 / 330 × 100
    assert cola.notes["energy_kcal"] == {"derived": "serving / serving quantity x 100"}
    assert cola.amounts["carbohydrate_g"] == Decimal("10.6")
    assert "sugars_g" not in cola.amounts
    assert cola.per == "100ml"
    assert spread.name == "Aufstrich"
    assert spread.amounts == {}


def test_estimates_are_not_label_values(dump):
    rice = dump[3]
    assert rice.per == "100ml"
    assert not {"zinc_mg", "protein_g", "sugars_g"} & rice.amounts.keys()
    assert rice.amounts["fat_g"] == Decimal("0.5")
    assert rice.notes["fat_g"] == {"modifier": "<"}
    assert rice.amounts["carbohydrate_g"] == Decimal("10.5")
    assert rice.amounts["energy_kcal"] == Decimal("95.6023")  # 400 kJ / 4.184, not 140.5
    assert rice.amounts["salt_g"] == Decimal("0.0502")  # 50.2 mg
    assert rice.amounts["sodium_mg"] == Decimal("20.08")  # from salt
    assert rice.amounts["vitamin_b12_ug"] == Decimal("0.4")
    assert rice.amounts["iron_mg"] == 3  # 1.5 mg in 50 g


def test_a_broken_line_and_an_answer_in_the_dump(dump):
    assert dump[4].reason.startswith("not JSON: ")
    assert (dump[5].gtin, dump[5].name) == ("00000096385074", "Dentro una risposta")


def test_crea_keeps_unknown_trace_and_zero_apart(crea):
    butter, lettuce = crea[0], crea[1]
    assert butter.amounts["iron_mg"] == 0
    assert "iron_mg" not in butter.traces
    assert butter.amounts["vitamin_c_mg"] == 0
    assert butter.traces == ("vitamin_c_mg",)
    assert "vitamin_c_mg" not in lettuce.amounts
    assert lettuce.traces == ("sodium_mg", "salt_g")


def test_crea_fatty_acids_are_shares_of_the_fatty_acids(crea):
    butter, lettuce = crea[0], crea[1]
    assert butter.amounts["saturated_fat_g"] == Decimal("47.2878")  # 83.4 × 0.945 × 60 %
    assert butter.notes["saturated_fat_g"]["confidence"] == "0.7"
    assert "saturated_fat_g" not in lettuce.amounts
    assert lettuce.notes["saturated_fat_g"] == {"unconverted": "24.5 g per 100 g of fatty acids"}


def test_crea_salt_and_portion(crea):
    butter = crea[0]
    assert butter.amounts["salt_g"] == Decimal("0.0175")  # 2.5 × 7 mg
    assert [(one.name, one.mass_g) for one in butter.portions] == [("porzione", "10")]
    assert butter.is_generic
    assert crea[2] == Rejection("009003", "code or name missing")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", Decimal("0.001")),
        ("inf", "not finite"),
        ("-0.1", "negative"),
        ("1180000000", "too large"),
        ("1,5", "not a number"),
        ("0.00005", Decimal("0.0000")),
    ],
)
def test_numbers(text, value):
    assert parsed(text) == value


def test_the_hash_has_a_half_for_composition_and_one_for_description():
    form = format_of(RECORDINGS / "openfoodfacts_dump.jsonl")
    document = {"code": "96385074", "product_name": "A", "nutriments": {"fat_100g": "7"}}
    first = record(map_document(document), form.origin).content_hash
    renamed = record(map_document({**document, "product_name": "B"}), form.origin).content_hash
    same = {**document, "code": "0000096385074", "nutriments": {"fat_100g": 7.00}}
    assert record(map_document(same), form.origin).content_hash == first
    assert renamed[:16] == first[:16]
    assert renamed[16:] != first[16:]
