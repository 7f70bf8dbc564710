"""What all sources say of one food, and making their mean what is logged.

CREA weighs 0.9 × 0.9 = 0.81, Open Food Facts 0.8 × 0.8 = 0.64, both 1.45.
"""

import secrets
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.accounts.domain.roles import Role
from apps.meals import selectors, services
from apps.meals.models import Food, FoodVersion, MealItem, MergeLog
from apps.shared.provenance import Licence, Source
from apps.shared.refusals import Conflict
from conftest import make_food, make_user

pytestmark = pytest.mark.django_db
FETCHED = datetime(2026, 1, 5, 9, tzinfo=UTC)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CONFIDENCE = {Source.CREA: "0.9", Source.OPENFOODFACTS: "0.8", Source.USDA: "0.85"}
LICENCE = {Source.CREA: Licence.CREA, Source.OPENFOODFACTS: Licence.ODBL, Source.USDA: Licence.CC0}


@pytest.fixture
def curator(db):
    return make_user("curator@example.org", Role.CATALOGUE_STAFF)


@pytest.fixture
def pasta(db):
    """CREA, logged: 350 kcal, 13 g protein, 1 mg iron. Open Food Facts: 10.1 g protein, 1 g salt,
    told on top of an older 99 g."""
    food = Food.objects.create(name="Pasta", is_generic=True)
    telling(food, 1, Source.OPENFOODFACTS, protein_g=99, source_id="80")
    crea = telling(food, 2, Source.CREA, energy_kcal=350, protein_g=13, iron_mg="1")
    telling(food, 3, Source.OPENFOODFACTS, protein_g="10.1", salt_g=1, source_id="80")
    food.current_version = crea
    food.save()
    return food


def telling(food, number, source, *, source_id="", per="100g", iron_mg=None, **amounts):
    confidence = CONFIDENCE[source]
    return FoodVersion.objects.create(
        food=food,
        number=number,
        per=per,
        source=source.value,
        source_id=source_id,
        licence=LICENCE[source].value,
        confidence=Decimal(confidence),
        completeness=0,
        micronutrients={"iron_mg": {"value": iron_mg, "confidence": confidence}} if iron_mg else {},
        content_hash=secrets.token_bytes(32),
        fetched_at=FETCHED + timedelta(days=number),
        **{code: Decimal(value) for code, value in amounts.items()},
    )


def merged(kept, duplicate, by):
    return services.merge_foods(
        kept_id=kept.pk, duplicate_id=duplicate.pk, by=by, at=timezone.now()
    )


def protein_of(food):
    return selectors.food_sources(food.pk).nutrients["protein_g"].resolved


def test_each_nutrient_has_its_mean_its_shares_and_what_is_logged(api, anna, pasta):
    shown = api(anna).get(f"/api/v1/foods/{pasta.pk}/sources").json()

    assert (shown["version"], shown["per"]) == (2, "100g")
    protein = shown["nutrients"]["protein_g"]
    # (0.81 × 13 + 0.64 × 10.1) / 1.45
    assert protein["value"] == pytest.approx(11.72)
    # (0.81 × 0.9 + 0.64 × 0.8) / 1.45
    assert protein["confidence"] == pytest.approx(0.855862, abs=1e-6)
    assert (protein["lowest"], protein["highest"]) == (10.1, 13)
    assert (protein["logged"]["value"], protein["logged"]["source"]) == (13, "crea")
    crea, off = protein["contributions"]
    assert (crea["source"], off["source"], off["value"]) == ("crea", "openfoodfacts", 10.1)
    assert (crea["share"], off["share"]) == (pytest.approx(81 / 145), pytest.approx(64 / 145))
    assert (off["licence"], off["source_id"]) == ("ODbL-1.0", "80")
    assert off["fetched_at"] == "2026-01-08T09:00:00+00:00"


def test_the_latest_telling_of_a_source_counts_once(pasta):
    assert [one.amount.value for one in protein_of(pasta).contributions] == [13, Decimal("10.1")]
    sources = selectors.food_sources(pasta.pk).sources
    assert [(one.version.source, one.version.number) for one in sources] == [
        ("openfoodfacts", 3),
        ("crea", 2),
    ]


def test_what_only_another_source_knows_is_shown_and_not_logged(pasta):
    nutrients = selectors.food_sources(pasta.pk).nutrients

    assert nutrients["salt_g"].logged is None
    assert nutrients["salt_g"].resolved.amount.value == 1
    assert "fat_g" not in nutrients


@pytest.mark.parametrize(("found", "differs"), [("10.1", False), ("9.4", True)])
def test_sources_that_differ_by_more_than_labels_may_are_told(pasta, found, differs):
    """13 g stands for 12.5 to 13.4 g; less 20 % is 10 g, and 10.1 is printed as 10, 9.4 as 9."""
    FoodVersion.objects.filter(food=pasta, number=3).update(protein_g=Decimal(found))
    nutrients = selectors.food_sources(pasta.pk).nutrients

    assert nutrients["protein_g"].differs is differs
    assert [one.within_tolerance for one in nutrients["protein_g"].values] == [True, not differs]
    assert nutrients["energy_kcal"].differs is None


def test_values_per_100_ml_are_listed_and_never_mixed_in(pasta):
    telling(pasta, 4, Source.USDA, per="100ml", protein_g=3)

    compared = selectors.food_sources(pasta.pk)

    assert compared.nutrients["protein_g"].resolved.highest == 13
    counted = {one.version.source: one.counted for one in compared.sources}
    assert counted == {"usda": False, "openfoodfacts": True, "crea": True}


def test_a_flagged_food_is_held_at_half(pasta):
    Food.objects.filter(pk=pasta.pk).update(status="flagged")
    compared = selectors.food_sources(pasta.pk)

    protein = compared.nutrients["protein_g"]
    assert protein.resolved.amount.value == Decimal("11.72")
    assert float(protein.resolved.confidence) == pytest.approx(0.855862 / 2, abs=1e-6)
    assert protein.logged.provenance.confidence == Decimal("0.45")
    assert [one.confidence for one in compared.sources] == [Decimal("0.4"), Decimal("0.45")]


def test_a_merged_duplicate_has_a_say_and_half_of_it_if_it_was_flagged(pasta, curator):
    """USDA weighs 0.85 × 0.85 = 0.7225, flagged 0.36125; with 1.45 that is 2.1725 and 1.81125."""
    duplicate = make_food("Pasta, dry", protein_g=Decimal(15))
    merged(pasta, duplicate, curator)
    shares = {one.provenance.source: one.share for one in protein_of(pasta).contributions}
    assert float(shares["usda"]) == pytest.approx(0.7225 / 2.1725)

    MergeLog.objects.update(duplicate_status="flagged")
    shares = {one.provenance.source: one.share for one in protein_of(pasta).contributions}
    assert float(shares["usda"]) == pytest.approx(0.36125 / 1.81125)


def test_a_duplicate_of_the_same_source_adds_only_what_the_food_does_not_say(pasta, curator):
    duplicate = make_food(
        "Pasta", source=Source.CREA, confidence="0.9", protein_g=Decimal(20), fat_g=Decimal(2)
    )
    merged(pasta, duplicate, curator)

    assert [one.amount.value for one in protein_of(pasta).contributions] == [13, Decimal("10.1")]
    assert selectors.food_sources(pasta.pk).nutrients["fat_g"].resolved.amount.value == 2


def test_a_quoted_value_is_its_sources_and_not_staffs(pasta):
    """Staff type 12 g protein; the iron they keep still is CREA's and counts once."""
    services.add_manual_version(pasta.pk, {"protein_g": Decimal(12)}, "100g")
    nutrients = selectors.food_sources(pasta.pk).nutrients

    iron = nutrients["iron_mg"].resolved
    assert [one.provenance.source for one in iron.contributions] == ["crea"]
    assert nutrients["iron_mg"].logged.provenance.source == "crea"
    says = [one.provenance.source for one in nutrients["protein_g"].resolved.contributions]
    assert says == ["manual", "crea", "openfoodfacts"]


def test_a_version_of_an_undone_merge_says_nothing(pasta, curator):
    duplicate = make_food("Pasta, dry", fat_g=Decimal(2))
    log = services.merge_foods(
        kept_id=pasta.pk, duplicate_id=duplicate.pk, taken=["fat_g"], by=curator, at=AT
    )
    assert "fat_g" in selectors.food_sources(pasta.pk).nutrients

    services.undo_merge(log_id=log.pk, by=curator, at=AT)

    assert "fat_g" not in selectors.food_sources(pasta.pk).nutrients


def test_the_comparison_costs_two_statements_whatever_there_is(
    pasta, curator, django_assert_num_queries
):
    with django_assert_num_queries(2):
        selectors.food_sources(pasta.pk)
    for number in range(3):
        merged(pasta, make_food(f"Pasta {number}", protein_g=Decimal(12)), curator)
    telling(pasta, 4, Source.USDA, protein_g=14)
    with django_assert_num_queries(2):
        selectors.food_sources(pasta.pk)


def test_a_merged_food_leads_to_the_kept_one_and_anothers_private_food_is_not_there(
    api, anna, stranger, pasta, curator
):
    duplicate = make_food("Pasta, dry", protein_g=Decimal(15))
    merged(pasta, duplicate, curator)
    private = make_food("Torta", owner=anna, protein_g=Decimal(5))

    shown = api(anna).get(f"/api/v1/foods/{duplicate.pk}/sources").json()
    assert shown["food_id"] == str(pasta.pk)
    for client, status in ((api(anna), 200), (api(stranger), 404)):
        assert client.get(f"/api/v1/foods/{private.pk}/sources").status_code == status
    assert api(anna).get(f"/api/v1/foods/{uuid4()}/sources").status_code == 404


def test_the_mean_is_logged_once_it_is_adopted(api, anna, pasta):
    adopted = services.adopt_resolved(food_id=pasta.pk, at=AT)
    meal = {"id": str(uuid4()), "type": "lunch", "eaten_at": "2026-03-02T12:00:00Z"}
    item = {"id": str(uuid4()), "food_id": str(pasta.pk), "quantity_g": 50}
    assert api(anna).post("/api/v1/meals", meal | {"items": [item]}).status_code == 201

    logged = MealItem.objects.get()
    assert logged.food_version == adopted
    assert (logged.protein_g, logged.salt_g) == (Decimal("5.86"), Decimal("0.5"))


def test_an_adopted_version_says_who_had_what_say_in_each_value(pasta):
    version = services.adopt_resolved(food_id=pasta.pk, at=AT)

    assert (version.number, version.source, version.licence) == (4, "manual", "ODbL-1.0")
    # of salt, which only Open Food Facts knows: the least trusted main value
    assert version.confidence == Decimal("0.8")
    assert (version.energy_kcal, version.protein_g) == (350, Decimal("11.72"))
    assert version.value_sources["salt_g"]["source"] == "openfoodfacts"
    assert version.value_sources["iron_mg"]["source"] == "crea"
    protein = version.value_sources["protein_g"]
    assert (protein["source"], protein["confidence"]) == ("manual", "0.856")
    parts = [(part["source"], part["value"], part["share"]) for part in protein["mean_of"]]
    assert parts == [("crea", "13", "0.5586"), ("openfoodfacts", "10.1", "0.4414")]


def test_a_mean_is_nobodys_statement_and_has_no_say_of_its_own(pasta):
    services.adopt_resolved(food_id=pasta.pk, at=AT)

    protein = selectors.food_sources(pasta.pk).nutrients["protein_g"]
    assert protein.resolved.amount.value == Decimal("11.72")
    assert [one.provenance.source for one in protein.values] == ["crea", "openfoodfacts"]
    assert protein.logged.mean


def test_adopting_again_or_what_is_logged_already_is_refused(pasta):
    services.adopt_resolved(food_id=pasta.pk, at=AT)
    with pytest.raises(Conflict, match="ALREADY_ADOPTED"):
        services.adopt_resolved(food_id=pasta.pk, at=AT)
    assert pasta.versions.count() == 4


def test_a_wrong_value_is_settled_before_it_goes_into_a_mean(pasta):
    Food.objects.filter(pk=pasta.pk).update(status="flagged")

    with pytest.raises(Conflict) as refusal:
        services.adopt_resolved(food_id=pasta.pk, at=AT)

    assert refusal.value.code == "FOOD_NOT_SETTLED"
    assert pasta.versions.count() == 3
