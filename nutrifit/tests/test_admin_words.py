"""The back-office speaks Italian: our words and those of Unfold, which ships none."""

import gettext
import re
from pathlib import Path

import unfold
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as translated

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "it" / "LC_MESSAGES" / "django.po"
TEMPLATES = Path(unfold.__file__).parent / "templates"
SAID = re.compile(r"""\{%\s*trans(?:late)?\s+(["'])(.+?)\1""")
# Words of pages we do not have, and those that are the same in Italian.
NOT_OURS = re.compile(r"Raw passwords|After you've created|Password|^Home$|^Dataset")


def test_nothing_is_left_untranslated_or_guessed() -> None:
    text = CATALOGUE.read_text()
    empty = re.findall(r'msgid "(.+)"\nmsgstr(?:\[\d\])? ""\n\n', text)
    assert not empty
    assert "#, fuzzy" not in text


def test_the_compiled_catalogue_is_up_to_date() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        known = gettext.GNUTranslations(compiled)
    stated = re.findall(r'\nmsgid "(.+)"\nmsgstr "(.+)"\n', CATALOGUE.read_text())
    assert stated
    stale = [said for said, meant in stated if known.gettext(unquoted(said)) != unquoted(meant)]
    assert not stale, f"run `make messages`: {stale}"


def test_unfold_says_nothing_in_english() -> None:
    said = {
        match[1]
        for template in TEMPLATES.rglob("*.html")
        for match in SAID.findall(template.read_text())
        if not NOT_OURS.search(match[1])
    }
    with translation.override("it"):
        english = sorted(word for word in said if translated(word) == word)
    assert not english


def unquoted(text: str) -> str:
    return text.replace('\\"', '"').replace("\\n", "\n")
