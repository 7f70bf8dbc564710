"""Cases: ../shared/reference/barcode_normalization.json, and some of them typed here."""

import json
from pathlib import Path

import pytest

from apps.meals.domain import barcodes
from apps.meals.domain.barcodes import BarcodeError, normalise

NUTELLA = "03017620422003"  # 3017620422003, the example of Open Food Facts' own documentation


def reference(shared_data: Path) -> dict:
    return json.loads((shared_data / "reference" / "barcode_normalization.json").read_text())


@pytest.mark.parametrize(
    ("given", "gtin"),
    [
        ("3017620422003", NUTELLA),
        (" 3017620-422003 ", NUTELLA),
        ("03017620422003", NUTELLA),
        ("80050100", "00000080050100"),
        ("0000080050100", "00000080050100"),
        # UPC-A of Kleenex, the textbook example, with and without its zero
        ("036000291452", "00036000291452"),
        ("36000291452", "00036000291452"),
        ("(01)03017620422003", NUTELLA),
        ("]C10103017620422003", NUTELLA),
        ("https://id.example.com/01/03017620422003?17=261231", NUTELLA),
        # UPC-E, worked out by hand: 0 49634 0 → 049 00000 634, check digit 6
        ("04963406", "00049000006346"),
        ("01234531", "00012300000451"),
        ("01234565", "00012345000065"),
        # A GTIN-8 beginning with 1 stays one, though it could be read as UPC-E
        ("12345670", "00000012345670"),
    ],
)
def test_it_normalises(given: str, gtin: str) -> None:
    assert normalise(given) == gtin
    assert normalise(gtin) == gtin


def test_a_scanner_may_say_that_it_read_upc_e() -> None:
    # 1 23456 0000 7: 3·(1+3+5+0+0+7) + (2+4+6+0+0) = 60, check digit 0
    assert normalise("12345670", is_upc_e=True) == "00123456000070"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("", barcodes.EMPTY),
        (" - ", barcodes.EMPTY),
        ("0000000000000", barcodes.EMPTY),
        ("0", barcodes.TOO_SHORT),
        ("123", barcodes.TOO_SHORT),
        ("1234567", barcodes.TOO_SHORT),
        ("30176204abc03", barcodes.NOT_DIGITS),
        ("３０１７６２０４２２００３", barcodes.NOT_DIGITS),
        ("301762042200312", barcodes.TOO_LONG),
        ("3" * 30, barcodes.TOO_LONG),
        ("2123456789012", barcodes.WRONG_CHECK_DIGIT),
    ],
)
def test_it_says_what_is_wrong(given: str, code: str) -> None:
    with pytest.raises(BarcodeError) as caught:
        normalise(given)
    assert caught.value.code == code


def test_it_proposes_the_right_last_digit() -> None:
    with pytest.raises(BarcodeError) as caught:
        normalise("036000291455")
    assert caught.value.expected_digit == "2"


@pytest.mark.parametrize(
    ("gtin", "in_store"),
    [
        ("02123456789010", True),
        ("00212345678904", True),
        ("00000020123451", True),
        ("08076809513753", False),
        ("00000080050100", False),
        ("00036000291452", False),
    ],
)
def test_it_knows_the_numbers_shops_give_themselves(gtin: str, in_store: bool) -> None:
    assert barcodes.is_in_store(gtin) is in_store


def test_it_knows_the_italian_prefixes() -> None:
    italian = ["08076809513753", "00000080050100", "08390000000001"]
    assert all(barcodes.is_italian(gtin) for gtin in italian)
    assert not any(barcodes.is_italian(gtin) for gtin in [NUTELLA, "08400000000008"])


@pytest.mark.parametrize(
    ("gtin", "code"),
    [
        (NUTELLA, "3017620422003"),
        ("00000080050100", "80050100"),
        ("00036000291452", "0036000291452"),
        ("13017620422000", "13017620422000"),
    ],
)
def test_it_gives_the_form_of_open_food_facts(gtin: str, code: str) -> None:
    assert barcodes.off_code(gtin) == code


def test_the_reference_cases_of_valid_codes(shared_data: Path) -> None:
    cases = [c for c in reference(shared_data)["executed_cases"] if len(c["input"]) >= 8]
    valid = [case for case in cases if case["stdnum_valid_normalized"]]
    assert len(valid) == 15
    for case in valid:
        gtin = normalise(case["input"])
        assert barcodes.off_code(gtin) == case["openfoodfacts_sdk"]
        assert gtin == case["openfoodfacts_sdk"].zfill(14)


def test_the_reference_cases_of_wrong_codes(shared_data: Path) -> None:
    # 04963406 has a wrong check digit as a GTIN-8 only because it is UPC-E.
    wrong = [
        case
        for case in reference(shared_data)["executed_cases"]
        if not case["stdnum_valid_normalized"] and case["input"] != "04963406"
    ]
    assert len(wrong) == 3
    for case in wrong:
        padded = case["openfoodfacts_sdk"].zfill(14)
        assert barcodes.check_digit(padded[:-1]) == case["check_digit_expected"]
        with pytest.raises(BarcodeError):
            normalise(case["input"])


def test_the_reference_cases_of_upc_e(shared_data: Path) -> None:
    for case in reference(shared_data)["upc_e_cases"]:
        assert normalise(case["upc_e"]) == case["upc_a"].zfill(14)
        assert barcodes.off_code(normalise(case["upc_e"])) == case["normalized"]


def test_the_reference_cases_of_the_perl_rule(shared_data: Path) -> None:
    given = [c for c in reference(shared_data)["perl_normalize_code_cases"] if c["input"]]
    assert given
    for case in given:
        assert barcodes.off_code(normalise(case["input"])) == case["expected"]


def test_normalising_a_reference_case_twice_changes_nothing(shared_data: Path) -> None:
    valid = [c for c in reference(shared_data)["executed_cases"] if c["stdnum_valid_normalized"]]
    for case in valid:
        if len(case["input"]) >= 8:
            assert normalise(normalise(case["input"])) == normalise(case["input"])


def test_where_the_reference_rules_differ_from_ours(shared_data: Path) -> None:
    """Its ``known_divergences``, one by one."""
    assert len(reference(shared_data)["known_divergences"]) == 4
    for refused in ["036000291455", "", "0", "123"]:
        with pytest.raises(BarcodeError):
            normalise(refused)
    assert normalise("34000470693") == normalise("034000470693") == "00034000470693"
