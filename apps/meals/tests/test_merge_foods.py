"""Two foods that are one: found, merged value by value, followed, undone."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.accounts.domain.roles import Role
from apps.meals import selectors, services
from apps.meals.domain.duplicates import gtin_variants, likeness, nutrient_likeness
from apps.meals.imports.food_record import MappedFood
from apps.meals.imports.merge import merge_foods as store
from apps.meals.imports.openfoodfacts import ORIGIN
from apps.meals.models import Food, FoodVersion, MealItem, MergeLog, MergeProposal, QualityIssue
from apps.shared.provenance import Licence, Source
from apps.shared.refusals import Conflict, Invalid, NotFound
from conftest import make_food, make_user

pytestmark = pytest.mark.django_db
GTIN, OTHER_GTIN = "08076809513753", "08001120828774"
MACROS = {"protein_g": Decimal(13), "carbohydrate_g": Decimal(71), "fat_g": Decimal("1.5")}


@pytest.fixture
def curator(db):
    return make_user("curator@example.org", Role.CATALOGUE_STAFF)


@pytest.fixture
def pair(db):
    """Pasta of 350 kcal, and the same from Open Food Facts with 359 kcal, 3 g fibre and iron."""
    kept = make_food("Pasta di semola", gtin=GTIN, energy_kcal=Decimal(350), **MACROS)
    duplicate = make_food(
        "Pasta di semola",
        gtin=OTHER_GTIN,
        source=Source.OPENFOODFACTS,
        confidence="0.8",
        energy_kcal=Decimal(359),
        fiber_g=Decimal(3),
        micronutrients={"iron_mg": "1.4"},
        **MACROS,
    )
    FoodVersion.objects.filter(food=duplicate).update(licence=Licence.ODBL.value)
    return kept, duplicate


def merged(kept, duplicate, by, *taken) -> MergeLog:
    return services.merge_foods(
        kept_id=kept.pk, duplicate_id=duplicate.pk, taken=taken, by=by, at=timezone.now()
    )


def refused(kept, duplicate, by, *taken) -> str:
    with pytest.raises((Conflict, Invalid, NotFound)) as refusal:
        merged(kept, duplicate, by, *taken)
    return refusal.value.code


def test_a_merged_barcode_and_id_lead_to_the_kept_food(api, anna, pair, curator):
    kept, duplicate = pair
    merged(kept, duplicate, curator)
    client = api(anna)

    for url in (f"/api/v1/foods/barcode/{OTHER_GTIN}", f"/api/v1/foods/{duplicate.pk}"):
        assert client.get(url).json()["id"] == str(kept.pk)
    found = client.get("/api/v1/foods", {"q": "pasta di semola"}).json()["results"]
    assert [hit["id"] for hit in found] == [str(kept.pk)]


def test_a_merge_without_choices_makes_no_version(pair, curator):
    kept, duplicate = pair
    before = kept.current_version_id

    log = merged(kept, duplicate, curator)

    kept.refresh_from_db()
    assert kept.current_version_id == before == log.version_before_id
    assert log.version_after is None
    assert (log.merged_by, log.duplicate_status) == (curator, "published")


def test_values_of_the_duplicate_are_taken_one_by_one(pair, curator):
    kept, duplicate = pair

    version = merged(kept, duplicate, curator, "fiber_g", "iron_mg").version_after

    assert (version.number, version.source) == (2, "manual")
    assert (version.energy_kcal, version.fiber_g) == (350, 3)
    assert version.micronutrients["iron_mg"] == {"value": "1.4", "confidence": "0.8"}
    assert version.completeness == Decimal("0.05")
    assert version.confidence == Decimal("0.8")  # of the less trusted
    assert version.licence == "ODbL-1.0"
    sources = {code: said["source"] for code, said in version.value_sources.items()}
    assert sources == {
        **dict.fromkeys((*MACROS, "energy_kcal"), "usda"),
        **dict.fromkeys(("fiber_g", "iron_mg"), "openfoodfacts"),
    }
    kept.refresh_from_db()
    assert kept.current_version == version


def test_a_trace_is_taken_as_a_trace(pair, curator):
    kept, duplicate = pair
    FoodVersion.objects.filter(food=duplicate).update(alcohol_g=0, traces=["alcohol_g"])

    version = merged(kept, duplicate, curator, "alcohol_g").version_after

    assert version.nutrients.amounts["alcohol_g"].trace


def test_an_import_does_not_undo_what_staff_chose(pair, curator):
    kept, duplicate = pair
    chosen = merged(kept, duplicate, curator, "fiber_g").version_after

    news = MappedFood("8076809513753", "Pasta", GTIN, amounts={"fiber_g": Decimal(9)})
    store([news], ORIGIN, timezone.now())

    kept.refresh_from_db()
    assert kept.current_version == chosen


def test_diaries_keep_their_snapshots(api, anna, pair, curator):
    kept, duplicate = pair
    meal = {"id": str(uuid4()), "type": "lunch", "eaten_at": "2026-03-02T12:00:00Z"}
    item = {"id": str(uuid4()), "food_id": str(duplicate.pk), "quantity_g": 100}
    api(anna).post("/api/v1/meals", meal | {"items": [item]})
    before = MealItem.objects.values().get()

    merged(kept, duplicate, curator, "energy_kcal")

    assert MealItem.objects.values().get() == before
    assert before["food_id"] == duplicate.pk


def test_what_is_logged_after_a_merge_is_the_kept_food(api, anna, pair, curator):
    kept, duplicate = pair
    merged(kept, duplicate, curator)
    meal = {"id": str(uuid4()), "type": "lunch", "eaten_at": "2026-03-02T12:00:00Z"}
    items = [
        {"id": str(uuid4()), "quantity_g": 100, "food_id": str(duplicate.pk)},
        {"id": str(uuid4()), "quantity_g": 100, "barcode": OTHER_GTIN},
    ]

    assert api(anna).post("/api/v1/meals", meal | {"items": items}).status_code == 201

    logged = MealItem.objects.values_list("food_id", "energy_kcal")
    assert list(logged) == [(kept.pk, 350), (kept.pk, 350)]


def test_chains_and_circles_are_refused(pair, curator):
    kept, duplicate = pair
    third = make_food("Pasta", energy_kcal=Decimal(350))
    merged(kept, duplicate, curator)

    assert refused(third, kept, curator) == "FOODS_LEAD_HERE"
    assert refused(duplicate, kept, curator) == "ALREADY_MERGED"
    assert refused(third, duplicate, curator) == "ALREADY_MERGED"
    assert refused(kept, kept, curator) == "SAME_FOOD"
    assert MergeLog.objects.count() == 1


def test_a_value_that_is_not_stated_cannot_be_taken(pair, curator):
    kept, duplicate = pair

    assert refused(kept, duplicate, curator, "sugars_g") == "NUTRIENT_NOT_STATED"
    assert refused(kept, duplicate, curator, "unobtainium_g") == "NUTRIENT_NOT_STATED"
    duplicate.refresh_from_db()
    assert duplicate.status == Food.Status.PUBLISHED


def test_values_per_100_ml_are_not_put_beside_values_per_100_g(pair, curator):
    kept, duplicate = pair
    FoodVersion.objects.filter(food=duplicate).update(per="100ml")

    assert refused(kept, duplicate, curator, "fiber_g") == "PER_DIFFERS"


def test_undoing_brings_both_back_as_they_were(pair, curator):
    kept, duplicate = pair
    before = kept.current_version_id
    log = merged(kept, duplicate, curator, "fiber_g")

    services.undo_merge(log_id=log.pk, by=curator, at=timezone.now())

    kept.refresh_from_db()
    duplicate.refresh_from_db()
    assert kept.current_version_id == before
    assert (duplicate.status, duplicate.merged_into) == ("published", None)
    assert selectors.scanned_food(OTHER_GTIN).pk == duplicate.pk
    log.refresh_from_db()
    assert log.undone_by == curator


def test_undoing_leaves_a_later_correction_alone(pair, curator):
    kept, duplicate = pair
    log = merged(kept, duplicate, curator, "fiber_g")
    later = services.add_manual_version(kept.pk, {"energy_kcal": Decimal(355)}, "100g")

    services.undo_merge(log_id=log.pk, by=curator, at=timezone.now())

    kept.refresh_from_db()
    assert kept.current_version == later


def test_a_merge_is_undone_once_and_can_be_done_again(pair, curator):
    log = merged(*pair, curator)
    services.undo_merge(log_id=log.pk, by=curator, at=timezone.now())

    with pytest.raises(Conflict):
        services.undo_merge(log_id=log.pk, by=curator, at=timezone.now())
    merged(*pair, curator)
    assert MergeLog.objects.count() == 2


def test_issues_of_a_merged_food_are_closed_and_come_back_with_it(pair, curator):
    kept, duplicate = pair
    FoodVersion.objects.filter(food=duplicate).update(fat_g=120)
    services.check_foods([duplicate.pk])
    log = merged(kept, duplicate, curator)
    assert not QualityIssue.objects.exclude(status="closed").exists()

    services.undo_merge(log_id=log.pk, by=curator, at=timezone.now())

    duplicate.refresh_from_db()
    assert duplicate.status == Food.Status.FLAGGED
    assert QualityIssue.objects.filter(status="open").exists()


def test_the_same_name_and_values_are_proposed_once():
    for gtin in (GTIN, OTHER_GTIN):
        make_food("Pasta di semola", gtin=gtin, energy_kcal=Decimal(350), **MACROS)
    make_food("Pasta di semola", gtin="03017620422003", fat_g=9, protein_g=9, carbohydrate_g=9)
    make_food("Riso carnaroli", gtin="04006381333931", energy_kcal=Decimal(350), **MACROS)

    assert services.propose_merges() == 1
    assert services.propose_merges() == 0

    proposal = MergeProposal.objects.get()
    assert {proposal.kept.gtin, proposal.duplicate.gtin} == {GTIN, OTHER_GTIN}
    # name 0.6 + nutrients 0.3 + half of brand's 0.1, for no brand is known
    assert (proposal.reason, proposal.score) == ("name", Decimal("0.950"))


def test_another_brand_is_another_food():
    for gtin, brand in ((GTIN, "Barilla"), (OTHER_GTIN, "De Cecco")):
        food = make_food("Pasta di semola", gtin=gtin, energy_kcal=Decimal(350), **MACROS)
        Food.objects.filter(pk=food.pk).update(brand=brand)

    assert services.propose_merges() == 0


def test_the_better_source_is_kept():
    off = make_food("Pasta di semola", gtin=GTIN, source=Source.OPENFOODFACTS, **MACROS)
    crea = make_food("Pasta di semola", source=Source.CREA, **MACROS)

    services.propose_merges()

    proposal = MergeProposal.objects.get()
    assert (proposal.kept, proposal.duplicate) == (crea, off)


def test_the_case_and_the_piece_are_one_food():
    """10012345678902 is twelve of 00012345678905, as in GS1's own example."""
    piece = make_food("Tonno", gtin="00012345678905", fat_g=10)
    case = make_food("Tonno x 12", gtin="10012345678902", fat_g=9)

    services.propose_merges()

    proposal = MergeProposal.objects.get()
    assert (proposal.kept, proposal.duplicate, proposal.reason) == (piece, case, "gtin")


def test_foods_kept_apart_are_not_proposed_again(curator):
    for gtin in (GTIN, OTHER_GTIN):
        make_food("Pasta di semola", gtin=gtin, **MACROS)
    services.propose_merges()
    ids = [MergeProposal.objects.get().pk]

    assert services.dismiss_proposals(proposal_ids=ids, by=curator, at=timezone.now()) == 1

    assert services.propose_merges() == 0
    assert MergeProposal.objects.get().status == MergeProposal.Status.DISMISSED


def test_a_merge_settles_its_proposal_and_drops_those_it_makes_void(pair, curator):
    kept, duplicate = pair
    third = make_food("Pasta", energy_kcal=Decimal(350))
    MergeProposal.objects.create(kept=kept, duplicate=duplicate)
    MergeProposal.objects.create(kept=third, duplicate=duplicate)

    merged(kept, duplicate, curator)

    assert MergeProposal.objects.get().status == MergeProposal.Status.MERGED


def test_upc_e_taken_for_a_gtin_8():
    """UPC-E 01234565 is UPC-A 012345000065, the example of the GS1 General Specifications."""
    assert gtin_variants("00000001234565") == {"00012345000065"}
    assert gtin_variants(GTIN) == set()


def test_likeness_of_nutrients():
    """Equal counts 1, 90 against 100 counts 0.9; what one side does not know counts nothing."""
    one = {"energy_kcal": Decimal(100), "salt_g": Decimal(1), "fiber_g": None}
    other = {"energy_kcal": Decimal(90), "salt_g": Decimal(1), "fiber_g": Decimal(3)}

    assert nutrient_likeness(one, other) == Decimal("0.95")
    # 0.6 × 0.8 + 0.1 × 1 + 0.3 × 0.95
    assert likeness(Decimal("0.8"), Decimal(1), Decimal("0.95")) == Decimal("0.865")
