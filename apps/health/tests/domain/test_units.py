"""Conversions against definitions: international yard and pound (1959), US and imperial gallons
(231 in³, 4.54609 l), thermochemical calorie 4.184 J, mmHg 133.322387415 Pa (NIST SP 811)."""

import pytest

from apps.health.domain.types import TYPES
from apps.health.domain.units import UnitError, conversion

TABLE = [
    ("body_mass_kg", "g", 1000, 1),
    ("body_mass_kg", "lb", 1, 0.45359237),
    ("body_mass_kg", "oz", 16, 0.45359237),
    ("body_mass_kg", "st", 1, 14 * 0.45359237),
    ("active_energy_kcal", "Cal", 250, 250),
    ("active_energy_kcal", "cal", 1000, 1),
    ("active_energy_kcal", "kJ", 4.184, 1),
    ("active_energy_kcal", "J", 4184, 1),
    ("distance_walking_running_m", "km", 5, 5000),
    ("distance_walking_running_m", "mi", 1, 1609.344),
    ("distance_walking_running_m", "ft", 1, 0.3048),
    ("distance_swimming_m", "yd", 25, 22.86),
    ("height_cm", "m", 1.65, 165),
    ("height_cm", "in", 65, 165.1),
    ("body_temperature_c", "degF", 98.6, 37),
    ("body_temperature_c", "degF", 32, 0),
    ("body_temperature_c", "K", 310.15, 37),
    ("blood_glucose_mg_per_dl", "mmol<180.1558800000541>/L", 5.5, 99.0857),
    ("blood_glucose_mg_per_dl", "g/L", 1, 100),
    ("systolic_blood_pressure_mmhg", "kPa", 16, 120.0098),
    ("heart_rate_per_min", "count/s", 1.2, 72),
    ("heart_rate_per_min", "Hz", 1, 60),
    ("hrv_sdnn_ms", "s", 0.045, 45),
    ("vo2max_ml_per_kg_min", "ml/kg*min", 42, 42),
    ("vo2max_ml_per_kg_min", "mL/min·kg", 42, 42),
    ("vo2max_ml_per_kg_min", "L/(kg*min)", 0.042, 42),
    ("exercise_time_min", "hr", 1.5, 90),
    ("exercise_time_min", "s", 90, 1.5),
    ("dietary_water_ml", "L", 0.5, 500),
    ("dietary_water_ml", "fl_oz_us", 1, 231 * 16.387064 / 128),
    ("dietary_water_ml", "fl_oz_imp", 1, 4546.09 / 160),
    ("dietary_water_ml", "cup_us", 1, 231 * 16.387064 / 16),
    ("dietary_water_ml", "pt_imp", 1, 4546.09 / 8),
    ("dietary_sodium_mg", "g", 1.2, 1200),
    ("dietary_vitamin_d_mcg", "mg", 0.01, 10),
    ("body_fat_fraction", "%", 0.231, 0.231),
    ("walking_speed_m_per_s", "km/hr", 3.6, 1),
    ("step_count", "count", 12, 12),
]


@pytest.mark.parametrize(("code", "unit", "sent", "expected"), TABLE)
def test_a_unit_converts_by_its_definition(code, unit, sent, expected):
    factor, offset = conversion(unit, TYPES[code])
    assert sent * factor + offset == pytest.approx(expected, rel=1e-6)


def test_the_types_own_unit_changes_nothing():
    for kind in TYPES.values():
        assert conversion(kind.unit, kind) == (1.0, 0.0)


@pytest.mark.parametrize(
    "unit", ["", "bushel", "kg kg", "9**9**9", "m/s/s", "/", "kg^9", "mmol<0>/L", "m" * 99, "nan"]
)
def test_a_unit_that_healthkit_does_not_have_is_unknown(unit):
    with pytest.raises(UnitError, match="UNIT_UNKNOWN"):
        conversion(unit, TYPES["body_mass_kg"])


@pytest.mark.parametrize("unit", ["m", "count", "degC", "kg/L", "kg^2", "%"])
def test_a_unit_of_something_else_is_incompatible(unit):
    with pytest.raises(UnitError, match="UNIT_INCOMPATIBLE"):
        conversion(unit, TYPES["body_mass_kg"])
