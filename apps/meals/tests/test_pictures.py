"""Photos are checked, turned upright and freed of their metadata before anything else."""

import io
import struct
import zlib

import pytest
from PIL import Image

from apps.meals.domain.pictures import PictureError, open_picture
from apps.meals.tests.pictures import GPS_INFO, encoded, photo_from_a_phone, plate


def opened(content: bytes):
    return open_picture(io.BytesIO(content), size_bytes=len(content))


def refusal(content: bytes) -> str:
    with pytest.raises(PictureError) as refused:
        opened(content)
    return refused.value.code


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_the_usual_types_are_taken(form):
    assert opened(encoded(plate(), form)).image.size == (640, 480)


def test_nothing_but_pixels_is_kept():
    sent = photo_from_a_phone()
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(GPS_INFO)[1] == "N"

    kept = Image.open(io.BytesIO(opened(sent).jpeg))

    assert dict(kept.getexif()) == {}
    assert {"exif", "icc_profile", "comment", "xmp"}.isdisjoint(kept.info)


def test_text_and_place_in_a_png_or_webp_are_gone_too():
    exif = Image.Exif()
    exif.get_ifd(GPS_INFO)[1] = "N"
    for form in ("PNG", "WEBP"):
        kept = opened(encoded(plate(), form, exif=exif)).jpeg
        assert b"Exif" not in kept
        assert dict(Image.open(io.BytesIO(kept)).getexif()) == {}


def test_a_phone_held_upright_gives_an_upright_picture():
    # Orientation 6: turn by a quarter clockwise. The dark left edge comes to the top.
    picture = opened(photo_from_a_phone(orientation=6)).image

    assert picture.size == (480, 640)
    assert sum(picture.getpixel((240, 5))) < 30
    assert sum(picture.getpixel((5, 320))) > 60


def test_heic_is_kept_as_an_upright_jpeg_without_the_place():
    sent = photo_from_a_phone(orientation=6, form="HEIF")
    assert sent[4:12] == b"ftypheic"
    assert b"Telefono" in sent

    kept = opened(sent).jpeg

    bare = Image.open(io.BytesIO(kept))
    assert (bare.format, bare.size, dict(bare.getexif())) == ("JPEG", (480, 640), {})
    assert b"Exif" not in kept
    # The dark left edge comes to the top, as above.
    assert sum(bare.getpixel((240, 5))) < 30
    assert sum(bare.getpixel((5, 320))) > 60


def heic_that_claims(width: int, height: int) -> bytes:
    """The box of a file that says how large its picture is, rewritten."""
    honest = encoded(plate(), "HEIF")
    claim = honest.index(b"ispe") + 8
    return honest[:claim] + struct.pack(">II", width, height) + honest[claim + 8 :]


@pytest.mark.parametrize(("width", "height"), [(6000, 6000), (30_000, 30_000)])
def test_a_heic_of_too_many_pixels_is_refused_before_it_unfolds(width, height):
    assert refusal(heic_that_claims(width, height)) == "picture_too_many_pixels"


def test_a_heic_that_claims_less_than_it_holds_is_refused():
    assert refusal(heic_that_claims(64, 64)) == "picture_damaged"


def test_a_heic_with_any_byte_wrong_is_a_picture_or_a_refusal():
    honest = encoded(plate((64, 64)), "HEIF")
    for place in range(12, len(honest)):
        wrong = honest[:place] + bytes([honest[place] ^ 0xFF]) + honest[place + 1 :]
        try:
            opened(wrong)
        except PictureError:
            continue


def test_large_photos_are_made_smaller_and_thumbnails_smaller_still():
    picture = opened(encoded(plate((4000, 3000))))

    assert picture.image.size == (2048, 1536)
    assert Image.open(io.BytesIO(picture.thumbnail)).size == (320, 240)


def test_what_is_transparent_becomes_white():
    clear = Image.new("RGBA", (32, 32), (255, 0, 0, 0))

    assert opened(encoded(clear, "PNG")).image.getpixel((1, 1)) == (255, 255, 255)


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that unfold to a picture of any size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(6000, 6000), (60_000, 60_000)])
def test_a_pixel_bomb_is_refused_before_it_unfolds(width, height):
    assert refusal(png_that_claims(width, height)) == "picture_too_many_pixels"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_half_a_file_is_refused(form):
    whole = encoded(plate(), form)

    assert refusal(whole[: len(whole) // 2]) == "picture_damaged"


def test_a_picture_of_nothing_is_refused():
    assert refusal(encoded(plate((8, 8)))) == "picture_too_small"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "picture_damaged"),
        (encoded(plate(), "AVIF"), "picture_type_unknown"),
        (encoded(plate(), "GIF"), "picture_type_unknown"),
        (encoded(plate(), "TIFF"), "picture_type_unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture_type_unknown"),
        (b"%PDF-1.7", "picture_type_unknown"),
        (b"", "picture_type_unknown"),
        (b"\xff\xd8\xff", "picture_damaged"),
    ],
)
def test_other_things_are_refused_by_their_content(content, code):
    assert refusal(content) == code


def test_too_many_bytes_are_refused_unread():
    with pytest.raises(PictureError, match="picture_too_large"):
        open_picture(io.BytesIO(b""), size_bytes=15 * 1024 * 1024 + 1)
