"""What codes of the energy balance are called in the back-office."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from apps.calories import services
from apps.calories.domain.safety import Limit
from apps.calories.domain.wishes import DEFAULT_PRESET
from apps.calories.models import DailyBalance
from apps.shared.admin import number

EXPENDITURE_SOURCES = dict(DailyBalance.ExpenditureSource.choices)
LIMITS = {limit.code: limit for limit in Limit}
BODY_PARTS = {
    "sex": _("sex"),
    "birth_date": _("date of birth"),
    "height_cm": _("height"),
    "body_mass_kg": _("body mass"),
    "activity_level": _("activity level"),
}
# Of an explanation's steps those that are no limit.
GOAL_STEPS = {
    "expenditure": _("Habitual expenditure"),
    "addition": _("With what pregnancy or breast-feeding add"),
    "wish": _("What is wished for"),
    "active_credit": _("With the credit for activity"),
}
MACROS = {"protein": _("protein"), "carbohydrate": _("carbohydrate"), "fat": _("fat")}
PRESETS = {
    "balanced": _("balanced"),
    "mediterranean": _("mediterranean"),
    "high_protein": _("rich in protein"),
    "low_carb": _("low in carbohydrate"),
}


def listed(words: Iterable[Any]) -> str:
    return ", ".join(str(word) for word in words) or "–"


def limit_sentence(code: str) -> str:
    """The sentence the user reads; a code that is no limit any more is shown as it is."""
    limit = LIMITS.get(code)
    return services.sentence(limit) if limit else code


def paragraphs(sentences: Iterable[str]) -> str:
    return format_html_join("", "<p>{}</p>", ((each,) for each in sentences)) or "–"


def goal_step(code: str) -> str:
    return str(GOAL_STEPS.get(code) or limit_sentence(code))


def condition_names(codes: Iterable[str]) -> str:
    """By the profile's words; a condition that is not asked any more is shown as it is."""
    told: Any = apps.get_model("accounts.Profile")._meta.get_field("conditions")
    names = dict(told.base_field.flatchoices)
    return listed(names.get(code, code) for code in codes)


def macro_shares(macros: Mapping[str, Any]) -> str:
    """A preset's name, shares of energy or grams a kilogram of body mass."""
    if percent := macros.get("percent"):
        return _amounts(percent, "%")
    if per_kg := macros.get("g_per_kg"):
        return _amounts(per_kg, "g/kg")
    preset = macros.get("preset", DEFAULT_PRESET)
    return str(PRESETS.get(preset, preset))


def _amounts(amounts: Mapping[str, Any], unit: str) -> str:
    return listed(
        f"{word} {number(amounts[name], 1)} {unit}"
        for name, word in MACROS.items()
        if name in amounts
    )
