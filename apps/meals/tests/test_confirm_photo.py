"""A draft becomes a meal when the user confirms it; what they corrected is counted."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from apps.meals import selectors, services
from apps.meals.models import MealItem, PhotoAnalysis
from apps.meals.tests.conftest import CHAT
from apps.meals.tests.pictures import completion, photo_from_a_phone, seen, upload
from conftest import make_food

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(api, anna, bread, ai_service):
    """Bread (80 g) and milk (120 g), as the phone reads them."""
    make_food("Latte parzialmente scremato")
    foods = [seen(), seen("latte", grams_low=100, grams_likely=120, grams_high=150)]
    ai_service.expect_request(CHAT).respond_with_json(completion({"foods": foods}))
    form = {"id": str(uuid4()), "photo": upload(photo_from_a_phone())}
    sent = api(anna).post("/api/v1/meals/analyze-photo", form, format="multipart")
    services.analyse_photo(UUID(form["id"]), at=timezone.now())
    return api(anna).get(sent["Location"]).json()


def as_drafted(item, **changes):
    return {
        "id": item["id"],
        "food_id": item["food"]["food_id"],
        "quantity_g": item["suggested_g"]["likely"],
        **changes,
    }


def meal_of(draft, items, **changes):
    return {
        "id": str(uuid4()),
        "type": "breakfast",
        "eaten_at": "2026-03-02T07:30:00+01:00",
        "logged_by": "photo",
        "photo_analysis_id": draft["id"],
        "items": items,
        **changes,
    }


def counted():
    job = PhotoAnalysis.objects.get()
    return job.items_changed, job.items_removed, job.items_added


def test_a_draft_confirmed_as_it_is_counts_no_correction(api, anna, draft):
    meal = meal_of(draft, [as_drafted(item) for item in draft["draft"]["items"]])

    logged = api(anna).post("/api/v1/meals", meal)

    assert logged.status_code == 201
    assert counted() == (0, 0, 0)
    analysis = api(anna).get(f"/api/v1/photo-analyses/{draft['id']}").json()
    assert analysis["meal_id"] == meal["id"]


def test_what_was_left_as_seen_is_trusted_as_far_as_vision_is(api, anna, draft):
    bread, milk = draft["draft"]["items"]
    items = [as_drafted(bread), as_drafted(milk, quantity_g=200)]

    api(anna).post("/api/v1/meals", meal_of(draft, items))

    # 0.6 × 0.9 × both words found; grams the user typed count as weighed
    assert float(MealItem.objects.get(pk=bread["id"]).quantity_confidence) == 0.54
    assert float(MealItem.objects.get(pk=milk["id"]).quantity_confidence) == 1


def test_changed_removed_and_added_items_are_counted(api, anna, draft, bread):
    toast, _ = draft["draft"]["items"]
    added = {"id": str(uuid4()), "food_id": str(bread.pk), "quantity_g": 10}

    api(anna).post("/api/v1/meals", meal_of(draft, [as_drafted(toast, quantity_g=95), added]))

    assert counted() == (1, 1, 1)


def test_another_food_under_the_same_item_is_a_change(api, anna, draft):
    rusk = make_food("Fette biscottate")
    toast, milk = draft["draft"]["items"]
    items = [as_drafted(toast, food_id=str(rusk.pk)), as_drafted(milk)]

    api(anna).post("/api/v1/meals", meal_of(draft, items))

    assert counted() == (1, 0, 0)


def test_confirming_twice_gives_the_same_meal(api, anna, draft):
    meal = meal_of(draft, [as_drafted(draft["draft"]["items"][0])])

    first, second = (api(anna).post("/api/v1/meals", meal) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 200)
    assert counted() == (0, 1, 0)


def test_a_photo_makes_one_meal_only(api, anna, draft):
    api(anna).post("/api/v1/meals", meal_of(draft, []))

    again = api(anna).post("/api/v1/meals", meal_of(draft, []))

    assert (again.status_code, again.json()["code"]) == (409, "PHOTO_ALREADY_LOGGED")


def test_a_draft_that_is_not_there_or_not_yours_is_refused(api, anna, stranger, draft):
    for client, name in ((api(stranger), draft["id"]), (api(anna), str(uuid4()))):
        refused = client.post("/api/v1/meals", meal_of(draft, [], photo_analysis_id=name))
        [error] = refused.json()["errors"]
        assert (refused.status_code, error["param"]) == (422, "photo_analysis_id")


def test_drafts_are_measured_against_what_was_confirmed(api, anna, draft, bread):
    """80 + 120 g drafted; confirmed 80 + 170 g and 10 g of something the draft did not see."""
    toast, milk = draft["draft"]["items"]
    added = {"id": str(uuid4()), "food_id": str(bread.pk), "quantity_g": 10}
    items = [as_drafted(toast), as_drafted(milk, quantity_g=170), added]
    assert selectors.photo_accuracy(since=timezone.now() - timedelta(days=1)) is None
    api(anna).post("/api/v1/meals", meal_of(draft, items))

    found = selectors.photo_accuracy(since=timezone.now() - timedelta(days=1))

    assert found.plates == 1
    # 200 g for 250 g: 50 g too little, 20 %
    assert (found.guessed.bias, found.guessed.wmape_pct, found.guessed.within_20) == (-50, 20, 1)
    assert found.suggested == found.guessed  # plates up to 285 g are not corrected
    assert selectors.photo_accuracy(since=timezone.now()) is None


def test_the_report_of_photos_prints_both_masses(api, anna, draft, capsys):
    call_command("report_photo_accuracy")
    assert "wmape_pct" not in capsys.readouterr().out
    meal = meal_of(draft, [as_drafted(item) for item in draft["draft"]["items"]])
    api(anna).post("/api/v1/meals", meal)

    call_command("report_photo_accuracy", days=1)

    assert capsys.readouterr().out.count("wmape_pct") == 2
