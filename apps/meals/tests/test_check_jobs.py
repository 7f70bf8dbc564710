"""When the checker runs: after an import, every night, and by hand."""

from decimal import Decimal
from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command

from apps.meals import services, tasks
from apps.meals.imports.food_record import MappedFood
from apps.meals.imports.merge import merge_foods as store
from apps.meals.imports.openfoodfacts import ORIGIN
from apps.meals.models import Food, ImportRun, QualityIssue
from apps.outbox.domain.registry import Event
from apps.outbox.models import OutboxEvent
from conftest import make_food

pytestmark = pytest.mark.django_db
GTIN = "08076809513753"


@pytest.fixture
def run():
    """An import that wrote a food with too much fat, beside a food of before."""
    make_food("Burro", fat_g=Decimal(150))
    run = ImportRun.objects.create(source="openfoodfacts", file_name="x", file_sha256="0" * 64)
    wrong = MappedFood("8076809513753", "Olio", GTIN, amounts={"fat_g": Decimal(120)})
    store([wrong], ORIGIN, run.started_at)
    return run


def test_an_import_is_checked_and_nothing_else(run):
    outcome = services.check_import(run.pk)

    assert outcome.foods == 1
    assert Food.objects.get(gtin=GTIN).status == "flagged"
    assert set(QualityIssue.objects.values_list("food__gtin", flat=True)) == {GTIN}


def test_an_import_is_checked_in_chunks(run, monkeypatch):
    monkeypatch.setattr(services.quality, "CHUNK", 1)
    more = MappedFood("3017620422003", "Crema", "03017620422003", amounts={"fat_g": Decimal(110)})
    store([more], ORIGIN, run.started_at)

    assert services.check_import(run.pk).foods == 2


def test_a_worker_is_asked_to_check_an_import(run, monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr(tasks.check_import, "delay", asked.append)
    services.request_import_check(run)
    recorded = OutboxEvent.objects.get(name=services.FOODS_IMPORTED)
    event = Event(uuid4(), recorded.name, None, recorded.payload)

    with django_capture_on_commit_callbacks(execute=True):
        tasks.check_imported_foods(event)

    assert asked == [str(run.pk)]


def test_the_command_prints_how_many_foods_break_which_rule(run):
    out = StringIO()

    call_command("check_food_quality", "--duplicates", stdout=out)

    lines = [line.split() for line in out.getvalue().splitlines()]
    assert ["2", "error", "value-over-105"] in lines
    assert Food.objects.filter(status="flagged").count() == 2


def test_a_food_that_is_gone_is_no_error():
    assert services.check_foods([uuid4()]).foods == 0


@pytest.mark.parametrize(("size", "shares"), [(2, 3), (3, 2), (5, 2), (9, 1)])
def test_the_shares_of_a_night_are_the_whole_catalogue_once(monkeypatch, size, shares):
    for number in range(5):
        make_food(f"Burro {number}", fat_g=Decimal(150))
    asked = []
    monkeypatch.setattr(tasks, "FOODS_A_TASK", size)
    monkeypatch.setattr(tasks.check_share, "delay", lambda *share: asked.append(share))
    tasks.check_catalogue()

    checked = [services.check_share(UUID(after), UUID(up_to)).foods for after, up_to in asked]

    assert (len(checked), sum(checked)) == (shares, 5)
    assert Food.objects.filter(status="flagged").count() == 5


def test_a_share_that_is_repeated_changes_nothing():
    make_food("Burro", fat_g=Decimal(150))
    everything = (str(UUID(int=0)), str(UUID(int=2**128 - 1)))

    tasks.check_share(*everything)
    before = list(QualityIssue.objects.values())
    tasks.check_share(*everything)

    assert before
    assert list(QualityIssue.objects.values()) == before
