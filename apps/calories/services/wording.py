"""What users are told about limits; why each rule exists: ``domain/safety``."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.calories.domain.safety import EATING_DISORDER_HELPLINE, RULES, Condition, Limit, Turn

_PEOPLE_TO_TALK_TO = _(
    "We set no goal in calories or kilograms for you: eating regularly comes first, and there are"
    " people to talk to."
)
_CLINICIAN_FIRST = _("Talk to whoever treats you before you change how much you eat.")

SENTENCES: dict[Limit | Condition, Any] = {
    Limit.RATE_CAP: _(
        "Losing more than 1 % of your body mass or 1 kg a week costs muscle: we stay below that."
    ),
    Limit.GAIN_CAP: _(
        "Gaining more than 0.5 % of your body mass a week stores mostly fat: we stay below that."
    ),
    Limit.FLOOR: _("Eating less than this every day, nutrients run short: we stay above it."),
    Limit.GOAL_UNDERWEIGHT: _("The body mass you wish for is below the healthy range."),
    Limit.MINOR: _("Under 18 we set no goal of losing weight."),
    Limit.UNDERWEIGHT: _(
        "Your body mass is already below the healthy range, so we set no goal of losing weight."
    ),
    Limit.OLDER: _(
        "From 75 years on losing weight costs muscle and bone: a doctor should want it."
    ),
    Limit.PREGNANT: _("In pregnancy you need more energy, not less."),
    Limit.LACTATING: _("While breast-feeding you need more energy, not less."),
    Limit.EATING_DISORDER_HISTORY: _PEOPLE_TO_TALK_TO,
    Limit.SCOFF_POSITIVE: _PEOPLE_TO_TALK_TO,
    Condition.INSULIN_OR_SULFONYLUREA: _(
        "Eating less on insulin or a sulfonylurea can drop your blood sugar."
    ),
    Condition.KIDNEY_DISEASE: _("We set no protein target above the reference for you."),
    Condition.LIVER_DISEASE: _("We set no protein target above the reference for you."),
    Condition.BARIATRIC_SURGERY: _("Your protein and fluids have to be watched."),
    Condition.GLP1_MEDICINE: _("Your protein and fluids have to be watched."),
}

TURN_TO: dict[Turn, Any] = {
    Turn.FAMILY_DOCTOR: _("Talk to your family doctor."),
    Turn.PAEDIATRICIAN: _("Talk to your paediatrician or family doctor."),
    Turn.GYNAECOLOGIST: _("Talk to your gynaecologist or midwife."),
    Turn.EATING_DISORDER_HELPLINE: _("SOS eating disorders, free of charge: %(number)s."),
    Turn.TREATING_SPECIALIST: _CLINICIAN_FIRST,
}


def sentence(reason: Limit | Condition) -> str:
    """What the reason says and where to turn, in the user's language."""
    turn = RULES[reason].turn_to
    where = TURN_TO[turn] % {"number": EATING_DISORDER_HELPLINE} if turn else ""
    return f"{SENTENCES[reason]} {where}".strip()
