"""Foods by a photo of their barcode."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from apps.meals.domain.barcode_photos import texts_in
from apps.meals.domain.barcodes import gtin_in
from apps.meals.domain.pictures import Picture
from apps.meals.models import Food
from apps.meals.selectors.catalogue import scanned_food
from apps.shared.refusals import Invalid, NotFound

# A shelf may be full of codes; nobody scans more than a handful on purpose.
MOST_CODES = 5


@dataclass(frozen=True)
class ScannedFood:
    """A barcode that was read, with its food where somebody described it."""

    gtin: str
    food: Food | None


def foods_in_photo(picture: Picture, user_id: UUID) -> list[ScannedFood]:
    """The barcodes in a picture, the largest first. Raises Invalid when none can be read."""
    gtins = dict.fromkeys(
        gtin for text in texts_in(picture.image) if (gtin := gtin_in(text)) is not None
    )
    if not gtins:
        message = _("No barcode can be read. Go closer, hold still and avoid reflections.")
        raise Invalid("BARCODE_NOT_READ", message, param="photo")
    return [ScannedFood(gtin, _food(gtin, user_id)) for gtin in list(gtins)[:MOST_CODES]]


def _food(gtin: str, user_id: UUID) -> Food | None:
    try:
        return scanned_food(gtin, user_id)
    except NotFound:
        return None
