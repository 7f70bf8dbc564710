"""The values of HealthKit's categories: their numbers in the SDK, their names in an export."""


def _named(kind: str, names: dict[str, int]) -> dict[str, int]:
    return {f"HKCategoryValue{kind}{name}": number for name, number in names.items()}


IN_BED, ASLEEP, AWAKE, CORE, DEEP, REM = range(6)

SLEEP_ANALYSIS = _named(
    "SleepAnalysis",
    {
        "InBed": IN_BED,
        "Asleep": ASLEEP,  # before iOS 16, when there were no stages
        "AsleepUnspecified": ASLEEP,
        "Awake": AWAKE,
        "AsleepCore": CORE,
        "AsleepDeep": DEEP,
        "AsleepREM": REM,
    },
)

STOOD, IDLE = range(2)
STAND_HOUR = _named("AppleStandHour", {"Stood": STOOD, "Idle": IDLE})

_FLOW = {"Unspecified": 1, "Light": 2, "Medium": 3, "Heavy": 4, "None": 5}
MENSTRUAL_FLOW = _named("MenstrualFlow", _FLOW) | _named("VaginalBleeding", _FLOW)

CERVICAL_EVENT = _named(
    "CervicalMucusQuality", {"Dry": 1, "Sticky": 2, "Creamy": 3, "Watery": 4, "EggWhite": 5}
)

NOT_APPLICABLE = {"HKCategoryValueNotApplicable": 0}
