"""What a product's label promises about diets, in a few codes of our own.

The tags are those of Open Food Facts (``labels_tags``, taxonomy of labels); a tag that says more
than its parent, as a certificate does, gives the parent's code.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any


class Label(StrEnum):
    """A promise people filter by."""

    VEGAN = "vegan"
    VEGETARIAN = "vegetarian"
    GLUTEN_FREE = "gluten_free"
    LACTOSE_FREE = "lactose_free"
    ORGANIC = "organic"


_TAGS = {
    Label.VEGAN: (
        *("vegan", "certified-vegan", "vegan-society", "the-vegan-society", "vegano"),
        *("european-vegetarian-union-vegan", "vegetalien"),
    ),
    Label.VEGETARIAN: (
        *("vegetarian", "european-vegetarian-union", "european-vegetarian-union-vegetarian"),
        *("vegetariano", "vegetarien", "vegetarisch"),
    ),
    Label.GLUTEN_FREE: (
        *("no-gluten", "gluten-free", "certified-gluten-free", "dzg-gluten-free"),
        *("crossed-grain-trademark", "crossed-grain-symbol", "spiga-barrata"),
        *("senza-glutine", "sans-gluten", "glutenfrei", "sin-gluten"),
    ),
    Label.LACTOSE_FREE: (
        *("no-lactose", "lactose-free", "senza-lattosio", "delattosato"),
        *("sans-lactose", "laktosefrei", "sin-lactosa"),
    ),
    Label.ORGANIC: (
        *("organic", "eu-organic", "usda-organic", "ab-agriculture-biologique", "bio"),
        *("biologico", "prodotto-biologico", "da-agricoltura-biologica", "ecologico"),
    ),
}
_LABEL_OF_TAG = {tag: label for label, tags in _TAGS.items() for tag in tags}
# The code of an organic control body, as in "IT-BIO-009", is itself the promise.
_CONTROL_BODY = re.compile(r"[a-z]{2}-bio-\d+")


def labels_of(tags: Iterable[str]) -> tuple[Label, ...]:
    """The codes that these tags give, sorted, each once; what is vegan is vegetarian as well."""
    found = {label for tag in tags if (label := _label_of(tag))}
    if Label.VEGAN in found:
        found.add(Label.VEGETARIAN)
    return tuple(sorted(found))


def _label_of(tag: str) -> Label | None:
    """The tag's code, whatever language it was written in ("en:vegan", "it:vegan")."""
    name = tag.strip().lower().rpartition(":")[2]
    return Label.ORGANIC if _CONTROL_BODY.fullmatch(name) else _LABEL_OF_TAG.get(name)


def categories_of(label_facts: Mapping[str, Any]) -> list[str]:
    """The categories a source puts the food in, by their tags."""
    return label_facts.get("categories_tags") or []
