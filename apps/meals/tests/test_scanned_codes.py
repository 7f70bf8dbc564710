"""What scanners send: GS1 elements, digital links, prefixes with a meaning. Worked out by hand
from the GS1 General Specifications; the GTIN is the one of Open Food Facts' documentation."""

from datetime import date

import pytest

from apps.meals.domain.barcodes import NO_GTIN, BarcodeError, Kind, corrections, read_scanned

NUTELLA = "03017620422003"
GS = "\x1d"


@pytest.mark.parametrize(
    "text",
    [
        f"]d201{NUTELLA}1726123110AB-12{GS}21X1",
        f"]d2{GS}01{NUTELLA}1726123110AB-12",
        f"]Q301{NUTELLA}10AB-12{GS}17261231",
        f"10AB-12{GS}01{NUTELLA}17261231",
        f"01{NUTELLA}10AB-12\u241d17261231",
        f"(01){NUTELLA}(10)AB-12(17)261231",
        f"(17) 261231 (10) AB-12 (01) {NUTELLA}",
        f"https://id.gs1.org/01/{NUTELLA}/10/AB-12?17=261231",
        f"https://example.com/it/p/01/{NUTELLA}/10/AB%2D12/21/7?17=261231&linkType=all",
        f"HTTPS://EXAMPLE.COM/01/{NUTELLA}?10=AB-12&17=261231",
        f"https:/id.gs1.org/gtin/{NUTELLA}/10/AB-12?17=261231",
    ],
)
def test_it_reads_product_batch_and_expiry(text: str) -> None:
    scanned = read_scanned(text)

    assert scanned.gtin == NUTELLA
    assert scanned.kind == Kind.PRODUCT
    assert (scanned.batch, scanned.expiry) == ("AB-12", date(2026, 12, 31))


def test_a_day_of_zero_is_the_last_of_the_month() -> None:
    assert read_scanned(f"(01){NUTELLA}(15)280200").expiry == date(2028, 2, 29)


def test_the_day_to_use_it_by_goes_before_the_best_before_day() -> None:
    assert read_scanned(f"(01){NUTELLA}(15)261101(17)261231").expiry == date(2026, 12, 31)


@pytest.mark.parametrize(
    "text", [f"01{NUTELLA}17269999", f"01{NUTELLA}99", f"(01){NUTELLA}(00)1", f"01{NUTELLA}5"]
)
def test_elements_that_cannot_be_read_do_not_hide_the_product(text: str) -> None:
    scanned = read_scanned(text)

    assert (scanned.gtin, scanned.expiry) == (NUTELLA, None)


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("]E03017620422003", NUTELLA),
        ("]E480050100", "00000080050100"),
        ("]I113017620422000", "13017620422000"),
        ("]E3301762042200312", NUTELLA),
        ("]C08076809513753", "08076809513753"),
    ],
)
def test_it_drops_what_names_the_symbology(text: str, gtin: str) -> None:
    assert read_scanned(text).gtin == gtin


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/product/1",
        "https://example.com/01/12",
        f"(02){NUTELLA}(37)10",
        f"17261231{GS}10A",
    ],
)
def test_a_code_without_a_product_is_refused(text: str) -> None:
    with pytest.raises(BarcodeError) as caught:
        read_scanned(text)
    assert caught.value.code == NO_GTIN


@pytest.mark.parametrize("text", [f"(01){NUTELLA[:-1]}4", f"https://id.gs1.org/01/{NUTELLA[:-1]}4"])
def test_a_wrong_check_digit_is_seen_inside_elements_too(text: str) -> None:
    with pytest.raises(BarcodeError) as caught:
        read_scanned(text)
    assert (caught.value.expected_digit, caught.value.wrong_gtin) == ("3", f"{NUTELLA[:-1]}4")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("8076809513753", Kind.PRODUCT),
        ("80050100", Kind.PRODUCT),
        ("13017620422000", Kind.CASE),
        # 2 012345 00000: 3·(0+2+4+0+0+0) + (2+1+3+5+0+0) = 29, check digit 1
        ("2012345000001", Kind.IN_STORE),
        ("20123451", Kind.IN_STORE),
        # 2 12345 67890: 3·(2+2+4+6+8+0) + (1+3+5+7+9) = 91, check digit 9
        ("212345678909", Kind.IN_STORE),
        # 977 (ISSN) 0317-8471, the example of the ISSN manual
        ("9770317847001", Kind.PERIODICAL),
        # 978 (ISBN) 0-306-40615-7, the example of the ISBN manual
        ("9780306406157", Kind.BOOK),
        # 981 234567890: 3·(8+2+4+6+8+0) + (9+1+3+5+7+9) = 118, check digit 2
        ("9812345678902", Kind.COUPON),
    ],
)
def test_it_says_what_the_number_is_given_to(code: str, kind: Kind) -> None:
    assert read_scanned(code).kind == kind
    assert kind.is_traded == (kind in {Kind.PRODUCT, Kind.CASE})


def test_the_true_number_is_among_the_corrections_of_a_slip() -> None:
    assert "08076809513753" in corrections("08076809513735")  # exchanged
    assert "08076809513753" in corrections("08076809518753")  # another digit
    assert "00000080050100" in corrections("00000080050700")


def test_the_corrections_are_right_one_slip_away_and_begin_with_the_last_digit() -> None:
    found = corrections("08076809513754")

    assert found[0] == "08076809513753"
    assert all(read_scanned(gtin).gtin == gtin for gtin in found)
    assert len(found) == len(set(found))
    # one digit for each of the thirteen places; no exchange of neighbours mends this one
    assert len(found) == 13


def test_the_padding_of_a_short_code_is_not_corrected() -> None:
    assert all(gtin.startswith("000000") for gtin in corrections("00000080050101"))
