"""How well search finds what people type, over the catalogue that comes with the project."""

import pytest
from django.core.management import call_command

from apps.meals.models import Food
from apps.meals.selectors import search_foods
from apps.meals.tests import golden

pytestmark = pytest.mark.django_db


def test_what_people_type_finds_the_starter_foods_they_mean():
    call_command("load_starter_catalogue", verbosity=0)
    foods = list(Food.objects.all())
    asked = [
        question
        for question in golden.questions(golden.QUERIES)
        if any(question.accepts(food) for food in foods)
    ]

    score = golden.scored(asked, search_foods)

    assert len(asked) >= 180
    assert score.recall_at_5 >= 0.92, score.missed
    assert score.mean_reciprocal_rank >= 0.75


def test_the_queries_are_as_many_as_promised_and_no_query_is_in_both_sets():
    golden_set = [question.typed for question in golden.questions(golden.QUERIES)]
    held_out = [question.typed for question in golden.questions(golden.HELD_OUT)]

    assert len(set(golden_set)) >= 200
    assert len(set(held_out)) >= 60
    assert not set(golden_set) & set(held_out)


def test_a_score_counts_ranks_and_misses():
    question = golden.Question("latte", frozenset({"latte intero"}), (), ())
    milk, bread = Food(name="Latte, intero", is_generic=True), Food(name="Pane", is_generic=True)
    answers = {"first": [milk], "second": [bread, milk], "sixth": [bread] * 5 + [milk], "lost": []}

    score = golden.scored(
        [golden.Question(typed, question.generics, (), ()) for typed in answers],
        answers.__getitem__,
    )

    assert score.recall_at_5 == 0.5
    assert score.mean_reciprocal_rank == pytest.approx((1 + 1 / 2 + 1 / 6) / 4)
    assert score.missed == ["sixth", "lost"]
