"""How well sentences are read, over the starter catalogue."""

import pytest
from django.core.management import call_command
from django.db import connection

from apps.meals import services
from apps.meals.models import Food
from apps.meals.tests.sentences import score, sentences, starter_slugs

LEAST = 0.90


@pytest.fixture(scope="module")
def starter(django_db_setup, django_db_blocker):
    """The starter catalogue, loaded once; slugs by the ids of its foods."""
    with django_db_blocker.unblock():
        call_command("load_starter_catalogue", verbosity=0)
        slugs = starter_slugs()
        yield {food.pk: slugs[food.name] for food in Food.objects.all()}
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE meals_food, meals_importrun, outbox_outboxevent CASCADE")
        services.refresh_search_words()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["development", "held_out"])
def test_nine_items_in_ten_are_right(starter, anna, name):
    found = score(sentences(name), lambda text: services.draft_from_text(anna, text), starter)

    assert found.share >= LEAST, "\n".join(found.wrong)
