"""Issues of foods: opened, kept, decided on, closed; and what a flagged food is trusted."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.domain.roles import Role
from apps.meals import services
from apps.meals.imports.amounts import complete
from apps.meals.imports.food_record import MappedFood
from apps.meals.imports.merge import merge_foods as store
from apps.meals.imports.openfoodfacts import ORIGIN
from apps.meals.models import Food, FoodVersion, MealItem, QualityIssue
from conftest import make_food, make_user

pytestmark = pytest.mark.django_db
SATURATED = "saturated-fat-greater-than-fat"
GTIN = "08076809513753"


def wrong_food(**changes) -> Food:
    """5 g of saturated fat in 3 g of fat."""
    amounts = {"fat_g": Decimal(3), "saturated_fat_g": Decimal(5)} | changes
    return make_food("Biscotti", gtin=GTIN, **amounts)


def mend(food: Food) -> None:
    FoodVersion.objects.filter(food=food).update(saturated_fat_g=Decimal(1))


def state(food: Food) -> tuple[str, list[tuple[str, str]]]:
    food.refresh_from_db()
    issues = food.issues.order_by("code").values_list("code", "status")
    return food.status, list(issues)


@pytest.fixture
def curator(db):
    return make_user("curator@example.org", Role.CATALOGUE_STAFF)


def test_an_error_flags_the_food_and_says_what_was_seen():
    food = wrong_food()

    outcome = services.check_foods([food.pk])

    assert (outcome.foods, outcome.opened, outcome.flagged) == (1, 1, 1)
    assert state(food) == ("flagged", [(SATURATED, "open")])
    issue = QualityIssue.objects.get()
    assert issue.severity == "error"
    assert issue.version_id == food.current_version_id
    assert Decimal(issue.details["saturated_fat_g"]) == 5
    assert Decimal(issue.details["fat_g"]) == 3


def test_a_warning_flags_nothing():
    food = make_food("Sale", gtin=GTIN, salt_g=Decimal("0.005"))

    services.check_foods([food.pk])

    assert state(food) == ("published", [("value-under-0-01-salt", "open")])


def test_checking_again_changes_nothing():
    food = wrong_food()
    services.check_foods([food.pk])
    before = QualityIssue.objects.values_list().get()

    again = services.check_foods([food.pk])

    assert (again.opened, again.closed, again.flagged, again.restored) == (0, 0, 0, 0)
    assert QualityIssue.objects.values_list().get() == before


def test_an_issue_closes_with_its_cause_and_the_food_is_restored():
    food = wrong_food()
    services.check_foods([food.pk])
    mend(food)

    outcome = services.check_foods([food.pk])

    assert (outcome.closed, outcome.restored) == (1, 1)
    assert state(food) == ("published", [(SATURATED, "closed")])
    assert QualityIssue.objects.get().closed_at is not None


def test_a_closed_issue_opens_again_with_a_new_date():
    food = wrong_food()
    services.check_foods([food.pk])
    first = QualityIssue.objects.get().opened_at
    mend(food)
    services.check_foods([food.pk])
    FoodVersion.objects.filter(food=food).update(saturated_fat_g=Decimal(4))

    services.check_foods([food.pk])

    assert state(food) == ("flagged", [(SATURATED, "open")])
    assert QualityIssue.objects.get().opened_at > first


def test_what_staff_dismissed_stays_dismissed_for_the_same_figures(curator):
    food = wrong_food()
    services.check_foods([food.pk])
    issue = QualityIssue.objects.get()
    now = timezone.now()

    assert services.decide_issues(issue_ids=[issue.pk], status="dismissed", by=curator, at=now) == 1
    services.check_foods([food.pk])

    assert state(food) == ("published", [(SATURATED, "dismissed")])
    issue.refresh_from_db()
    assert (issue.decided_by, issue.decided_at) == (curator, now)


def test_other_figures_open_a_dismissed_issue(curator):
    food = wrong_food()
    services.check_foods([food.pk])
    ids = [QualityIssue.objects.get().pk]
    services.decide_issues(issue_ids=ids, status="dismissed", by=curator, at=timezone.now())
    FoodVersion.objects.filter(food=food).update(saturated_fat_g=Decimal(4))

    services.check_foods([food.pk])

    assert state(food) == ("flagged", [(SATURATED, "open")])


def test_an_accepted_issue_keeps_the_food_flagged_until_it_is_mended(curator):
    food = wrong_food()
    services.check_foods([food.pk])
    ids = [QualityIssue.objects.get().pk]

    services.decide_issues(issue_ids=ids, status="accepted", by=curator, at=timezone.now())
    services.check_foods([food.pk])
    assert state(food) == ("flagged", [(SATURATED, "accepted")])

    mend(food)
    services.check_foods([food.pk])
    assert state(food) == ("published", [(SATURATED, "closed")])


def test_a_closed_issue_is_past_deciding(curator):
    food = wrong_food()
    services.check_foods([food.pk])
    mend(food)
    services.check_foods([food.pk])
    ids = [QualityIssue.objects.get().pk]

    decided = services.decide_issues(
        issue_ids=ids, status="accepted", by=curator, at=timezone.now()
    )

    assert decided == 0
    assert state(food) == ("published", [(SATURATED, "closed")])


def test_a_food_is_restored_with_its_last_error_only():
    food = wrong_food(sugars_g=Decimal(9), carbohydrate_g=Decimal(8))
    services.check_foods([food.pk])
    mend(food)

    services.check_foods([food.pk])

    assert state(food)[0] == "flagged"


def test_a_food_somebody_flagged_by_hand_stays_flagged():
    food = make_food("Pane", gtin=GTIN, salt_g=Decimal("0.005"))
    Food.objects.update(status="flagged")

    services.check_foods([food.pk])
    services.check_catalogue()

    assert state(food)[0] == "flagged"


def test_a_correction_by_staff_is_checked_at_once():
    food = wrong_food()
    services.check_foods([food.pk])

    services.add_manual_version(
        food.pk, {"fat_g": Decimal(8), "saturated_fat_g": Decimal(5)}, "100g"
    )

    assert state(food) == ("published", [(SATURATED, "closed")])


def test_a_wrong_correction_by_staff_is_flagged_at_once(bread):
    services.add_manual_version(bread.pk, {"protein_g": Decimal(120)}, "100g")

    assert state(bread)[0] == "flagged"


def test_what_a_label_says_outlives_a_correction_of_its_values():
    food = make_food("Vodka", gtin=GTIN)
    label = {"categories_tags": ["en:vodkas"], "energy_kj": "967"}
    FoodVersion.objects.filter(food=food).update(label_facts=label)

    version = services.add_manual_version(food.pk, {"energy_kcal": Decimal(231)}, "100ml")

    assert version.label_facts == {"categories_tags": ["en:vodkas"]}


def test_every_reason_an_importer_flags_for_is_an_error_of_the_checker():
    """Else a food flagged by an import would never be restored."""
    fat = {"fat_g": Decimal(120), "saturated_fat_g": Decimal(121), "energy_kcal": Decimal(950)}
    swapped = {"energy_kj": Decimal(100), "energy_kcal": Decimal(500)}
    foods = []
    for gtin, amounts in ((GTIN, fat), ("03017620422003", swapped)):
        notes = {"protein_g": {"rejected": "-1", "reason": "negative"}}
        assert complete(amounts, notes)
        foods.append(MappedFood(gtin, "Olio", gtin, amounts=amounts, notes=notes, flagged=True))
    store(foods, ORIGIN, timezone.now())

    services.check_foods(Food.objects.values_list("pk", flat=True))

    errors = set(QualityIssue.objects.filter(severity="error").values_list("code", flat=True))
    assert errors >= {
        *("value-negative", "value-over-105", "value-over-3911-energy", SATURATED),
        *("energy-value-in-kcal-greater-than-in-kj", "value-total-over-105"),
    }


def test_people_who_logged_the_food_are_counted_once_each(api, anna, stranger):
    food = wrong_food()
    for person in (anna, anna, stranger):
        meal = {"id": str(uuid4()), "type": "lunch", "eaten_at": "2026-03-02T12:00:00Z"}
        item = {"id": str(uuid4()), "food_id": str(food.pk), "quantity_g": 50}
        api(person).post("/api/v1/meals", meal | {"items": [item]})

    services.check_foods([food.pk])

    assert QualityIssue.objects.get().affected_users == 2


def test_a_flagged_food_is_found_and_trusted_half(api, anna):
    """Of a source trusted 0.85 half is 0.425; less 0.2 for unknown micronutrients, 0.225."""
    food = wrong_food()
    services.check_foods([food.pk])
    client = api(anna)

    [hit] = client.get("/api/v1/foods", {"q": "biscotti"}).json()["results"]
    assert (hit["id"], hit["status"], hit["confidence"]) == (str(food.pk), "flagged", 0.425)
    assert (hit["confidence_level"], hit["provenance"]["confidence"]) == ("low", 0.85)

    meal = {"id": str(uuid4()), "type": "lunch", "eaten_at": "2026-03-02T12:00:00Z"}
    item = {"id": str(uuid4()), "food_id": str(food.pk), "quantity_g": 50}
    client.post("/api/v1/meals", meal | {"items": [item]})
    assert MealItem.objects.get().confidence == Decimal("0.225")


def test_a_flagged_food_says_why_in_the_readers_language(api, anna):
    food = wrong_food()
    services.check_foods([food.pk])
    client = api(anna)

    italian = client.get(f"/api/v1/foods/{food.pk}", headers={"Accept-Language": "it"}).json()
    english = client.get(f"/api/v1/foods/{food.pk}", headers={"Accept-Language": "en"}).json()

    assert italian["quality_issues"] == [
        {"code": SATURATED, "severity": "error", "message": "I grassi saturi superano i grassi."}
    ]
    assert english["quality_issues"][0]["message"] == "Saturated fat is more than fat."


def test_the_whole_catalogue_is_checked_in_chunks(monkeypatch):
    monkeypatch.setattr(services.quality, "CHUNK", 2)
    foods = [make_food(f"Cibo {n}", fat_g=Decimal(n), saturated_fat_g=Decimal(3)) for n in range(5)]

    outcome = services.check_catalogue()

    assert (outcome.foods, outcome.findings[SATURATED]) == (5, 3)  # 0, 1 and 2 g of fat
    assert [state(food)[0] for food in foods] == ["flagged"] * 3 + ["published"] * 2


def test_a_chunk_costs_the_same_however_many_foods_it_holds():
    def statements(count: int) -> int:
        ids = [make_food(f"Cibo {n}", fat_g=1, saturated_fat_g=2).pk for n in range(count)]
        with CaptureQueriesContext(connection) as asked:
            services.check_foods(ids)
        return len(asked)

    assert statements(1) == statements(40)


def test_what_is_usual_is_learned_from_the_catalogue():
    """Thirty breads of 45 to 54 g carbohydrate, and one of 95."""
    for n in range(30):
        make_food(f"Pane {n}", carbohydrate_g=Decimal(45 + n % 10))
    odd = make_food("Pane strano", carbohydrate_g=Decimal(95))
    Food.objects.update(category="en:breads")
    Food.objects.filter(pk=odd.pk).update(status="draft")

    services.check_catalogue()

    assert [issue.food_id for issue in QualityIssue.objects.all()] == [odd.pk]
    assert QualityIssue.objects.get().code == "nutrition-value-very-high-for-category"


def test_merged_foods_are_not_checked():
    target = make_food("Pane")
    food = wrong_food()
    Food.objects.filter(pk=food.pk).update(status="merged", merged_into=target)

    assert services.check_foods([food.pk]).foods == 0
