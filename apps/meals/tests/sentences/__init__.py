"""The written sentences, and how many items of a draft are right; README.md has the format."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from apps.meals.imports.starter_loader import CATALOGUE
from apps.meals.services import Draft

FILES = Path(__file__).parent
SCALE_G = 1.0


@dataclass(frozen=True)
class Answer:
    """Foods by slug and their grams, or words nobody knows."""

    slugs: frozenset[str]
    least_g: float = 0
    most_g: float = 0
    unknown: str = ""


@dataclass(frozen=True)
class Sentence:
    """A text and, for each item in it, the answers that are right."""

    text: str
    items: tuple[tuple[Answer, ...], ...]


@dataclass(frozen=True)
class Score:
    """Right items among the expected ones and those nobody asked for."""

    right: int
    items: int
    wrong: tuple[str, ...]

    @property
    def share(self) -> float:
        return self.right / self.items


def sentences(name: str) -> list[Sentence]:
    """The sentences of one of the files."""
    found: list[tuple[str, list[tuple[Answer, ...]]]] = []
    for line in (FILES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            found[-1][1].append(tuple(_answer(one.strip()) for one in line.split("|")))
        else:
            found.append((line.replace("\\n", "\n"), []))
    return [Sentence(text, tuple(items)) for text, items in found]


def _answer(text: str) -> Answer:
    if text.startswith("?"):
        return Answer(frozenset(), unknown=text[1:].strip())
    slugs, grams = text.split()
    least, _, most = grams.partition("-")
    slack = 0 if most else SCALE_G
    return Answer(frozenset(slugs.split(",")), float(least) - slack, float(most or least) + slack)


def starter_slugs() -> dict[str, str]:
    """Slugs of the starter catalogue by the names its foods are loaded under."""
    foods = json.loads(CATALOGUE.read_text(encoding="utf-8"))["foods"]
    return {food["name_it"]: food["slug"] for food in foods}


def score(
    written: list[Sentence], draft_of: Callable[[str], Draft], slugs: Mapping[UUID, str]
) -> Score:
    right = items = 0
    wrong: list[str] = []
    for sentence in written:
        draft = draft_of(sentence.text)
        misses = list(_misses(sentence, draft, slugs))
        extra = max(0, _answered(draft, slugs) - _foods_expected(sentence))
        items += len(sentence.items) + extra
        right += len(sentence.items) - len(misses)
        if misses or extra:
            wrong.append(f"{sentence.text}: {', '.join(misses)} <- {_told(draft, slugs)}")
    return Score(right, items, tuple(wrong))


def _misses(sentence: Sentence, draft: Draft, slugs: Mapping[UUID, str]) -> Iterator[str]:
    """Expected items that no item of the draft, each used once, answers."""
    given = [(slugs.get(i.choice.food_id, ""), float(i.choice.quantity_g)) for i in draft.items]
    dark = " ".join(one.text.lower() for one in draft.unmatched)
    for answers in sentence.items:
        fitting = next((one for one in given if any(_fits(one, a) for a in answers)), None)
        if fitting is not None:
            given.remove(fitting)
        elif not any(answer.unknown and answer.unknown in _bare(dark) for answer in answers):
            yield "/".join(_shown(answer) for answer in answers)


def _fits(given: tuple[str, float], answer: Answer) -> bool:
    slug, grams = given
    return slug in answer.slugs and answer.least_g <= grams <= answer.most_g


def _bare(text: str) -> str:
    return text.translate(str.maketrans("àèéìòù", "aeeiou"))


def _answered(draft: Draft, slugs: Mapping[UUID, str]) -> int:
    return len(draft.items)


def _foods_expected(sentence: Sentence) -> int:
    return sum(1 for answers in sentence.items if any(not answer.unknown for answer in answers))


def _shown(answer: Answer) -> str:
    if answer.unknown:
        return f"? {answer.unknown}"
    return f"{','.join(sorted(answer.slugs))} {answer.least_g:g}-{answer.most_g:g}"


def _told(draft: Draft, slugs: Mapping[UUID, str]) -> str:
    told = [
        f"{slugs.get(i.choice.food_id, i.choice.food_name)} {i.choice.quantity_g}"
        for i in draft.items
    ]
    return "; ".join([*told, *(f"? {one.text}" for one in draft.unmatched)])
