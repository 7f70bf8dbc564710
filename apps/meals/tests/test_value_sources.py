"""Each value of a version says where it came from, through every edit and merge."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from apps.accounts.domain.roles import Role
from apps.meals import services
from apps.meals.models import FoodVersion
from apps.shared.provenance import Licence, Source
from conftest import make_food, make_user

pytestmark = pytest.mark.django_db
FETCHED = datetime(2026, 1, 5, 9, tzinfo=UTC)
FROM_OFF = {
    "source": "openfoodfacts",
    "source_id": "8076809513753",
    "licence": "ODbL-1.0",
    "confidence": "0.8",
    "fetched_at": "2026-01-05T09:00:00+00:00",
}
TYPED = {"energy_kcal": Decimal(260), "fat_g": Decimal("2.5"), "salt_g": None}


@pytest.fixture
def pasta(db):
    """From Open Food Facts: 250 kcal, 1.4 mg iron and a trace of zinc."""
    food = make_food(
        "Pasta",
        source=Source.OPENFOODFACTS,
        confidence="0.8",
        energy_kcal=Decimal(250),
        micronutrients={"iron_mg": "1.4", "zinc_mg": "0"},
        traces=["zinc_mg"],
    )
    FoodVersion.objects.filter(food=food).update(
        licence=Licence.ODBL.value, source_id="8076809513753", fetched_at=FETCHED
    )
    food.refresh_from_db()
    return food


def test_a_kept_micronutrient_keeps_its_source_and_a_typed_value_is_ours(pasta):
    version = services.add_manual_version(pasta.pk, TYPED, "100g")

    assert version.micronutrients["iron_mg"] == {"value": "1.4", "confidence": "0.8"}
    assert version.value_sources["iron_mg"] == FROM_OFF
    typed = version.value_sources["fat_g"]
    assert (typed["source"], typed["licence"], typed["confidence"]) == (
        "manual",
        "proprietary",
        "1",
    )
    assert set(version.value_sources) == {"energy_kcal", "fat_g", "iron_mg", "zinc_mg"}
    # whoever passes the version on passes Open Food Facts' iron on
    assert (version.source, version.licence, version.confidence) == ("manual", "ODbL-1.0", 1)


def test_a_kept_trace_stays_a_trace(pasta):
    version = services.add_manual_version(pasta.pk, TYPED, "100g")

    assert version.nutrients.amounts["zinc_mg"].trace


def test_a_later_edit_keeps_the_chain(pasta):
    services.add_manual_version(pasta.pk, TYPED, "100g")

    again = services.add_manual_version(pasta.pk, {"energy_kcal": Decimal(255)}, "100g")

    assert again.number == 3
    assert again.value_sources["iron_mg"] == FROM_OFF
    assert again.micronutrients["iron_mg"]["confidence"] == "0.8"


def test_a_note_on_a_kept_value_is_kept_with_it(pasta):
    FoodVersion.objects.filter(food=pasta).update(
        value_sources={"iron_mg": {"derived": "from a serving"}}
    )

    version = services.add_manual_version(pasta.pk, TYPED, "100g")

    assert version.value_sources["iron_mg"] == {**FROM_OFF, "derived": "from a serving"}


def test_nothing_is_kept_of_the_other_unit_and_a_version_of_one_source_says_so_once(pasta):
    version = services.add_manual_version(pasta.pk, TYPED, "100ml")

    assert (version.micronutrients, version.traces) == ({}, [])
    assert (version.value_sources, version.licence) == ({}, "proprietary")


def test_a_merge_takes_values_with_the_source_they_had(pasta):
    """The duplicate's iron is Open Food Facts', though its version was typed by staff."""
    services.add_manual_version(pasta.pk, TYPED, "100g")
    kept = make_food("Pasta di semola", source=Source.CREA, energy_kcal=Decimal(350))

    log = services.merge_foods(
        kept_id=kept.pk,
        duplicate_id=pasta.pk,
        taken=["iron_mg", "fat_g"],
        by=make_user("curator@example.org", Role.CATALOGUE_STAFF),
        at=timezone.now(),
    )

    sources = log.version_after.value_sources
    assert sources["iron_mg"] == FROM_OFF
    assert sources["fat_g"]["source"] == "manual"
    assert sources["energy_kcal"]["source"] == "crea"
    assert sources["energy_kcal"]["source_id"] == kept.current_version.source_id
    assert log.version_after.licence == "ODbL-1.0"


def test_a_taken_energy_leaves_the_kilojoules_of_the_kept_label_behind(pasta):
    kept = make_food("Pasta di semola", energy_kcal=Decimal(350))
    FoodVersion.objects.filter(food=kept).update(label_facts={"energy_kj": "1464", "nova_group": 1})

    log = services.merge_foods(
        kept_id=kept.pk,
        duplicate_id=pasta.pk,
        taken=["energy_kcal"],
        by=make_user("curator@example.org", Role.CATALOGUE_STAFF),
        at=timezone.now(),
    )

    assert log.version_after.label_facts == {"nova_group": 1}


def test_the_api_shows_the_source_of_each_value(api, anna, pasta):
    services.add_manual_version(pasta.pk, TYPED, "100g")

    food = api(anna).get(f"/api/v1/foods/{pasta.pk}").json()

    assert food["provenance"]["source"] == "manual"
    assert food["value_sources"]["iron_mg"] == FROM_OFF
    assert food["micronutrients"]["iron_mg"]["confidence"] == 0.8
