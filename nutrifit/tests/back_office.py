"""Rows for the back-office's tests, and the pages that show them."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from uuid_utils.compat import uuid7

from apps.accounts import services as accounts
from apps.accounts.domain.roles import Role

NASTY = "<script>alert(1)</script>"


def make_staff(role: Role | None, email: str = "") -> Any:
    users = apps.get_model("accounts.User").objects
    user = users.create_user(email or f"{role or 'nobody'}@example.org", "a long passphrase")
    if role is not None:
        user.grant(role)
    return user


def make_user(email: str) -> Any:
    user = apps.get_model("accounts.User").objects.create_user(email)
    accounts.complete_registration(user)
    return user


def make_food(name: str, **fields: Any) -> Any:
    food = apps.get_model("meals.Food").objects.create(name=name, **fields)
    return add_version(food)


def add_version(food: Any, number: int = 1) -> Any:
    food.current_version = apps.get_model("meals.FoodVersion").objects.create(
        food=food,
        number=number,
        source="crea" if number % 2 == 0 else "openfoodfacts",
        source_id="8001234567",
        licence="ODbL-1.0",
        confidence=Decimal("0.8"),
        completeness=Decimal("0.05"),
        energy_kcal=Decimal(250),
        protein_g=Decimal("9.5"),
        alcohol_g=Decimal(0),
        traces=["alcohol_g"],
        micronutrients={"iron_mg": {"value": "2.5", "confidence": "0.6"}},
        value_sources={"protein_g": {"source": "crea", "confidence": "0.9", "note": "Tab. 12"}},
        content_hash=secrets.token_bytes(32),
        fetched_at=timezone.now(),
    )
    food.save()
    return food


def make_meal(user: Any, food: Any, *, day: date | None = None, items: int = 1) -> Any:
    now = timezone.now()
    meal = apps.get_model("meals.Meal").objects.create(
        id=uuid7(),
        user=user,
        type="lunch",
        eaten_at=now,
        timezone="Europe/Rome",
        local_date=day or timezone.localdate(),
        request_hash=b"0" * 32,
    )
    for _ in range(items):
        make_item(meal, food)
    return meal


def make_item(meal: Any, food: Any) -> Any:
    return apps.get_model("meals.MealItem").objects.create(
        id=uuid7(),
        meal=meal,
        user=meal.user,
        local_date=meal.local_date,
        food=food,
        food_version=food.current_version,
        food_name=food.name,
        quantity_g=Decimal(80),
        energy_kcal=Decimal(200),
        source="openfoodfacts",
        licence="ODbL-1.0",
        confidence=Decimal("0.8"),
        micronutrients={"iron_mg": "2"},
        request_hash=b"0" * 32,
    )


def make_own_things(user: Any, food: Any) -> None:
    """An own food, a recipe and a meal template, with one part each."""
    private = make_food(f"Torta {NASTY}", owner=user, is_generic=False)
    apps.get_model("meals.OwnFood").objects.create(food=private, user=user)
    apps.get_model("meals.Recipe").objects.create(
        food=private, user=user, servings=4, yield_factor=1
    )
    apps.get_model("meals.MealTemplate").objects.create(
        id=uuid7(), user=user, name=f"Merenda {NASTY}", type="snack"
    )
    add_parts(food, 1)


def add_parts(food: Any, count: int) -> None:
    """``count`` parts in every recipe and template, in all."""
    for name, part in (("Recipe", "RecipeIngredient"), ("MealTemplate", "TemplateItem")):
        for whole in apps.get_model(f"meals.{name}").objects.all():
            for position in range(count):
                make_part(part, whole, food, position)


def make_part(kind: str, whole: Any, food: Any, position: int) -> None:
    ingredient = kind == "RecipeIngredient"
    known = {"food_version": food.current_version} if ingredient else {}
    apps.get_model(f"meals.{kind}").objects.get_or_create(
        **{"recipe" if ingredient else "template": whole, "position": position},
        defaults={
            "food": food,
            "quantity_g": 80,
            "precision_g": 20,
            "quantity_confidence": 1,
            **known,
        },
    )


def make_balance(user: Any, day: date) -> Any:
    return apps.get_model("calories.DailyBalance").objects.create(
        user=user,
        date=day,
        items_count=1,
        energy_reported_count=1,
        consumed_kcal=Decimal(200),
        energy_margin_kcal=Decimal(50),
        consumed_confidence=Decimal("0.8"),
        basal_kcal=Decimal(1400),
        active_kcal=Decimal(600),
        expenditure_source="formula",
        expenditure_confidence=Decimal("0.3"),
        goal_kcal=Decimal(2000),
    )


def make_energy_profile(user: Any, day: date) -> Any:
    return apps.get_model("calories.EnergyProfile").objects.create(
        user=user,
        valid_from=day,
        body_mass_kg=Decimal(62),
        height_cm=Decimal(168),
        birth_date=date(1990, 5, 17),
        sex="female",
        activity_level="moderate",
    )


def make_trends(user: Any, day: date) -> None:
    apps.get_model("calories.LoggedDay").objects.create(user=user, date=day, is_complete=True)
    apps.get_model("calories.WeeklyTrend").objects.create(
        user=user,
        week_start=day - timedelta(days=day.weekday() + 7),
        days_logged=6,
        data_points=5,
        average_consumed_kcal=Decimal(1900),
        average_expenditure_kcal=Decimal(2100),
        average_balance_kcal=Decimal(-200),
        balance_margin_kcal=Decimal(500),
        confidence=Decimal("0.5"),
        direction="stable",
        closed_at=timezone.now(),
    )
    apps.get_model("calories.ExpenditureEstimate").objects.create(
        user=user,
        date=day - timedelta(days=1),
        mean_kcal=Decimal(2100),
        low_kcal=Decimal(1900),
        high_kcal=Decimal(2300),
        state="updating",
        complete_days=24,
        weigh_ins=19,
        trend_mass_kg=Decimal(62),
    )


def make_delivery(event: Any, subscriber: str = "coach", status: str = "dead") -> Any:
    return apps.get_model("outbox.Delivery").objects.create(
        event=event,
        subscriber=subscriber,
        status=status,
        attempts=8,
        due_at=timezone.now(),
        last_error="ConnectionError('no route')",
    )


def make_analyses(user: Any) -> None:
    """A photo and a recording that were looked at, and what they cost."""
    now = timezone.now()
    done = {"user": user, "due_at": now, "finished_at": now, "request_hash": b"0" * 32}
    photo = apps.get_model("meals.PhotoAnalysis").objects.create(
        id=uuid7(), status="failed", failure="refused", hint=NASTY, raw_answer=NASTY, **done
    )
    apps.get_model("meals.VoiceTranscription").objects.create(
        id=uuid7(), status="ready", transcript=f"due uova {NASTY}", **done
    )
    apps.get_model("accounts.AIUsage").objects.create(
        user=user,
        day=timezone.localdate(),
        kind="photo",
        job_id=photo.pk,
        attempt=1,
        cost_usd=Decimal("0.0035"),
        settled_at=now,
    )


def make_label(user: Any, **fields: Any) -> Any:
    """A label that was read from a photo and waits for review."""
    amounts = [{"nutrient": "fat", "value": 20.0, "unit": "g", "modifier": ""}]
    seen = {"name": f"Frollini {NASTY}", "brand": "", "per": "100g", "amounts": amounts}
    return apps.get_model("meals.LabelPhoto").objects.create(
        **{
            "id": uuid7(),
            "user": user,
            "gtin": "08076809513753",
            "table": default_storage.save(f"labels/{user.pk}/table.jpg", _jpeg()),
            "seen": {**seen, "serving_size": None, "serving_unit": None},
            "review": "waiting",
            "request_hash": b"0" * 32,
            **fields,
        }
    )


def _jpeg() -> Any:
    content = BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "JPEG")
    return ContentFile(content.getvalue())


def make_import(**fields: Any) -> Any:
    return apps.get_model("meals.ImportRun").objects.create(
        source="crea",
        file_name="crea.csv",
        file_sha256="0" * 64,
        status="finished",
        rows_read=3,
        rows_created=2,
        rows_rejected=1,
        rejections=[{"row": 3, "id": "x", "reason": "no name"}],
        **fields,
    )


def make_issue(food: Any, **fields: Any) -> Any:
    return apps.get_model("meals.QualityIssue").objects.create(
        food=food,
        version=food.current_version,
        code="saturated-fat-greater-than-fat",
        severity="error",
        details={"saturated_fat_g": "5", "fat_g": "3"},
        opened_at=timezone.now(),
        **fields,
    )


def make_merge(food: Any, user: Any) -> None:
    """A proposal for a food, and a merge of another one into it."""
    other, gone = make_food(f"{food.name} bis"), make_food(f"{food.name} ter")
    apps.get_model("meals.MergeProposal").objects.create(kept=food, duplicate=other)
    apps.get_model("meals.MergeLog").objects.create(
        kept=food,
        duplicate=gone,
        duplicate_status="published",
        version_before=food.current_version,
        merged_by=user,
        merged_at=timezone.now(),
    )


def make_resolution(query: str, **fields: Any) -> Any:
    return apps.get_model("meals.ResolutionLog").objects.create(
        **{
            "kind": "name",
            "query": query,
            "status": "not_found",
            "attempts": 1,
            "due_at": timezone.now(),
            "finished_at": timezone.now(),
            "steps": [{"attempt": 1, "source": "openfoodfacts", "outcome": NASTY, "ms": 12}],
            **fields,
        }
    )


def make_health(user: Any, day: date) -> None:
    """A phone that synced steps once, the day's figure, and the jobs around it."""
    now = timezone.now()
    counts = {"accepted": 2, "duplicate": 1, "replaced": 0, "rejected": 1}
    told = {"bundle_id": NASTY, "name": NASTY, "kind": "watch"}
    apps.get_model("health.Source").objects.create(
        user=user, first_sample_at=now, last_sample_at=now, **told
    )
    device = apps.get_model("health.SourceDevice").objects.create(
        id=uuid7(), user=user, name=NASTY, last_seen_at=now
    )
    apps.get_model("health.SyncState").objects.create(
        user=user, device=device, type=1, last_sync_at=now, **counts
    )
    apps.get_model("health.SyncLog").objects.create(
        user=user, device=device, received_at=now, records=4, set_aside=0, deleted=0, **counts
    )
    apps.get_model("health.DailyMetric").objects.create(
        user=user,
        local_date=day,
        type=1,
        value=8400,
        samples_count=3,
        confidence=Decimal("0.9"),
        provenance={"sources": {"1": 1.0}},
    )
    apps.get_model("health.ReconciliationRun").objects.create(kind="dirty", error=NASTY)
    apps.get_model("health.ExportImport").objects.create(
        id=uuid7(), user=user, file_sha256="0" * 64, due_at=now
    )


def fill(count: int) -> None:
    """``count`` rows in every list."""
    for number in range(count):
        fill_one(number)


def fill_one(number: int, *, person: str = "", food_name: str = "") -> None:
    user = make_user(person or f"person{number:02}@example.org")
    food = make_food(food_name or f"Pane {number:02} {NASTY}", brand="Forno", category="Pane")
    today = timezone.localdate()
    meal = make_meal(user, food)
    make_names(food, 1)
    make_own_things(user, food)
    make_balance(user, today)
    make_energy_profile(user, today)
    apps.get_model("calories.Goal").objects.create(user=user, valid_from=today, direction="lose")
    make_trends(user, today)
    make_health(user, today)
    event = apps.get_model("outbox.OutboxEvent").objects.create(
        name="meals.meal_logged.v1", user=user, payload={"meal_id": str(meal.pk)}
    )
    make_delivery(event)
    make_import()
    make_issue(food)
    make_merge(food, user)
    make_analyses(user)
    make_label(user)
    make_resolution(f"pane {number:02} {NASTY}")


def grow_related(count: int) -> None:
    """``count`` related rows on every page of a first row."""
    food, meal = shown(apps.get_model("meals.Food")), shown(apps.get_model("meals.Meal"))
    event = shown(apps.get_model("outbox.OutboxEvent"))
    make_names(food, count)
    add_parts(food, count)
    for number in range(2, count + 1):
        add_version(food, number)
        make_item(meal, food)
        make_delivery(event, f"subscriber{number}")


def make_names(food: Any, count: int) -> None:
    """Portions and other names; those that are there already are left alone."""
    for number in range(count):
        apps.get_model("meals.Portion").objects.get_or_create(
            food=food, name=f"fetta {number}", mass_g=Decimal(30 + number), source="usda"
        )
        apps.get_model("meals.FoodAlias").objects.get_or_create(
            food=food, name=f"pagnotta {number} {NASTY}", locale="it"
        )


def shown(model: type[Model]) -> Any:
    """The row whose pages are visited."""
    if model is Group:
        return Group.objects.get(name=Role.ADMIN)
    if model._meta.label == "accounts.User":
        return model._default_manager.order_by("profile").exclude(profile=None).first()
    return model._default_manager.order_by("pk").first()


@dataclass(frozen=True)
class Page:
    name: str
    url: Callable[[], str]


def pages() -> Iterator[Page]:
    """Every page of every registered table, and the site's own."""
    yield Page("index", lambda: reverse("admin:index"))
    for model in sorted(admin.site._registry, key=lambda found: found._meta.label):
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        for view in ("changelist", "add"):
            yield Page(f"{label}_{view}", lambda n=f"{label}_{view}": reverse(f"admin:{n}"))
        for view in ("change", "delete", "history"):
            yield Page(
                f"{label}_{view}",
                lambda n=f"{label}_{view}", m=model: reverse(f"admin:{n}", args=[shown(m).pk]),
            )
