"""What can be measured: HealthKit's types with our code, unit, plausible range and confidence.

Ranges refuse what no body or device can do, not what is unusual. They reach beyond the records:
body mass 635 kg and height 272 cm, body temperature survived from 11.8 to 46.5 °C, blood glucose
survived of 2,656 mg/dl (Guinness World Records); blood pressure 480/350 mmHg under a leg press
(MacDougall et al. 1985, J Appl Physiol 58:785); VO2max about 97 ml/(kg min). Rates an hour are
those of a sprint kept up: 5 steps a second; 12 m/s on foot, 255 km/h on skis.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from apps.health.domain.category_values import (
    CERVICAL_EVENT,
    MENSTRUAL_FLOW,
    NOT_APPLICABLE,
    SLEEP_ANALYSIS,
    STAND_HOUR,
)


class Aggregation(StrEnum):
    CUMULATIVE = "cumulative"
    DISCRETE = "discrete"
    CATEGORY = "category"
    WORKOUT = "workout"
    STATE = "state"


@dataclass(frozen=True, slots=True, eq=False)
class HealthType:
    """``number`` is what the database stores and never changes its meaning.

    ``values`` are the names of a category's values in an export, with their numbers in the SDK.
    ``is_body_measure``: may have been measured long before there was a phone.
    """

    code: str
    number: int
    identifiers: tuple[str, ...]
    aggregation: Aggregation
    unit: str
    least: float
    most: float
    confidence: Decimal
    most_per_hour: float | None = None
    is_body_measure: bool = False
    values: Mapping[str, int] = field(default_factory=dict)


# DESIGN: the product's own figures; everything else has the default.
CONFIDENCE = {
    "step_count": Decimal("0.90"),
    "active_energy_kcal": Decimal("0.75"),
    "body_mass_kg": Decimal("0.95"),
    "heart_rate_per_min": Decimal("0.92"),
}
DEFAULT_CONFIDENCE = Decimal("0.70")

# number, code, HKQuantityTypeIdentifier…, unit, most in a sample, most an hour
_CUMULATIVE: tuple[tuple[int, str, str, str, float, float | None], ...] = (
    (1, "step_count", "StepCount", "count", 500_000, 20_000),
    (2, "distance_walking_running_m", "DistanceWalkingRunning", "m", 500_000, 45_000),
    (3, "distance_cycling_m", "DistanceCycling", "m", 1_500_000, 150_000),
    (4, "distance_swimming_m", "DistanceSwimming", "m", 300_000, 10_000),
    (5, "distance_wheelchair_m", "DistanceWheelchair", "m", 500_000, 60_000),
    (6, "distance_downhill_snow_sports_m", "DistanceDownhillSnowSports", "m", 500_000, 260_000),
    (7, "active_energy_kcal", "ActiveEnergyBurned", "kcal", 30_000, 3_000),
    (8, "basal_energy_kcal", "BasalEnergyBurned", "kcal", 30_000, 600),
    (9, "exercise_time_min", "AppleExerciseTime", "min", 5_760, 61),
    (10, "stand_time_min", "AppleStandTime", "min", 5_760, 61),
    (11, "flights_climbed_count", "FlightsClimbed", "count", 10_000, 2_000),
    (12, "wheelchair_push_count", "PushCount", "count", 500_000, 20_000),
    (13, "swimming_stroke_count", "SwimmingStrokeCount", "count", 300_000, 10_000),
    (14, "move_time_min", "AppleMoveTime", "min", 5_760, 61),
    (15, "time_in_daylight_min", "TimeInDaylight", "min", 5_760, 61),
    (16, "alcoholic_beverages_count", "NumberOfAlcoholicBeverages", "count", 100, None),
    (20, "dietary_energy_kcal", "DietaryEnergyConsumed", "kcal", 30_000, None),
    (21, "dietary_protein_g", "DietaryProtein", "g", 3_000, None),
    (22, "dietary_carbohydrates_g", "DietaryCarbohydrates", "g", 5_000, None),
    (23, "dietary_fat_g", "DietaryFatTotal", "g", 3_000, None),
    (24, "dietary_fibre_g", "DietaryFiber", "g", 1_000, None),
    (25, "dietary_sugar_g", "DietarySugar", "g", 5_000, None),
    (26, "dietary_sodium_mg", "DietarySodium", "mg", 200_000, None),
    (27, "dietary_water_ml", "DietaryWater", "mL", 30_000, None),
    (28, "dietary_caffeine_mg", "DietaryCaffeine", "mg", 20_000, None),
    (29, "dietary_saturated_fat_g", "DietaryFatSaturated", "g", 2_000, None),
    (30, "dietary_cholesterol_mg", "DietaryCholesterol", "mg", 50_000, None),
    (31, "dietary_potassium_mg", "DietaryPotassium", "mg", 200_000, None),
    (32, "dietary_calcium_mg", "DietaryCalcium", "mg", 100_000, None),
    (33, "dietary_iron_mg", "DietaryIron", "mg", 10_000, None),
    (34, "dietary_magnesium_mg", "DietaryMagnesium", "mg", 100_000, None),
    (35, "dietary_vitamin_c_mg", "DietaryVitaminC", "mg", 500_000, None),
    (36, "dietary_vitamin_d_mcg", "DietaryVitaminD", "mcg", 100_000, None),
)

# number, code, HKQuantityTypeIdentifier…, unit, least, most
_DISCRETE: tuple[tuple[int, str, str, str, float, float], ...] = (
    (50, "body_mass_kg", "BodyMass", "kg", 0.2, 700),
    (51, "body_fat_fraction", "BodyFatPercentage", "%", 0.005, 0.9),
    (52, "lean_body_mass_kg", "LeanBodyMass", "kg", 0.2, 400),
    (53, "body_mass_index", "BodyMassIndex", "count", 3, 300),
    (54, "height_cm", "Height", "cm", 15, 290),
    (55, "waist_circumference_cm", "WaistCircumference", "cm", 10, 500),
    (60, "heart_rate_per_min", "HeartRate", "count/min", 5, 500),
    (61, "resting_heart_rate_per_min", "RestingHeartRate", "count/min", 5, 300),
    (62, "walking_heart_rate_per_min", "WalkingHeartRateAverage", "count/min", 5, 400),
    (63, "hrv_sdnn_ms", "HeartRateVariabilitySDNN", "ms", 0, 2_000),
    (64, "heart_rate_recovery_per_min", "HeartRateRecoveryOneMinute", "count/min", -200, 300),
    (65, "vo2max_ml_per_kg_min", "VO2Max", "mL/kg*min", 1, 110),
    (66, "respiratory_rate_per_min", "RespiratoryRate", "count/min", 0, 200),
    (67, "oxygen_saturation_fraction", "OxygenSaturation", "%", 0, 1),
    (68, "body_temperature_c", "BodyTemperature", "degC", 10, 48),
    (69, "basal_body_temperature_c", "BasalBodyTemperature", "degC", 10, 48),
    (70, "wrist_temperature_c", "AppleSleepingWristTemperature", "degC", 0, 50),
    (71, "blood_glucose_mg_per_dl", "BloodGlucose", "mg/dL", 1, 3_000),
    (72, "systolic_blood_pressure_mmhg", "BloodPressureSystolic", "mmHg", 20, 500),
    (73, "diastolic_blood_pressure_mmhg", "BloodPressureDiastolic", "mmHg", 5, 400),
    (74, "peripheral_perfusion_fraction", "PeripheralPerfusionIndex", "%", 0, 1),
    (75, "atrial_fibrillation_fraction", "AtrialFibrillationBurden", "%", 0, 1),
    (80, "walking_speed_m_per_s", "WalkingSpeed", "m/s", 0, 15),
    (81, "walking_step_length_cm", "WalkingStepLength", "cm", 0, 400),
    (82, "walking_asymmetry_fraction", "WalkingAsymmetryPercentage", "%", 0, 1),
    (83, "walking_double_support_fraction", "WalkingDoubleSupportPercentage", "%", 0, 1),
    (84, "walking_steadiness_fraction", "AppleWalkingSteadiness", "%", 0, 1),
    (85, "six_minute_walk_m", "SixMinuteWalkTestDistance", "m", 0, 3_000),
    (86, "stair_ascent_speed_m_per_s", "StairAscentSpeed", "m/s", 0, 15),
    (87, "stair_descent_speed_m_per_s", "StairDescentSpeed", "m/s", 0, 15),
    (88, "running_speed_m_per_s", "RunningSpeed", "m/s", 0, 15),
    (89, "running_power_w", "RunningPower", "W", 0, 3_000),
    (90, "physical_effort_kcal_per_kg_h", "PhysicalEffort", "kcal/hr*kg", 0, 60),
)

# number, code, HKCategoryTypeIdentifier…, values
_CATEGORIES: tuple[tuple[int, str, str, Mapping[str, int]], ...] = (
    (100, "sleep_analysis", "SleepAnalysis", SLEEP_ANALYSIS),
    (101, "stand_hour", "AppleStandHour", STAND_HOUR),
    (102, "mindful_session", "MindfulSession", NOT_APPLICABLE),
    (103, "menstrual_flow", "MenstrualFlow", MENSTRUAL_FLOW),
    (104, "intermenstrual_bleeding", "IntermenstrualBleeding", NOT_APPLICABLE),
    (105, "high_heart_rate_event", "HighHeartRateEvent", NOT_APPLICABLE),
    (106, "low_heart_rate_event", "LowHeartRateEvent", NOT_APPLICABLE),
    (107, "irregular_rhythm_event", "IrregularHeartRhythmEvent", NOT_APPLICABLE),
    (108, "handwashing_event", "HandwashingEvent", NOT_APPLICABLE),
    (109, "toothbrushing_event", "ToothbrushingEvent", NOT_APPLICABLE),
    (110, "cervical_mucus_quality", "CervicalMucusQuality", CERVICAL_EVENT),
)

_WORKOUT_IDENTIFIERS = ("HKWorkoutTypeIdentifier", "HKWorkoutType", "HKWorkout")
_STATE_IDENTIFIERS = (
    "HKStateOfMindTypeIdentifier",
    "HKDataTypeStateOfMind",
    "HKCategoryTypeIdentifierStateOfMind",
)


def _confidence(code: str) -> Decimal:
    return CONFIDENCE.get(code, DEFAULT_CONFIDENCE)


def _types() -> Iterator[HealthType]:
    for number, code, name, unit, most, an_hour in _CUMULATIVE:
        names = (f"HKQuantityTypeIdentifier{name}",)
        sort = Aggregation.CUMULATIVE
        yield HealthType(code, number, names, sort, unit, 0, most, _confidence(code), an_hour)
    for number, code, name, unit, least, most in _DISCRETE:
        names = (f"HKQuantityTypeIdentifier{name}",)
        sort, is_body = Aggregation.DISCRETE, number < 60
        yield HealthType(
            code, number, names, sort, unit, least, most, _confidence(code), None, is_body
        )
    for number, code, name, values in _CATEGORIES:
        names = (f"HKCategoryTypeIdentifier{name}",)
        least, most = min(values.values()), max(values.values())
        yield HealthType(
            code,
            number,
            names,
            Aggregation.CATEGORY,
            "",
            least,
            most,
            _confidence(code),
            values=values,
        )
    # The minutes of a workout; the valence of a state of mind, unpleasant -1 to pleasant 1.
    yield HealthType(
        "workout_min",
        120,
        _WORKOUT_IDENTIFIERS,
        Aggregation.WORKOUT,
        "min",
        0,
        5_760,
        _confidence("workout_min"),
    )
    yield HealthType(
        "state_of_mind",
        121,
        _STATE_IDENTIFIERS,
        Aggregation.STATE,
        "",
        -1,
        1,
        _confidence("state_of_mind"),
    )


TYPES: dict[str, HealthType] = {kind.code: kind for kind in _types()}
TYPE_OF: dict[str, HealthType] = {
    identifier: kind for kind in TYPES.values() for identifier in kind.identifiers
}
BY_NUMBER: dict[int, HealthType] = {kind.number: kind for kind in TYPES.values()}

# What a day's expenditure is made of; derived and graded together.
ENERGY = (TYPES["active_energy_kcal"].number, TYPES["basal_energy_kcal"].number)
