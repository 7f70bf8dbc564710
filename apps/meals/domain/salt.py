"""Salt and sodium: Regulation (EU) 1169/2011, Annex I, salt = 2.5 × sodium."""

from decimal import Decimal

SALT_PER_SODIUM = Decimal("2.5")


def salt_g(sodium_mg: Decimal) -> Decimal:
    return sodium_mg * SALT_PER_SODIUM / 1000


def sodium_mg(salt_g: Decimal) -> Decimal:
    return salt_g / SALT_PER_SODIUM * 1000
