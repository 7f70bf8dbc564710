"""Pictures out: their bytes as they are, for their owner."""

from apps.shared.api.rendering import JSONRenderer

JPEG = "image/jpeg"
PICTURE_HEADERS = {"Cache-Control": "private, max-age=86400", "Content-Disposition": "inline"}


class JPEGRenderer(JSONRenderer):
    """Sends the bytes of a picture as they are; problems stay JSON."""

    media_type = JPEG
    format = "jpeg"
