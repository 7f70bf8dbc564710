"""The back-office in a real browser: Italian, light and dark, on a desk and on a tablet."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from apps.accounts.domain.roles import Role
from nutrifit.tests.back_office import (
    NASTY,
    fill_one,
    grow_related,
    make_food,
    make_staff,
    pages,
)

SCREENSHOTS = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
TAKE_SCREENSHOTS = os.environ.get("NUTRIFIT_SCREENSHOTS") == "1"
DESK = {"width": 1440, "height": 900}
TABLET = {"width": 820, "height": 1180}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
FOODS = ("Parmigiano Reggiano DOP", "Pane casereccio", "Passata di pomodoro", "Fagioli borlotti")
PEOPLE = ("anna.bianchi", "luca.rossi", "giulia.ferrari", "marco.esposito")
# What each role must read somewhere on its pages, and what it must not.
READS: dict[Role, tuple[set[str], set[str]]] = {
    Role.ADMIN: (
        {"Pratica", "Catalogo", "Operazioni", "Sistema", "Pasti registrati oggi", "Consegne morte"},
        set(),
    ),
    Role.CATALOGUE_STAFF: ({"Catalogo", "Operazioni", "Importazioni"}, {"Pratica", "Utenti"}),
    Role.NUTRITIONIST: ({"Catalogo", "Alimenti"}, {"Pratica", "Operazioni", "Utenti"}),
}
SHOWN_TO: dict[Role, tuple[str, ...]] = {
    Role.ADMIN: ("",),
    Role.CATALOGUE_STAFF: ("index", "meals_food", "meals_portion", "meals_importrun"),
    Role.NUTRITIONIST: ("index", "meals_food", "meals_portion"),
}
KEPT = {
    Role.ADMIN: {
        "index-light",
        "index-dark",
        "meals_food_changelist-light",
        "meals_food_change-light",
        "meals_foodversion_add-dark",
        "meals_meal_change-light",
        "calories_dailybalance_changelist-dark",
        "outbox_delivery_changelist-light",
    },
    Role.NUTRITIONIST: {"meals_foodversion_change-light"},
}
# Alpine takes the attribute off when it has drawn the page.
READY = "!document.documentElement.hasAttribute('x-cloak')"
WEAR = "scheme => { Alpine.$data(document.documentElement).adminTheme = scheme }"
# Drawn on a canvas, because the theme's colours are not written in RGB.
BACKGROUND = """() => {
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}"""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass
class Visit:
    """One role's tour."""

    role: Role
    cookie: dict[str, str]
    urls: dict[str, str]
    faults: list[str] = field(default_factory=list)
    text: str = ""


@pytest.fixture
def chromium() -> str:
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(CHROMIUM)} is installed")
    return found


@pytest.fixture
def rows() -> None:
    for number, (person, food) in enumerate(zip(PEOPLE, FOODS, strict=True)):
        fill_one(number, person=f"{person}@example.it", food_name=food)
    grow_related(4)
    make_food(f"Focaccia {NASTY}", brand=NASTY)


def session_cookie(user: Any, base_url: str) -> dict[str, str]:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return {"name": "sessionid", "value": str(session.session_key), "url": base_url}


def urls_for(role: Role, base_url: str) -> dict[str, str]:
    shown = {page.name: page for page in pages() if page.name.startswith(SHOWN_TO[role])}
    wanted = ("index", "_changelist", "_change", "meals_foodversion_add")
    if role is Role.NUTRITIONIST:
        shown.pop("meals_foodversion_add")
    return {n: base_url + page.url() for n, page in shown.items() if n.endswith(wanted)}


@pytest.fixture
def visits(rows: None, live_server: Any, settings: Any) -> list[Visit]:
    """Everything the database must tell, before the browser's event loop starts."""
    settings.STAFF_MFA_REQUIRED = False
    return [
        Visit(
            role,
            session_cookie(make_staff(role), live_server.url),
            urls_for(role, live_server.url),
        )
        for role in READS
    ]


def test_every_page_is_sound_in_a_browser(chromium: str, visits: list[Visit]) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        for visit in visits:
            tour(browser, visit)
        browser.close()
    faults = [f"{v.role}: {fault}" for v in visits for fault in v.faults]
    assert not faults, "\n".join(faults)


def tour(browser: Any, visit: Visit) -> None:
    context = browser.new_context(locale="it-IT", viewport=DESK)
    context.add_cookies([visit.cookie])
    page = context.new_page()
    listen(page, visit)
    for name, url in visit.urls.items():
        answer = page.goto(url, wait_until="load")
        page.wait_for_function(READY)
        if answer.status != 200:
            visit.faults.append(f"{name} answered {answer.status}")
        visit.text += page.inner_text("body")
        for scheme in ("dark", "light"):
            page.evaluate(WEAR, scheme)
            visit.faults += [f"{name} {scheme}: {fault}" for fault in look(page, scheme)]
            keep(page, visit, f"{name}-{scheme}")
        visit.faults += [f"{name}: {fault}" for fault in measure(page)]
    context.close()
    expected, forbidden = READS[visit.role]
    visit.faults += [f"never says {word}" for word in expected if word not in visit.text]
    visit.faults += [f"says {word}" for word in forbidden if word in visit.text]


def listen(page: Any, visit: Visit) -> None:
    def complain(what: str) -> None:
        visit.faults.append(f"{page.url}: {what}")

    page.on("pageerror", lambda error: complain(f"error {error}"))
    page.on("console", lambda said: complain(said.text) if said.type == "error" else None)
    page.on("dialog", lambda dialog: (complain("a script of ours ran"), dialog.dismiss()))
    page.on(
        "response",
        lambda response: (
            complain(f"{response.status} {response.url}") if response.status >= 400 else None
        ),
    )


def look(page: Any, scheme: str) -> Iterator[str]:
    shade = sum(page.evaluate(BACKGROUND)) / 3
    if (shade > 128) != (scheme == "light"):
        yield f"has a background of shade {shade}"
    if page.evaluate("document.documentElement.lang") != "it":
        yield "is not in Italian"


def measure(page: Any) -> Iterator[str]:
    for size in (DESK, TABLET):
        page.set_viewport_size(size)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            yield f"{wide} px too wide at {size['width']}"
    page.set_viewport_size(DESK)


def keep(page: Any, visit: Visit, name: str) -> None:
    if TAKE_SCREENSHOTS and name in KEPT.get(visit.role, set()):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        path = SCREENSHOTS / f"{visit.role}-{name}.png"
        page.screenshot(path=path, full_page=True)


def test_the_language_is_chosen_in_the_page(chromium: str, visits: list[Visit]) -> None:
    from playwright.sync_api import sync_playwright

    visit, index = visits[0], visits[0].urls["index"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        context = browser.new_context(locale="it-IT", viewport=DESK)
        context.add_cookies([visit.cookie])
        page = context.new_page()
        page.goto(index)
        page.locator("[x-on\\:click='openUserLinks = !openUserLinks']").click()
        page.locator("form[action$='/language/'] button", has_text="English").click()
        page.wait_for_url(index)
        title, language = page.inner_text("body"), page.evaluate("document.documentElement.lang")
        browser.close()
    assert language == "en"
    assert "Practice" in title


def test_static_urls_need_no_other_host(visits: list[Visit], client: Any) -> None:
    """Fonts and scripts come with us: the back-office works without the internet."""
    client.cookies["sessionid"] = visits[0].cookie["value"]
    page = client.get(reverse("admin:index")).content.decode()
    assert "https://" not in page
