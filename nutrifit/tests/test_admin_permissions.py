"""Who gets which page of the back-office: every page × role × method."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, reverse

from apps.accounts.domain.roles import Role
from nutrifit.tests.back_office import fill, make_staff, shown

# What a page answers to GET and to an empty POST. "form" is the form again, with its errors.
OPEN = (200, 200)
FORM = (200, 200)
LOOK = (200, 403)
SHUT = (403, 403)
ENTRY = (302, 302)
GOES = (302, 302)

ROLES = (None, Role.USER, Role.PREMIUM, Role.NUTRITIONIST, Role.CATALOGUE_STAFF, Role.ADMIN)
OUTSIDERS = 3


def staff(nutritionist: Any, catalogue: Any, administrator: Any) -> tuple[Any, ...]:
    """Answers to each of ``ROLES``; those who are no staff never get in."""
    return (ENTRY, SHUT, SHUT, nutritionist, catalogue, administrator)


def table(*, sees: tuple[bool, ...], changes: tuple[bool, ...], adds: tuple[bool, ...]) -> Any:
    """The five pages of a table, for nutritionist, catalogue staff and administrator."""
    return {
        "changelist": staff(*(OPEN if may else SHUT for may in sees)),
        "history": staff(*(OPEN if may else SHUT for may in sees)),
        "add": staff(*(FORM if may else SHUT for may in adds)),
        "change": staff(
            *((FORM if c else LOOK) if s else SHUT for s, c in zip(sees, changes, strict=True))
        ),
    }


NOBODY = (False, False, False)
ADMINISTRATOR = (False, False, True)
CURATORS = (False, True, True)
STAFF = (True, True, True)

FACTS_OF_USERS = table(sees=ADMINISTRATOR, changes=NOBODY, adds=NOBODY) | {
    "delete": staff(SHUT, SHUT, SHUT)
}
TABLES: dict[str, Any] = {
    "accounts_user": table(sees=ADMINISTRATOR, changes=ADMINISTRATOR, adds=ADMINISTRATOR)
    | {"delete": staff(SHUT, SHUT, SHUT)},
    "accounts_aiusage": FACTS_OF_USERS,
    "auth_group": FACTS_OF_USERS,
    "calories_dailybalance": FACTS_OF_USERS,
    "calories_energyprofile": FACTS_OF_USERS,
    "calories_expenditureestimate": FACTS_OF_USERS,
    "calories_goal": FACTS_OF_USERS,
    "calories_loggedday": FACTS_OF_USERS,
    "calories_weeklytrend": FACTS_OF_USERS,
    "meals_food": table(sees=STAFF, changes=CURATORS, adds=CURATORS)
    | {
        "delete": staff(SHUT, SHUT, SHUT),
        "new_version": staff(SHUT, GOES, GOES),
    },
    "meals_foodversion": table(sees=STAFF, changes=NOBODY, adds=CURATORS)
    | {"delete": staff(SHUT, SHUT, SHUT)},
    "meals_importrun": table(sees=CURATORS, changes=NOBODY, adds=NOBODY)
    | {"delete": staff(SHUT, SHUT, SHUT)},
    "meals_resolutionlog": table(sees=CURATORS, changes=NOBODY, adds=NOBODY)
    | {"delete": staff(SHUT, SHUT, SHUT)},
    "meals_labelphoto": table(sees=CURATORS, changes=NOBODY, adds=NOBODY)
    | {
        "delete": staff(SHUT, SHUT, SHUT),
        # the rows of these tests have no files
        "table": staff(SHUT, (200, 200), (200, 200)),
        "front": staff(SHUT, (404, 404), (404, 404)),
    },
    "meals_meal": FACTS_OF_USERS,
    "meals_mealitem": FACTS_OF_USERS,
    "meals_mergelog": table(sees=CURATORS, changes=NOBODY, adds=NOBODY)
    | {"delete": staff(SHUT, SHUT, SHUT)},
    "meals_mergeproposal": table(sees=CURATORS, changes=CURATORS, adds=CURATORS)
    | {"delete": staff(SHUT, SHUT, SHUT)},
    "meals_qualityissue": table(sees=CURATORS, changes=NOBODY, adds=NOBODY)
    | {"delete": staff(SHUT, SHUT, SHUT)},
    "meals_photoanalysis": FACTS_OF_USERS,
    "meals_mealtemplate": FACTS_OF_USERS,
    "meals_ownfood": FACTS_OF_USERS,
    "meals_recipe": FACTS_OF_USERS,
    "meals_portion": table(sees=STAFF, changes=CURATORS, adds=CURATORS)
    | {"delete": staff(SHUT, (200, 200), (200, 200))},
    "meals_voicetranscription": FACTS_OF_USERS,
    "health_dailymetric": FACTS_OF_USERS,
    "health_exportimport": FACTS_OF_USERS,
    "health_reconciliationrun": FACTS_OF_USERS,
    "health_source": FACTS_OF_USERS,
    "health_synclog": FACTS_OF_USERS,
    "health_syncstate": FACTS_OF_USERS,
    "outbox_delivery": FACTS_OF_USERS,
    "outbox_outboxevent": FACTS_OF_USERS,
}
READ = (200, 405)
SITE: dict[str, Any] = {
    "index": staff(OPEN, OPEN, OPEN),
    "app_list": staff(OPEN, OPEN, OPEN),
    "search": staff(OPEN, OPEN, OPEN),
    "jsi18n": staff(READ, READ, READ),
    "language": staff(GOES, GOES, GOES),
    "password_change": staff(FORM, FORM, FORM),
    "password_change_done": staff(READ, READ, READ),
    # without saying for which field
    "autocomplete": staff((403, 405), (403, 405), (403, 405)),
    "login": staff(GOES, GOES, GOES),
    "view_on_site": staff((404, 404), (404, 404), (404, 404)),
    "logout": None,  # would end the test's session
}
ARGUMENTS = {"app_list": ["meals"], "view_on_site": [1, "x"]}
PAGES = SITE | {
    f"{name}_{page}": answers for name, found in TABLES.items() for page, answers in found.items()
}


def registered(patterns: list[Any]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from registered(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name


def test_every_page_is_in_the_table() -> None:
    assert set(registered(admin.site.get_urls())) == set(PAGES)


def url_of(name: str) -> str:
    try:
        return reverse(f"admin:{name}", args=ARGUMENTS.get(name))
    except NoReverseMatch:
        model = next(
            model
            for model in admin.site._registry
            if name.startswith(f"{model._meta.app_label}_{model._meta.model_name}_")
        )
        return reverse(f"admin:{name}", args=[shown(model).pk])


@pytest.mark.django_db
@pytest.mark.parametrize("place", range(len(ROLES)), ids=[str(role) for role in ROLES])
def test_each_role_gets_its_pages_and_no_other(place: int, client: Client, settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False
    fill(1)
    if ROLES[place] is not None:
        client.force_login(make_staff(ROLES[place]))
    found, expected = {}, {}
    for name, answers in PAGES.items():
        if answers is not None:
            url = url_of(name)
            expected[name] = answers[place]
            found[name] = (client.get(url).status_code, client.post(url).status_code)
    wrong = {name: (found[name], expected[name]) for name in found if found[name] != expected[name]}
    assert not wrong, f"(found, expected): {wrong}"
