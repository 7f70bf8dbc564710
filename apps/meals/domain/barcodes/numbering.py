"""What a GTIN's first digits say it numbers.

GS1 General Specifications §1.4 (prefixes) and §2.1 (restricted circulation, coupons, books).
"""

from enum import StrEnum

from apps.meals.domain.barcodes.gtin import is_gtin_8


class Kind(StrEnum):
    """What carries the number; only products and cases are the same thing everywhere."""

    PRODUCT = "product"
    CASE = "case"
    IN_STORE = "in_store"
    COUPON = "coupon"
    PERIODICAL = "periodical"
    BOOK = "book"

    @property
    def is_traded(self) -> bool:
        """Worth asking others about."""
        return self in {Kind.PRODUCT, Kind.CASE}


# 05: former coupons of the United States; 980: refund receipts; 981–984, 99: coupons.
COUPONS = ("05", "980", "981", "982", "983", "984", "99")
PERIODICALS = "977"  # ISSN
BOOKS = ("978", "979")  # ISBN, ISMN


def kind_of(gtin: str) -> Kind:
    if is_in_store(gtin):
        return Kind.IN_STORE
    if is_gtin_8(gtin):
        return Kind.PRODUCT
    if gtin[0] != "0":
        return Kind.CASE
    prefix = gtin[1:4]
    if prefix.startswith(COUPONS):
        return Kind.COUPON
    if prefix == PERIODICALS:
        return Kind.PERIODICAL
    return Kind.BOOK if prefix in BOOKS else Kind.PRODUCT


def is_in_store(gtin: str) -> bool:
    """Numbered by one shop for itself (weighed goods, own labels): not unique in the world."""
    if is_gtin_8(gtin):
        return gtin[6] in "02"
    return gtin[1:3] in {"02", "04"} or gtin[1] == "2"


def is_italian(gtin: str) -> bool:
    """GS1 prefix 800–839, given out by GS1 Italy; says where the brand registered, no more."""
    prefix = gtin[6:9] if is_gtin_8(gtin) else gtin[1:4]
    return "800" <= prefix <= "839"
