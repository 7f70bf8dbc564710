"""Barcodes that can be seen in a picture."""

import zxingcpp
from PIL import Image

# What a food's package carries: EAN-13/8, UPC-A/E, GS1 DataBar, DataMatrix and QR codes.
READ = (
    zxingcpp.BarcodeFormat.EANUPC,
    zxingcpp.BarcodeFormat.DataBar,
    zxingcpp.BarcodeFormat.DataMatrix,
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.ITF14,
    zxingcpp.BarcodeFormat.Code128,
)


def texts_in(picture: Image.Image) -> list[str]:
    """What the readable codes say, each once, the largest first."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(READ))
    found.sort(key=_extent, reverse=True)
    return list(dict.fromkeys(code.text for code in found if code.valid and code.text))


def _extent(code: zxingcpp.Barcode) -> int:
    corners = code.position
    return abs(corners.bottom_right.x - corners.top_left.x) + abs(
        corners.bottom_right.y - corners.top_left.y
    )
