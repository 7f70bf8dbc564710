"""How far a figure may be from the truth: half the width of its 90 % interval, in kcal.

Errors that have nothing to do with each other are added in quadrature.
"""

from decimal import Decimal

# Half-width of a normal distribution's 90 % interval, in standard deviations.
Z_90 = Decimal("1.645")

# Prado-Novoa 2024, 56 adults: a formula times an activity factor against doubly labelled water.
FORMULA_SD_KCAL = Decimal(355)
# Apple Watch, 56 studies (Choe & Kang 2025): mean absolute error of active energy 27.96 %.
ACTIVE_RELATIVE_SD = Decimal("0.28")
# Roza & Shizgal 1984: 95 % of measured basal rates lie within 213 (men) or 201 kcal (women).
BASAL_SD_KCAL = Decimal(207) / Decimal("1.96")
# The error of a device whose sync is good; a worse sync widens it as its confidence falls.
GOOD_SYNC_CONFIDENCE = Decimal("0.9")


def quadrature(*errors: Decimal) -> Decimal:
    return sum((error * error for error in errors), Decimal(0)).sqrt()


def formula_margin_kcal() -> Decimal:
    return Z_90 * FORMULA_SD_KCAL


def measured_margin_kcal(active_kcal: Decimal, confidence: Decimal) -> Decimal:
    """Of a day's basal and active energy from HealthKit, by how far its sync is trusted."""
    device = Z_90 * quadrature(ACTIVE_RELATIVE_SD * active_kcal, BASAL_SD_KCAL)
    return device * GOOD_SYNC_CONFIDENCE / confidence


def source_margin_kcal(energy_kcal: Decimal, confidence: Decimal | None) -> Decimal:
    """Of the food tables behind what was eaten: the part of the energy that is not trusted.

    A label (0.8) gets ± 20 %, the tolerance of the EU for declared nutrients of 10–40 g; what a
    model saw (0.6) ± 40 %, and measured errors of photos are 36 % (Rodriguez-Jimenez 2025).
    """
    return energy_kcal * (1 - confidence) if confidence is not None else Decimal(0)


def intake_margin_kcal(
    energy_kcal: Decimal, quantities_margin_kcal: Decimal, confidence: Decimal | None
) -> Decimal:
    """Of what was eaten: how precisely it was weighed, and how far its sources are trusted."""
    return quadrature(quantities_margin_kcal, source_margin_kcal(energy_kcal, confidence))
