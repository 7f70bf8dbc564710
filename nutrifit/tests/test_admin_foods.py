"""Curating the catalogue in the back-office."""

from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from apps.accounts.domain.roles import Role
from apps.meals.services import refresh_search_words
from apps.shared import admin as shared
from nutrifit.tests.back_office import NASTY, add_version, fill, make_food, make_staff, pages

FOODS = "admin:meals_food_changelist"


@pytest.fixture
def curator(db: None, settings: Any, client: Client) -> Client:
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(make_staff(Role.CATALOGUE_STAFF))
    return client


def found(client: Client, text: str) -> list[str]:
    response = client.get(reverse(FOODS), {"q": text})
    return [food.name for food in response.context["cl"].result_list]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mutti", "Passata di pomodoro"),
        ("passata mut", "Passata di pomodoro"),
        ("pomodori", "Passata di pomodoro"),
        ("parmigiano regiano", "Parmigiano Reggiano"),
        ("reggianito", "Parmigiano Reggiano"),
        ("8005110000010", "Passata di pomodoro"),
        ("8005 1100 0001 0", "Passata di pomodoro"),
    ],
)
def test_foods_are_found_by_words_misspelt_words_other_names_and_barcode(
    curator: Client, text: str, name: str
) -> None:
    make_food("Passata di pomodoro", brand="Mutti", gtin="08005110000010")
    make_food("Parmigiano Reggiano", other_names="reggianito")
    make_food("Pane casereccio")
    refresh_search_words()
    assert found(curator, text) == [name]


def test_the_most_alike_of_the_misspelt_comes_first(curator: Client) -> None:
    make_food("Pasta all'uovo", brand="Mulino Bianco")
    make_food("Biscotti al cacao", brand="Mulino Bianco")
    refresh_search_words()
    assert found(curator, "biscoti mulino")[0] == "Biscotti al cacao"


def test_a_search_of_marks_only_finds_nothing(curator: Client) -> None:
    make_food("Pane casereccio")
    assert found(curator, "'; --") == []


def food_form(food: Any, **changes: str) -> dict[str, str]:
    empty = {
        f"{prefix}-{name}": "0"
        for prefix in ("versions", "portions", "aliases")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {"name": food.name, "status": food.status, **empty, **changes}


def save(client: Client, food: Any, **changes: str) -> Any:
    url = reverse("admin:meals_food_change", args=[food.pk])
    return client.post(url, food_form(food, **changes))


def test_an_alias_added_here_is_searched_for_at_once(curator: Client) -> None:
    food = make_food("Anguria")
    names = {
        "aliases-TOTAL_FORMS": "2",
        "aliases-0-name": "cocomero",
        "aliases-0-locale": "it",
        "aliases-1-name": "Melone d'acqua",
        "aliases-1-locale": "it",
    }
    assert save(curator, food, **names).status_code == 302
    food.refresh_from_db()
    assert set(food.other_names.split("\n")) == {"cocomero", "Melone d'acqua"}
    assert found(curator, "cocomero") == ["Anguria"]


def test_a_removed_alias_is_no_longer_searched_for(curator: Client) -> None:
    food = make_food("Anguria", other_names="cocomero")
    alias = apps.get_model("meals.FoodAlias").objects.create(
        food=food, name="cocomero", locale="it"
    )
    gone = {
        "aliases-TOTAL_FORMS": "1",
        "aliases-INITIAL_FORMS": "1",
        "aliases-0-id": str(alias.pk),
        "aliases-0-name": "cocomero",
        "aliases-0-locale": "it",
        "aliases-0-DELETE": "on",
    }
    assert save(curator, food, **gone).status_code == 302
    assert found(curator, "cocomero") == []


def test_a_printed_barcode_gets_its_leading_zero(curator: Client) -> None:
    food = make_food("Passata")
    assert save(curator, food, gtin="8005110000010").status_code == 302
    food.refresh_from_db()
    assert food.gtin == "08005110000010"


def test_a_wrong_check_digit_is_named_in_italian(curator: Client) -> None:
    food = make_food("Passata")
    page = save(curator, food, gtin="8005110000011").content.decode()
    assert "cifra di controllo" in page


def test_a_portion_typed_here_is_ours(curator: Client) -> None:
    food = make_food("Pane")
    typed = {
        "portions-TOTAL_FORMS": "1",
        "portions-0-name": "fetta",
        "portions-0-mass_g": "35",
    }
    assert save(curator, food, **typed).status_code == 302
    assert food.portions.get().source == "manual"


def label(food: Any, **amounts: str) -> dict[str, str]:
    return {"food": str(food.pk), "per": "100g", **amounts}


def test_a_label_becomes_the_current_version(curator: Client) -> None:
    food = make_food("Pane")
    answer = curator.post(
        reverse("admin:meals_foodversion_add"),
        label(food, energy_kcal="260", fat_g="2.5", salt_g="1.1"),
    )
    assert answer.status_code == 302
    food.refresh_from_db()
    version = food.current_version
    # the iron kept from Open Food Facts keeps its licence
    assert (version.number, version.source, version.licence) == (2, "manual", "ODbL-1.0")
    assert version.value_sources["iron_mg"]["source"] == "openfoodfacts"
    assert version.value_sources["fat_g"]["licence"] == "proprietary"
    assert (version.confidence, version.energy_kcal) == (1, Decimal(260))
    assert version.protein_g is None
    assert LogEntry.objects.get().object_id == str(version.pk)


@pytest.mark.parametrize("amounts", [{}, {"fat_g": "2", "saturated_fat_g": "3"}])
def test_an_impossible_label_is_refused(curator: Client, amounts: dict[str, str]) -> None:
    food = make_food("Pane")
    answer = curator.post(reverse("admin:meals_foodversion_add"), label(food, **amounts))
    assert answer.status_code == 200
    assert food.versions.count() == 1


def test_each_value_shows_its_own_source_and_confidence(curator: Client) -> None:
    food = make_food("Pane")
    page = curator.get(reverse("admin:meals_food_change", args=[food.pk]))
    rows = {row[0]: row[1:] for row in page.context["table"]["rows"]}
    assert rows["Energia"] == [
        "250 kcal",
        "Open Food Facts",
        "ODbL-1.0",
        "0,80 (alta)",
        "8001234567",
    ]
    assert rows["Proteine"] == ["9,5 g", "CREA", "ODbL-1.0", "0,90 (alta)", "Tab. 12"]
    assert rows["Ferro"][3] == "0,60 (media)"
    assert rows["Alcol"][0] == "tracce"
    assert rows["Grassi"] == ["non noto", "–", "–", "–", "–"]


def two_sources() -> Any:
    """Open Food Facts, logged, has 250 kcal and 9.5 g protein; CREA says 12.4 g."""
    food = make_food("Pane")
    add_version(food, 2)
    crea = food.versions.filter(number=2)
    crea.update(protein_g=Decimal("12.4"), confidence=Decimal("0.9"), value_sources={})
    food.versions.filter(number=1).update(value_sources={})
    food.current_version = food.versions.get(number=1)
    food.save()
    return food


def test_several_sources_are_shown_side_by_side_with_their_shares(curator: Client) -> None:
    food = two_sources()
    page = curator.get(reverse("admin:meals_food_change", args=[food.pk]))

    [(title, table)] = page.context["further_tables"]
    assert title == "Che cosa dicono le fonti"
    rows = {row[0]: row[1:] for row in table["rows"]}
    # CREA 0.9 × 0.9 = 0.81, Open Food Facts 0.8 × 0.8 = 0.64:
    # (0.81 × 12.4 + 0.64 × 9.5) / 1.45 = 11.12
    assert rows["Proteine"] == [
        "9,5 g",
        "11,12 g",
        "0,86 (alta)",
        "9,5 – 12,4",
        "CREA 12,4 g (56 %); Open Food Facts 9,5 g (44 %)",
        # 9.5 g ± 2 g
        "diverso",
    ]
    assert "meals_food_adopt" in page.content.decode()


def test_one_source_is_compared_with_nothing(curator: Client) -> None:
    page = curator.get(reverse("admin:meals_food_change", args=[make_food("Pane").pk]))

    assert page.context["further_tables"] == []
    assert "meals_food_adopt" not in page.content.decode()


def test_the_mean_of_all_sources_is_logged_by_one_button(curator: Client) -> None:
    food = two_sources()

    assert save(curator, food, meals_food_adopt="1").status_code == 302

    food.refresh_from_db()
    version = food.current_version
    assert (version.number, version.source, version.protein_g) == (3, "manual", Decimal("11.12"))
    assert LogEntry.objects.filter(object_id=str(food.pk)).count() == 2
    page = curator.get(reverse("admin:meals_food_change", args=[food.pk]))
    rows = {row[0]: row[1:] for row in page.context["table"]["rows"]}
    assert "media di CREA 56 %, Open Food Facts 44 %" in rows["Proteine"][4]


def test_who_may_only_look_has_no_such_button(curator: Client) -> None:
    food = two_sources()
    curator.force_login(make_staff(Role.NUTRITIONIST))

    page = curator.get(reverse("admin:meals_food_change", args=[food.pk]))
    assert len(page.context["further_tables"]) == 1
    assert "meals_food_adopt" not in page.content.decode()
    assert save(curator, food, meals_food_adopt="1").status_code == 403


def test_markup_in_names_is_shown_as_text_on_every_page(
    settings: Any, client: Client, db: None
) -> None:
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(make_staff(Role.ADMIN))
    fill(1)
    make_food(NASTY, brand=NASTY, category=NASTY)
    seen = 0
    for page in pages():
        answer = client.get(page.url())
        text = answer.content.decode()
        assert NASTY not in text, page.name
        seen += "&lt;script&gt;alert(1)" in text
    assert seen >= 8


def test_a_food_to_merge_into_is_looked_up(curator: Client) -> None:
    make_food("Parmigiano Reggiano")
    fields = {"app_label": "meals", "model_name": "food", "field_name": "merged_into"}
    answer = curator.get(reverse("admin:autocomplete"), {"term": "parmig", **fields})
    assert [row["text"] for row in answer.json()["results"]] == ["Parmigiano Reggiano"]


def test_long_lists_are_not_counted_to_the_end(curator: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(shared, "COUNTED", 2)
    for number in range(4):
        make_food(f"Pane {number}")
    page = curator.get(reverse(FOODS), {"q": "pane"})
    assert page.context["cl"].result_count == 2
    assert "più di 2" in " ".join(page.content.decode().split())
