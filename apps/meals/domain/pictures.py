"""Pictures as people send them: checked, turned upright, freed of everything but their pixels."""

from dataclasses import dataclass
from io import BytesIO
from typing import IO

import pi_heif
from PIL import Image, ImageOps

# The thumbnail, the depths and the masks in a phone's file are nothing we show.
pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MAX_BYTES = 15 * 1024 * 1024
# A phone's 48 megapixels. Only JPEG can be opened at a part of its size, so others may have less:
# 24 megapixels of HEIC, which iPhones make unless told otherwise, take 170 MB while they are read.
MAX_PIXELS = 50_000_000
MAX_PIXELS_WHOLE = 25_000_000
SMALLEST_SIDE = 16
KEPT_SIDE = 2048
THUMBNAIL_SIDE = 320
QUALITY = 85
MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
# What the decoders raise for files that are not what they say.
UNREADABLE = (OSError, ValueError, SyntaxError, IndexError, EOFError, RuntimeError)

TOO_LARGE = "picture_too_large"
TOO_MANY_PIXELS = "picture_too_many_pixels"
TOO_SMALL = "picture_too_small"
UNKNOWN_TYPE = "picture_type_unknown"
DAMAGED = "picture_damaged"


class PictureError(ValueError):
    """Not a picture we take; ``code`` is stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Picture:
    """An upright picture without metadata, at most ``KEPT_SIDE`` pixels long."""

    image: Image.Image

    @property
    def jpeg(self) -> bytes:
        return _jpeg(self.image)

    @property
    def thumbnail(self) -> bytes:
        small = self.image.copy()
        small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        return _jpeg(small)


def open_picture(file: IO[bytes], *, size_bytes: int) -> Picture:
    """Read an upload. The type is told by the content, never by its name. Raises PictureError."""
    if size_bytes > MAX_BYTES:
        raise PictureError(TOO_LARGE)
    head = file.read(32)
    file.seek(0)
    try:
        image = Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise PictureError(TOO_MANY_PIXELS) from error
    except UNREADABLE as error:
        raise PictureError(DAMAGED if _is_known(head) else UNKNOWN_TYPE) from error
    _require_size(image)
    return Picture(_decoded(image))


def _is_known(head: bytes) -> bool:
    return head.startswith(MAGIC) or (head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS)


def _require_size(image: Image.Image) -> None:
    pixels = image.width * image.height
    if pixels > (MAX_PIXELS if image.format == "JPEG" else MAX_PIXELS_WHOLE):
        raise PictureError(TOO_MANY_PIXELS)
    if min(image.size) < SMALLEST_SIDE:
        raise PictureError(TOO_SMALL)


def _decoded(image: Image.Image) -> Image.Image:
    """The pixels on white, the right way up; the copy has no metadata to carry along."""
    try:
        image.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
        image.load()
        image.thumbnail((KEPT_SIDE, KEPT_SIDE))
        coloured = ImageOps.exif_transpose(image).convert("RGBA")
    except (*UNREADABLE, Image.DecompressionBombError) as error:
        raise PictureError(DAMAGED) from error
    bare = Image.new("RGB", coloured.size, "white")
    bare.paste(coloured, mask=coloured.getchannel("A"))
    return bare


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
