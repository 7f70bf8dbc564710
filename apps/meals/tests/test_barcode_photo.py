"""Barcodes are read from real pictures, made here by the library that also reads them."""

from decimal import Decimal

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from apps.meals.tests.pictures import encoded, plate, upload
from conftest import make_food

pytestmark = pytest.mark.django_db

EAN = "8076809513753"


def barcode(text: str, kind=zxingcpp.BarcodeFormat.EAN13, scale: int = 3) -> Image.Image:
    made = zxingcpp.create_barcode(text, kind).to_image(scale=scale)
    return Image.fromarray(made).convert("RGB")


def on_a_package(code: Image.Image, *, angle: float = 0) -> Image.Image:
    """The code on a grey package, turned, a little blurred, and grainy like a cheap camera."""
    package = Image.new("RGB", (900, 700), (190, 190, 180))
    turned = code.rotate(angle, expand=True, fillcolor="white")
    package.paste(turned, ((900 - turned.width) // 2, (700 - turned.height) // 2))
    grain = Image.effect_noise(package.size, 30).convert("RGB")
    return Image.blend(package, grain, 0.2).filter(ImageFilter.GaussianBlur(0.8))


def scan(client, picture: Image.Image, **options):
    form = {"photo": upload(encoded(picture, **options))}
    return client.post("/api/v1/foods/barcode/photo", form, format="multipart")


@pytest.fixture
def pasta(db):
    return make_food("Spaghetti n. 5", gtin=EAN.zfill(14), energy_kcal=Decimal(359))


@pytest.mark.parametrize("angle", [0, 8, 90, 180, 270])
def test_a_turned_and_grainy_barcode_finds_its_food(api, anna, pasta, angle):
    answer = scan(api(anna), on_a_package(barcode(EAN), angle=angle), quality=60)

    [found] = answer.json()["results"]
    assert (found["gtin"], found["food"]["name"]) == (EAN.zfill(14), "Spaghetti n. 5")


def test_a_barcode_in_a_heic_is_read(api, anna, pasta):
    answer = scan(api(anna), on_a_package(barcode(EAN)), form="HEIF", quality=60)

    assert [found["gtin"] for found in answer.json()["results"]] == [EAN.zfill(14)]


@pytest.mark.parametrize(
    ("text", "kind", "gtin"),
    [
        ("96385074", zxingcpp.BarcodeFormat.EAN8, "00000096385074"),
        ("036000291452", zxingcpp.BarcodeFormat.UPCA, "00036000291452"),
    ],
)
def test_a_barcode_the_catalogue_does_not_have_is_told(api, anna, text, kind, gtin):
    answer = scan(api(anna), on_a_package(barcode(text, kind)))

    assert answer.json()["results"] == [{"gtin": gtin, "food": None}]


def test_a_digital_link_in_a_qr_code_finds_its_food(api, anna, pasta):
    link = f"https://id.gs1.org/01/{EAN.zfill(14)}"

    answer = scan(api(anna), on_a_package(barcode(link, zxingcpp.BarcodeFormat.QRCode, 8)))

    assert answer.json()["results"][0]["food"]["name"] == "Spaghetti n. 5"


def test_a_datamatrix_with_gs1_elements_finds_its_food(api, anna, pasta):
    elements = f"(01){EAN.zfill(14)}"

    answer = scan(api(anna), on_a_package(barcode(elements, zxingcpp.BarcodeFormat.DataMatrix, 8)))

    assert answer.json()["results"][0]["gtin"] == EAN.zfill(14)


@pytest.mark.parametrize(
    "picture",
    [plate(), barcode("https://example.org/menu", zxingcpp.BarcodeFormat.QRCode, 8)],
    ids=["no code", "a code without a GTIN"],
)
def test_where_nothing_can_be_read_there_is_advice(api, anna, picture):
    answer = scan(api(anna), picture)

    [error] = answer.json()["errors"]
    assert (answer.status_code, error["param"], error["code"]) == (422, "photo", "BARCODE_NOT_READ")
