"""Numbers as sources write them, made into amounts of our nutrients."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from apps.meals.domain import salt
from apps.meals.domain.energy_factors import ETHANOL_G_PER_ML, KJ_PER_KCAL
from apps.meals.imports.food_record import Notes, clean
from apps.shared.nutrients import MACRO_CODES, NUTRIENTS

Amounts = dict[str, Decimal]

PLACES = Decimal("0.0001")  # of the columns
TOO_MUCH = Decimal(1_000_000)  # the columns' check
KEPT_OF_REJECTED = 40

PER_GRAM = {"g": Decimal(1), "mg": Decimal(1000), "ug": Decimal(1_000_000)}
UNITS_IN_G = {
    "g": Decimal(1),
    "mg": Decimal("0.001"),
    "mcg": Decimal("0.000001"),
    "ug": Decimal("0.000001"),
    "µg": Decimal("0.000001"),  # micro sign
    "μg": Decimal("0.000001"),  # Greek mu
}
ZERO = Decimal(0)
ONE = Decimal(1)

SALT_G_PER_SODIUM_MG = salt.salt_g(Decimal(1))
SODIUM_MG_PER_SALT_G = salt.sodium_mg(Decimal(1))

# Stated in another quantity than the nutrient's; ``complete`` turns them into ours.
ENERGY_KJ = "energy_kj"
ALCOHOL_VOL = "alcohol_vol"

# Open Food Facts' data quality rules, and their names.
MOST_PER_100_G = Decimal(105)
MOST_KCAL = Decimal(935)  # 3911 kJ, a little more than pure fat
SLACK_G = Decimal("0.001")
SUMMED = ("fat_g", "carbohydrate_g", "protein_g", "salt_g")
PARTS_OF = (("saturated_fat_g", "fat_g"), ("sugars_g", "carbohydrate_g"))
IN_GRAMS = tuple(code for code in MACRO_CODES if code.endswith("_g"))


@lru_cache(maxsize=1 << 16)
def parsed(text: str, factor: Decimal = ONE) -> Decimal | str:
    """The amount times ``factor`` to four places, or the reason why it is none.

    Cached because labels repeat themselves: a few thousand texts make up a whole catalogue.
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        return "not a number"
    if not value.is_finite():
        return "not finite"
    if value < 0:
        return "negative"
    value *= factor
    return value.quantize(PLACES) if value < TOO_MUCH else "too large"


def take(amounts: Amounts, notes: Notes, code: str, text: str, factor: Decimal = ONE) -> None:
    """Put a stated number in, or a note of why it is kept out."""
    value = parsed(text, factor)
    if isinstance(value, Decimal):
        amounts[code] = value
    else:
        note(notes, code, rejected=text[:KEPT_OF_REJECTED], reason=value)


def note(notes: Notes, code: str, **said: str) -> None:
    notes.setdefault(code, {}).update((key, clean(text)) for key, text in said.items())


def to_unit_of(code: str) -> Decimal:
    """How many of the nutrient's unit are in a gram."""
    return PER_GRAM[NUTRIENTS[code].unit]


def complete(amounts: Amounts, notes: Notes) -> bool:
    """Derive what follows from what is stated; tell whether a person should look at it."""
    flagged = any("rejected" in said for said in notes.values())
    energy_kj = amounts.pop(ENERGY_KJ, None)
    if energy_kj is not None:
        flagged |= _energy(amounts, notes, energy_kj)
    if ALCOHOL_VOL in amounts:
        _derive(amounts, notes, "alcohol_g", ALCOHOL_VOL, ETHANOL_G_PER_ML, "0.789 x % vol")
        del amounts[ALCOHOL_VOL]
    if "salt_g" not in amounts and "sodium_mg" in amounts:
        _derive(amounts, notes, "salt_g", "sodium_mg", SALT_G_PER_SODIUM_MG, "2.5 x sodium")
    elif "sodium_mg" not in amounts and "salt_g" in amounts:
        _derive(amounts, notes, "sodium_mg", "salt_g", SODIUM_MG_PER_SALT_G, "salt / 2.5")
    for code, flag in implausible(amounts):
        note(notes, code, flag=flag)
        flagged = True
    return flagged


def _energy(amounts: Amounts, notes: Notes, energy_kj: Decimal) -> bool:
    """kcal from kJ where only those are stated; True when the two are mixed up."""
    energy_kcal = amounts.get("energy_kcal")
    if energy_kcal is None:
        amounts["energy_kcal"] = (energy_kj / KJ_PER_KCAL).quantize(PLACES)
        note(notes, "energy_kcal", derived="kJ / 4.184")
    elif energy_kcal > energy_kj:
        note(notes, "energy_kcal", flag="energy-value-in-kcal-greater-than-in-kj")
        return True
    return False


def _derive(
    amounts: Amounts, notes: Notes, code: str, given: str, factor: Decimal, how: str
) -> None:
    value = (amounts[given] * factor).quantize(PLACES)
    if value < TOO_MUCH:
        amounts[code] = value
    if ZERO < value < TOO_MUCH:
        note(notes, code, derived=how)


def implausible(amounts: Mapping[str, Decimal]) -> Iterator[tuple[str, str]]:
    """The nutrients that cannot be as stated, each with the rule it breaks."""
    if amounts.get("energy_kcal", ZERO) > MOST_KCAL:
        yield "energy_kcal", "value-over-3911-energy"
    if max([amounts.get(code, ZERO) for code in IN_GRAMS]) > MOST_PER_100_G:
        for code in IN_GRAMS:
            if amounts.get(code, ZERO) > MOST_PER_100_G:
                yield code, "value-over-105"
    summed = [code for code in SUMMED if code in amounts]
    if sum([amounts[code] for code in summed], ZERO) > MOST_PER_100_G:
        yield from ((code, "value-total-over-105") for code in summed if amounts[code])
    for part, whole in PARTS_OF:
        if part in amounts and whole in amounts and amounts[part] > amounts[whole] + SLACK_G:
            yield part, f"greater-than-{whole}"
