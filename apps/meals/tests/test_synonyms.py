"""The other names of generic foods: all there, each finding its food."""

from collections import defaultdict

import pytest
from django.core.management import call_command

from apps.meals.imports.synonyms import load_synonyms, synonyms
from apps.meals.models import Food, FoodAlias, FoodVersion
from apps.meals.selectors import best_foods
from apps.shared.provenance import Source
from conftest import make_food

pytestmark = pytest.mark.django_db
SYNONYMS = list(synonyms())


def crea_foods() -> None:
    """The foods of CREA that have synonyms, by their names and codes alone."""
    for source_id, name in {(one.source_id, one.food) for one in SYNONYMS if one.source == "crea"}:
        food = make_food(name, source=Source.CREA)
        FoodVersion.objects.filter(food=food).update(source_id=source_id)


def starter_catalogue() -> None:
    call_command("load_starter_catalogue", verbosity=0)


def test_there_are_hundreds_and_none_twice():
    assert len({one.name.lower() for one in SYNONYMS}) >= 400
    assert len({one.name.lower() for one in SYNONYMS if one.locale == "en"}) >= 100
    assert len(set(SYNONYMS)) == len(SYNONYMS)


def test_every_synonym_finds_its_food():
    starter_catalogue()
    crea_foods()
    load_synonyms()
    wanted = defaultdict(set)
    for one in SYNONYMS:
        wanted[one.name].add((one.source, one.source_id))

    names, best = list(wanted), {}
    for start in range(0, len(names), 100):
        best |= best_foods(names[start : start + 100], limit=12)

    lost = {
        name: [hit.name for hit in best[name]]
        for name, foods in wanted.items()
        if not foods <= {(hit.source, hit.source_id) for hit in best[name]}
    }
    assert lost == {}


def test_every_synonym_of_the_starter_catalogue_names_one_of_its_foods():
    starter_catalogue()
    names = dict(FoodVersion.objects.values_list("source_id", "food__name"))

    wrong = [one for one in SYNONYMS if one.source == "usda" and names[one.source_id] != one.food]

    assert wrong == []


def test_loading_again_changes_nothing(tmp_path):
    path = tmp_path / "synonyms.csv"
    path.write_text("source,source_id,food,it,en\nusda,1,Cozze,muscoli; peoci,mussels\n")
    food = make_food("Cozze")
    FoodVersion.objects.filter(food=food).update(source_id="1")

    assert [load_synonyms(path), load_synonyms(path)] == [3, 0]
    assert FoodAlias.objects.filter(food=food).count() == 3
    assert Food.objects.get().other_names.split("\n") == ["muscoli", "peoci", "mussels"]
