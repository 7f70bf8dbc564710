"""The nutrients of a food or a plate as tables: each value with where it comes from."""

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.meals.models import FoodVersion, MealItem
from apps.meals.models.provenance import SOURCE_CHOICES
from apps.meals.models.value_source import MEAN_OF, provenance_of
from apps.meals.selectors import Comparison
from apps.meals.selectors.comparison import ComparedNutrient, ComparedValue
from apps.shared.admin import Table, confidence, number
from apps.shared.nutrients import MACRO_CODES, MICRO_CODES, NUTRIENTS, Amount, Nutrient
from apps.shared.provenance import Provenance

SOURCE_NAMES = dict(SOURCE_CHOICES)
PROVENANCE = ("source", "source_id", "licence", "confidence", "fetched_at")


def nutrient_name(nutrient: Nutrient) -> str:
    return nutrient.name_it if (get_language() or "it").startswith("it") else nutrient.name_en


def composition_table(stated: FoodVersion | MealItem) -> Table:
    """Label nutrients always, unknown ones too; others when they are known."""
    codes = [*MACRO_CODES, *(code for code in MICRO_CODES if code in stated.micronutrients)]
    return {
        "headers": [
            _("nutrient"),
            _("amount"),
            _("source"),
            _("licence"),
            _("confidence"),
            _("citation"),
        ],
        "rows": [_row(stated, code) for code in codes],
    }


def _row(stated: FoodVersion | MealItem, code: str) -> list[Any]:
    """A plate's value is from where its food version's is, and trusted as the plate is."""
    amount = stated.nutrients.amounts.get(code)
    if amount is None:
        return [_name(code), _("not known"), "–", "–", "–", "–"]
    version = stated if isinstance(stated, FoodVersion) else stated.food_version
    origin = provenance_of(version, code)
    return [
        _name(code),
        _amount(code, amount),
        _source_name(origin),
        origin.licence.value,
        confidence(origin.confidence if stated is version else stated.confidence),
        _citation(version, code, origin),
    ]


def _name(code: str) -> str:
    return nutrient_name(NUTRIENTS[code])


def _amount(code: str, amount: Amount) -> str:
    return _("traces") if amount.trace else f"{number(amount.value)} {NUTRIENTS[code].unit}"


def _source_name(origin: Provenance) -> str:
    return str(SOURCE_NAMES[origin.source.value])


def _citation(version: FoodVersion, code: str, origin: Provenance) -> str:
    """What is said of this one value: its id at another source and since when, and notes."""
    own = version.value_sources.get(code, {})
    words = [origin.source_id] if origin.source_id else []
    if "fetched_at" in own:
        words.append(date_format(localtime(origin.fetched_at), "SHORT_DATE_FORMAT"))
    if MEAN_OF in own:
        words.append(_("mean of %(parts)s") % {"parts": _parts(own[MEAN_OF])})
    notes = (value for key, value in own.items() if key not in {*PROVENANCE, MEAN_OF})
    return "; ".join([*words, *(str(note) for note in notes if note)]) or "–"


def _parts(parts: list[dict[str, str]]) -> str:
    return ", ".join(
        f"{SOURCE_NAMES[part['source']]} {number(float(part['share']) * 100, 0)} %"
        for part in parts
    )


def comparison_table(compared: Comparison) -> Table:
    """Each nutrient as it is logged, as all sources together have it, and as each of them says."""
    return {
        "headers": [
            _("nutrient"),
            _("logged"),
            _("all sources"),
            _("confidence"),
            _("from – to"),
            _("shares"),
            _("EU tolerance"),
        ],
        "rows": [_compared_row(code, one) for code, one in compared.nutrients.items()],
    }


def _compared_row(code: str, one: ComparedNutrient) -> list[Any]:
    resolved = one.resolved
    return [
        _name(code),
        _amount(code, one.logged.amount) if one.logged else _("not known"),
        _amount(code, Amount(round(resolved.amount.value, 2), resolved.amount.trace)),
        confidence(resolved.confidence),
        f"{number(resolved.lowest)} – {number(resolved.highest)}",
        "; ".join(_share(code, value) for value in one.values),
        {None: "–", True: _("differs"), False: _("within")}[one.differs],
    ]


def _share(code: str, value: ComparedValue) -> str:
    share = f"{number(value.share * 100, 0)} %"
    return f"{_source_name(value.provenance)} {_amount(code, value.amount)} ({share})"
