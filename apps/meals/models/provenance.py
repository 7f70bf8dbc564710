"""Where values come from, as columns and forms offer it."""

from django.utils.translation import gettext_lazy as _

from apps.shared.provenance import Licence, Source

SOURCE_CHOICES = [
    (Source.MANUAL.value, _("entered by hand")),
    (Source.CREA.value, "CREA"),
    (Source.USDA.value, "USDA FoodData Central"),
    (Source.CIQUAL.value, "CIQUAL"),
    (Source.SWISS.value, _("Swiss Food Composition Database")),
    (Source.BLS.value, "BLS"),
    (Source.OPENFOODFACTS.value, "Open Food Facts"),
    (Source.VISION.value, _("seen in a photo")),
    (Source.ESTIMATED.value, _("estimated")),
]
LICENCE_CHOICES = [(licence.value, licence.value) for licence in Licence]
