"""A meal as a sentence tells it: a draft for the phone to confirm. Nothing is stored."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from apps.meals import selectors
from apps.meals.domain.plates import CONFIDENCE_STEP, HUNDRED, rounded
from apps.meals.domain.sentences.clauses import clauses, said_words
from apps.meals.domain.sentences.lexicon import Match
from apps.meals.domain.sentences.mentions import Mention
from apps.meals.domain.sentences.reading import read
from apps.meals.domain.sentences.servings import OwnPortion, eaten
from apps.meals.domain.sentences.words import stem, stems
from apps.meals.selectors import ServedFood
from apps.shared.provenance import ConfidenceLevel, confidence_level
from apps.shared.quantities import (
    WATER_DENSITY_G_PER_ML,
    Interval,
    energy_interval_kcal,
    interval_g,
)

if TYPE_CHECKING:
    from apps.accounts.models import User

LONGEST_TEXT = 2000
MOST_ALTERNATIVES = 4
TENTH = Decimal("0.1")
# From this fit on the words are a name of the food, not only its beginning.
CALLED_SO = Decimal("0.8")
# Foods that fit nearly as well as the best are called by the same words.
NAMESAKE = Decimal("0.95")
# Trust that is left for each word behind a food that its name does not explain.
UNEXPLAINED = Decimal("0.9")


@dataclass(frozen=True, slots=True)
class Choice:
    """A food that may have been meant, with what the amount said is in grams of it.

    ``portion_id`` and ``portion_count`` are there when the grams follow from a portion of the food.
    """

    food_id: UUID
    food_name: str
    brand: str
    category: str
    quantity_g: Decimal
    precision_g: Decimal
    energy_kcal: Decimal | None
    portion_id: UUID | None
    portion_name: str
    portion_count: Decimal | None
    source: str
    licence: str
    confidence: Decimal

    @property
    def confidence_level(self) -> ConfidenceLevel:
        return confidence_level(self.confidence)

    @property
    def interval_g(self) -> Interval:
        return interval_g(self.quantity_g, self.precision_g)

    @property
    def energy_interval_kcal(self) -> Interval | None:
        between = energy_interval_kcal(
            self.energy_kcal, quantity_g=self.quantity_g, precision_g=self.precision_g
        )
        return Interval(*(rounded(kcal, TENTH) for kcal in between)) if between else None


@dataclass(frozen=True, slots=True)
class DraftItem:
    """One food of a draft: the likeliest choice, up to four others, and the words it came from."""

    choice: Choice
    alternatives: tuple[Choice, ...]
    meal_type: str | None
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Words that no food was found for, by their offsets in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What a text says was eaten; ``type`` is the given one, or the only one it speaks of."""

    text: str
    type: str | None
    eaten_at: datetime | None
    items: tuple[DraftItem, ...]
    unmatched: tuple[Unmatched, ...]


def draft_from_text(
    user: "User", text: str, *, meal_type: str | None = None, eaten_at: datetime | None = None
) -> Draft:
    """Read what was eaten out of an Italian sentence, typed or transcribed. Changes nothing."""
    found = clauses(text)
    mentions = read(found, selectors.lexicon_of(said_words(found)))
    products = _products(user, mentions)
    meant = [_matches(mention, products) for mention in mentions]
    served = selectors.served_foods(_ids(meant) | _ids(one.matches for one in mentions))
    matches = [[match for match in some if match.food.id in served] for some in meant]
    items = tuple(
        _item(text, mention, some, served)
        for mention, some in zip(mentions, matches, strict=True)
        if some
    )
    return Draft(
        text=text,
        type=meal_type or _only_type(items),
        eaten_at=eaten_at,
        items=items,
        unmatched=tuple(_unmatched(text, mentions, matches)),
    )


def _ids(matches: Iterable[Sequence[Match]]) -> set[UUID]:
    return {match.food.id for some in matches for match in some}


def _products(user: "User", mentions: Sequence[Mention]) -> dict[tuple[str, ...], list[Match]]:
    """What search knows for words the generic foods leave unexplained."""
    phrases = {one.said_in_full for one in mentions if one.rest or not one.matches}
    return selectors.products_of(phrases, user=user.pk)


def _matches(mention: Mention, products: Mapping[tuple[str, ...], list[Match]]) -> list[Match]:
    """Candidates, best first; a product that explains every word comes before the generic food."""
    found = products.get(mention.said_in_full, [])
    doubt = UNEXPLAINED ** len(mention.rest)
    ours = [
        replace(match, quality=match.quality * doubt)
        for match in mention.matches
        if match.quality >= CALLED_SO or not mention.is_of_something_else
    ]
    return [*found, *ours][: 1 + MOST_ALTERNATIVES]


def _item(
    text: str, mention: Mention, matches: Sequence[Match], served: Mapping[UUID, ServedFood]
) -> DraftItem:
    first, *others = [_choice(mention, match, served) for match in matches]
    return DraftItem(
        choice=first,
        alternatives=tuple(others),
        meal_type=mention.meal,
        text=text[mention.start : mention.end],
        start=mention.start,
        end=mention.end,
    )


def _choice(mention: Mention, match: Match, served: Mapping[UUID, ServedFood]) -> Choice:
    food = served[match.food.id]
    amount = eaten(
        mention.quantity,
        said=mention.said,
        size=mention.size,
        portions=food.portions,
        namesakes=_namesake_portions(mention, served),
        category=food.category,
        density_g_per_ml=food.density_g_per_ml,
    )
    return Choice(
        food_id=food.id,
        food_name=food.name,
        brand=food.brand,
        category=food.category,
        quantity_g=amount.grams,
        precision_g=amount.precision_g,
        energy_kcal=_energy_kcal(food, amount.grams),
        portion_id=amount.portion.id if amount.portion else None,
        portion_name=amount.portion.name if amount.portion else amount.measure,
        portion_count=amount.count,
        source=food.source,
        licence=food.licence,
        confidence=rounded(match.quality * amount.confidence, CONFIDENCE_STEP),
    )


def _namesake_portions(mention: Mention, served: Mapping[UUID, ServedFood]) -> list[OwnPortion]:
    """Of the foods called by the same words: an apple of one source weighs what another's does."""
    best = max((match.quality for match in mention.matches), default=Decimal(1))
    namesakes = [match.food.id for match in mention.matches if match.quality >= best * NAMESAKE]
    return [
        portion
        for food_id in namesakes
        if food_id in served
        for portion in served[food_id].portions
    ]


def _energy_kcal(food: ServedFood, grams: Decimal) -> Decimal | None:
    if food.energy_kcal is None:
        return None
    density = food.density_g_per_ml if food.per == "100ml" else None
    return rounded(food.energy_kcal * grams / (density or WATER_DENSITY_G_PER_ML) / HUNDRED, TENTH)


def _only_type(items: Sequence[DraftItem]) -> str | None:
    types = {item.meal_type for item in items if item.meal_type}
    return types.pop() if len(types) == 1 else None


def _unmatched(
    text: str, mentions: Sequence[Mention], matches: Sequence[Sequence[Match]]
) -> Iterator[Unmatched]:
    """Mentions without a food, and words behind a food that no name accounts for."""
    for mention, some in zip(mentions, matches, strict=True):
        if not some:
            end = max([mention.end, *(word.token.end for word in mention.rest)])
            yield Unmatched(text[mention.start : end], mention.start, end)
        elif mention.rest and not _explained(mention, some[0]):
            start, end = mention.rest[0].token.start, mention.rest[-1].token.end
            yield Unmatched(text[start:end], start, end)


def _explained(mention: Mention, match: Match) -> bool:
    called = stems(" ".join((*match.food.names, match.food.brand)))
    return all(stem(word.token.plain) in called for word in mention.rest)
