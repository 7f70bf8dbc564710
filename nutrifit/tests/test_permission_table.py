"""Who may do what: every route × method × role in one table.

Roles add up; here each account has one role alone, and staff have their second factor. A request
has an empty JSON object for a body, so whoever is let in gets 400 or 422 where more is needed.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from apps.accounts.domain.roles import STAFF_ROLES, Role
from apps.health.models import ExportImport
from apps.health.tests.stored import make_sample, make_source
from apps.meals.models import (
    Food,
    LabelPhoto,
    Meal,
    MealItem,
    MealPhoto,
    MealTemplate,
    OwnFood,
    PhotoAnalysis,
    Recipe,
    Resolution,
    ResolutionLog,
    VoiceTranscription,
)
from conftest import access_token, make_food, make_user
from nutrifit import operations

pytestmark = pytest.mark.django_db

# 409: no such flow was begun. 401 to everyone: signs out, or asks for a fresh proof of identity.
TABLE = """
METHOD route                                              anonymous user premium nutritionist catalogue_staff admin
GET    /                                                      302 302 302 302 302 302
GET    /api/v1/auth/openapi.json                              2xx 2xx 2xx 2xx 2xx 2xx
POST   /api/v1/account/password/change                        401 400 400 400 400 400
GET    /api/v1/config                                         2xx 2xx 2xx 2xx 2xx 2xx
GET    /api/v1/auth/session                                   401 2xx 2xx 2xx 2xx 2xx
DELETE /api/v1/auth/session                                   401 401 401 401 401 401
POST   /api/v1/auth/reauthenticate                            401 400 400 400 400 400
POST   /api/v1/auth/code/confirm                              409 409 409 409 409 409
POST   /api/v1/auth/password/request                          400 400 400 400 400 400
GET    /api/v1/auth/password/reset                            409 409 409 409 409 409
POST   /api/v1/auth/password/reset                            409 409 409 409 409 409
POST   /api/v1/auth/login                                     400 400 400 400 400 400
POST   /api/v1/auth/signup                                    400 400 400 400 400 400
GET    /api/v1/auth/email/verify                              409 409 409 409 409 409
POST   /api/v1/auth/email/verify                              409 409 409 409 409 409
POST   /api/v1/auth/email/verify/resend                       409 409 409 409 409 409
POST   /api/v1/auth/code/request                              400 400 400 400 400 400
POST   /api/v1/auth/code/resend                               409 409 409 409 409 409
GET    /api/v1/account/email                                  401 2xx 2xx 2xx 2xx 2xx
POST   /api/v1/account/email                                  409 400 400 400 400 400
PUT    /api/v1/account/email                                  401 400 400 400 400 400
PATCH  /api/v1/account/email                                  401 400 400 400 400 400
DELETE /api/v1/account/email                                  401 400 400 400 400 400
GET    /api/v1/account/providers                              401 2xx 2xx 2xx 2xx 2xx
DELETE /api/v1/account/providers                              401 400 400 400 400 400
GET    /api/v1/auth/provider/signup                           409 409 409 409 409 409
POST   /api/v1/auth/provider/signup                           409 409 409 409 409 409
POST   /api/v1/auth/provider/token                            400 400 400 400 400 400
POST   /api/v1/auth/2fa/authenticate                          401 401 401 401 401 401
POST   /api/v1/auth/2fa/reauthenticate                        401 400 400 400 400 400
GET    /api/v1/auth/webauthn/authenticate                     401 401 401 401 401 401
POST   /api/v1/auth/webauthn/authenticate                     401 401 401 401 401 401
GET    /api/v1/auth/webauthn/reauthenticate                   401 2xx 2xx 2xx 2xx 2xx
POST   /api/v1/auth/webauthn/reauthenticate                   401 400 400 400 400 400
GET    /api/v1/auth/webauthn/login                            2xx 2xx 2xx 2xx 2xx 2xx
POST   /api/v1/auth/webauthn/login                            400 400 400 400 400 400
GET    /api/v1/account/authenticators                         401 2xx 2xx 2xx 2xx 2xx
GET    /api/v1/account/authenticators/totp                    401 2xx 2xx 2xx 2xx 2xx
POST   /api/v1/account/authenticators/totp                    401 400 400 400 400 400
DELETE /api/v1/account/authenticators/totp                    401 401 401 401 401 401
GET    /api/v1/account/authenticators/recovery-codes          401 404 404 404 404 404
POST   /api/v1/account/authenticators/recovery-codes          401 401 401 401 401 401
GET    /api/v1/account/authenticators/webauthn                401 401 401 401 401 401
POST   /api/v1/account/authenticators/webauthn                401 400 400 400 400 400
PUT    /api/v1/account/authenticators/webauthn                401 400 400 400 400 400
DELETE /api/v1/account/authenticators/webauthn                401 400 400 400 400 400
GET    /api/v1/auth/sessions                                  401 2xx 2xx 2xx 2xx 2xx
DELETE /api/v1/auth/sessions                                  401 400 400 400 400 400
POST   /api/v1/tokens/refresh                                 400 400 400 400 400 400
GET    /api/v1/me                                             401 2xx 2xx 2xx 2xx 2xx
PATCH  /api/v1/me                                             401 2xx 2xx 2xx 2xx 2xx
GET    /api/v1/me/profile                                     401 2xx 2xx 2xx 2xx 2xx
PATCH  /api/v1/me/profile                                     401 2xx 2xx 2xx 2xx 2xx
GET    /api/v1/foods                                          401 2xx 2xx 2xx 2xx 2xx
GET    /api/v1/foods/barcode/<path:code>                      401 2xx 2xx 2xx 2xx 2xx
GET    /api/v1/foods/<uuid:pk>                                401 2xx 2xx 2xx 2xx 2xx
GET    /api/v1/foods/<uuid:pk>/label                          401 2xx 2xx 2xx 2xx 2xx
GET    /api/v1/foods/<uuid:pk>/sources                        401 2xx 2xx 2xx 2xx 2xx
POST   /api/v1/foods/barcode/photo                            401 415 415 415 415 415
GET    /api/v1/foods/favourites                               401 2xx 2xx 2xx 403 2xx
GET    /api/v1/foods/recent                                   401 2xx 2xx 2xx 403 2xx
GET    /api/v1/foods/frequent                                 401 2xx 2xx 2xx 403 2xx
PUT    /api/v1/foods/<uuid:pk>/favourite                      401 2xx 2xx 2xx 403 2xx
DELETE /api/v1/foods/<uuid:pk>/favourite                      401 2xx 2xx 2xx 403 2xx
POST   /api/v1/resolutions                                    401 422 422 422 422 422
GET    /api/v1/resolutions/<uuid:pk>                          401 2xx 2xx 2xx 2xx 2xx
POST   /api/v1/resolutions/<uuid:pk>/photos                   401 415 415 415 403 415
DELETE /api/v1/resolutions/<uuid:pk>/photos                   401 2xx 2xx 2xx 403 2xx
GET    /api/v1/resolutions/<uuid:pk>/photos/table             401 2xx 2xx 2xx 403 2xx
GET    /api/v1/resolutions/<uuid:pk>/photos/front             401 2xx 2xx 2xx 403 2xx
POST   /api/v1/resolutions/<uuid:pk>/photos/retry             401 2xx 2xx 2xx 403 2xx
GET    /api/v1/meals                                          401 2xx 2xx 2xx 403 2xx
POST   /api/v1/meals                                          401 422 422 422 403 422
POST   /api/v1/meals/parse-text                               401 422 422 422 403 422
GET    /api/v1/meals/<uuid:pk>                                401 2xx 2xx 2xx 403 2xx
PATCH  /api/v1/meals/<uuid:pk>                                401 2xx 2xx 2xx 403 2xx
DELETE /api/v1/meals/<uuid:pk>                                401 2xx 2xx 2xx 403 2xx
POST   /api/v1/meals/<uuid:pk>/items                          401 422 422 422 403 422
PUT    /api/v1/meals/<uuid:meal_id>/items/<uuid:item_id>      401 422 422 422 403 422
DELETE /api/v1/meals/<uuid:meal_id>/items/<uuid:item_id>      401 2xx 2xx 2xx 403 2xx
GET    /api/v1/meals/<uuid:meal_id>/photos                    401 2xx 2xx 2xx 403 2xx
POST   /api/v1/meals/<uuid:meal_id>/photos                    401 415 415 415 403 415
DELETE /api/v1/meals/<uuid:meal_id>/photos/<uuid:photo_id>    401 2xx 2xx 2xx 403 2xx
GET    /api/v1/meals/<uuid:meal_id>/photos/<uuid:photo_id>/content 401 2xx 2xx 2xx 403 2xx
GET    /api/v1/meals/<uuid:meal_id>/photos/<uuid:photo_id>/thumbnail 401 2xx 2xx 2xx 403 2xx
POST   /api/v1/meals/analyze-photo                            401 415 415 415 403 415
GET    /api/v1/photo-analyses/<uuid:pk>                       401 2xx 2xx 2xx 403 2xx
POST   /api/v1/photo-analyses/<uuid:pk>/retry                 401 2xx 2xx 2xx 403 2xx
POST   /api/v1/meals/transcribe                               401 415 415 415 403 415
GET    /api/v1/voice-transcriptions/<uuid:pk>                 401 2xx 2xx 2xx 403 2xx
POST   /api/v1/voice-transcriptions/<uuid:pk>/retry           401 2xx 2xx 2xx 403 2xx
GET    /api/v1/days/<str:date>                                401 2xx 2xx 2xx 403 2xx
POST   /api/v1/health/samples                                 401 422 422 422 403 422
POST   /api/v1/health/workouts                                401 422 422 422 403 422
POST   /api/v1/health/sleep                                   401 422 422 422 403 422
POST   /api/v1/health/state-of-mind                           401 422 422 422 403 422
POST   /api/v1/meals/batch                                    401 422 422 422 403 422
POST   /api/v1/meals/<uuid:pk>/copy                           401 422 422 422 403 422
POST   /api/v1/days/<str:date>/copy                           401 422 422 422 403 422
GET    /api/v1/foods/own                                      401 2xx 2xx 2xx 403 2xx
POST   /api/v1/foods/own                                      401 422 422 422 403 422
GET    /api/v1/foods/own/<uuid:pk>                            401 2xx 2xx 2xx 403 2xx
PUT    /api/v1/foods/own/<uuid:pk>                            401 422 422 422 403 422
DELETE /api/v1/foods/own/<uuid:pk>                            401 2xx 2xx 2xx 403 2xx
POST   /api/v1/foods/own/<uuid:pk>/propose                    401 2xx 2xx 2xx 403 2xx
GET    /api/v1/recipes                                        401 2xx 2xx 2xx 403 2xx
POST   /api/v1/recipes                                        401 422 422 422 403 422
GET    /api/v1/recipes/<uuid:pk>                              401 2xx 2xx 2xx 403 2xx
PUT    /api/v1/recipes/<uuid:pk>                              401 422 422 422 403 422
DELETE /api/v1/recipes/<uuid:pk>                              401 2xx 2xx 2xx 403 2xx
GET    /api/v1/meal-templates                                 401 2xx 2xx 2xx 403 2xx
POST   /api/v1/meal-templates                                 401 422 422 422 403 422
GET    /api/v1/meal-templates/<uuid:pk>                       401 2xx 2xx 2xx 403 2xx
PUT    /api/v1/meal-templates/<uuid:pk>                       401 422 422 422 403 422
DELETE /api/v1/meal-templates/<uuid:pk>                       401 2xx 2xx 2xx 403 2xx
POST   /api/v1/meal-templates/<uuid:pk>/log                   401 422 422 422 403 422
GET    /api/v1/sync                                           401 2xx 2xx 2xx 403 2xx
GET    /api/v1/days/<str:date>/nutrition                      401 2xx 2xx 2xx 403 2xx
GET    /api/v1/nutrition                                      401 2xx 2xx 2xx 403 2xx
GET    /api/v1/nutrition/report                               401 2xx 2xx 2xx 403 2xx
GET    /api/v1/goals                                          401 2xx 2xx 2xx 403 2xx
POST   /api/v1/goals                                          401 422 422 422 403 422
GET    /api/v1/energy/profiles                                401 2xx 2xx 2xx 403 2xx
POST   /api/v1/energy/profiles                                401 422 422 422 403 422
GET    /api/v1/balance                                        401 2xx 2xx 2xx 403 2xx
GET    /api/v1/balance/<str:date>                             401 2xx 2xx 2xx 403 2xx
POST   /api/v1/goals/preview                                  401 422 422 422 403 422
PUT    /api/v1/balance/<str:date>/completeness                401 422 422 422 403 422
GET    /api/v1/balance/<str:date>/explanation                 401 2xx 2xx 2xx 403 2xx
GET    /api/v1/trends/weekly                                  401 2xx 2xx 2xx 403 2xx
GET    /api/v1/energy/bmr                                     401 2xx 2xx 2xx 403 2xx
GET    /api/v1/energy/requirement                             401 2xx 2xx 2xx 403 2xx
GET    /api/v1/expenditure                                    401 2xx 2xx 2xx 403 2xx
GET    /api/v1/expenditure/series                             401 2xx 2xx 2xx 403 2xx
GET    /api/v1/projection                                     401 422 422 422 403 422
GET    /api/v1/health/daily                                   401 2xx 2xx 2xx 403 2xx
GET    /api/v1/health/summary                                 401 2xx 2xx 2xx 403 2xx
GET    /api/v1/health/samples                                 401 2xx 2xx 2xx 403 2xx
DELETE /api/v1/health/samples                                 401 2xx 2xx 2xx 403 2xx
GET    /api/v1/health/sync                                    401 2xx 2xx 2xx 403 2xx
GET    /api/v1/health/sources                                 401 2xx 2xx 2xx 403 2xx
GET    /api/v1/health/sources/priorities                      401 2xx 2xx 2xx 403 2xx
PUT    /api/v1/health/sources/priorities                      401 422 422 422 403 422
GET    /api/v1/health/body-mass                               401 2xx 2xx 2xx 403 2xx
POST   /api/v1/health/body-mass                               401 422 422 422 403 422
DELETE /api/v1/health/body-mass/<uuid:pk>                     401 2xx 2xx 2xx 403 2xx
POST   /api/v1/health/body-mass/import                        401 415 415 415 403 415
GET    /api/schema/                                           2xx 2xx 2xx 2xx 2xx 2xx
GET    /api/docs/                                             2xx 2xx 2xx 2xx 2xx 2xx
GET    /api/v1/health/imports                                 401 2xx 2xx 2xx 403 2xx
POST   /api/v1/health/imports                                 401 415 415 415 403 415
GET    /api/v1/health/imports/<uuid:pk>                       401 2xx 2xx 2xx 403 2xx
DELETE /api/v1/health/imports/<uuid:pk>                       401 2xx 2xx 2xx 403 2xx
POST   /api/v1/health/imports/<uuid:pk>/retry                 401 2xx 2xx 2xx 403 2xx
GET    /health/                                               2xx 2xx 2xx 2xx 2xx 2xx
GET    /health/live                                           2xx 2xx 2xx 2xx 2xx 2xx
GET    /health/ready                                          2xx 2xx 2xx 2xx 2xx 2xx
GET    /health/database                                       2xx 2xx 2xx 2xx 2xx 2xx
GET    /health/cache                                          2xx 2xx 2xx 2xx 2xx 2xx
GET    /health/version                                        2xx 2xx 2xx 2xx 2xx 2xx
GET    /metrics                                               401 401 401 401 401 401
"""  # noqa: E501
ROLES = [None, *Role]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# What begins so; "me" is also how meals and their templates begin.
OWN_API = (
    *("me", "recipes", "days", "nutrition", "goals", "energy", "balance", "foods"),
    *("trends", "expenditure", "projection"),
    *("resolutions", "photo-analyses", "voice-transcriptions", "sync", "health"),
)
BARCODE = "8076809513753"
QUERIES = {
    "/api/v1/foods": "?q=pane",
    "/api/v1/balance": "?from=2026-03-01&to=2026-03-02",
    "/api/v1/expenditure/series": "?from=2026-03-01&to=2026-03-02",
    "/api/v1/nutrition": "?from=2026-03-01&to=2026-03-02",
    "/api/v1/nutrition/report": "?from=2026-03-01&to=2026-03-02",
    "/api/v1/health/daily": "?from=2026-03-01&to=2026-03-02",
    "/api/v1/health/summary": "?from=2026-03-01&to=2026-03-02",
    "/api/v1/health/samples": "?from=2026-03-01&to=2026-03-02&type=step_count",
    "/api/v1/health/body-mass": "?from=2026-03-01&to=2026-03-02",
}
# The back-office and allauth's own pages have doors and tests of their own.
ELSEWHERE = ("/admin/", "/accounts/")


def table() -> dict[tuple[str, str], list[str]]:
    """(method, route) → the expected statuses in the order of ROLES."""
    rows = [line.split() for line in TABLE.strip().splitlines()[1:]]
    return {(method, route): cells for method, route, *cells in rows}


def routes(patterns=None, prefix="/") -> Iterator[tuple[str, URLPattern]]:
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, route)
        elif not route.startswith(ELSEWHERE):
            yield route, entry


def methods_of(entry: URLPattern) -> set[str]:
    """The methods a view has handlers for; a plain function answers GET."""
    view = entry.callback
    if actions := getattr(view, "actions", None):
        return {name.upper() for name in actions} & set(METHODS)
    view_class = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if view_class is None:
        return {"GET"}
    return {name for name in METHODS if hasattr(view_class, name.lower())}


def person(role: Role):
    user = make_user(f"{role}@example.org")
    user.groups.set([Group.objects.get_or_create(name=role.value)[0]])
    user.is_staff = role in STAFF_ROLES
    user.save()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user


def client_of(user) -> APIClient:
    client = APIClient(raise_request_exception=False)
    if user is not None:
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token(user)}")
    return client


def lunch_of(user) -> tuple[Meal, MealItem]:
    food = make_food("Pane", gtin=BARCODE.zfill(14))
    meal = Meal.objects.create(
        id=uuid4(),
        user=user,
        type="lunch",
        eaten_at=datetime(2026, 3, 2, 12, tzinfo=UTC),
        timezone="Europe/Rome",
        local_date=date(2026, 3, 2),
        request_hash=b"",
    )
    item = MealItem.objects.create(
        id=uuid4(),
        meal=meal,
        user=user,
        local_date=meal.local_date,
        food=food,
        food_version=food.current_version,
        food_name=food.name,
        quantity_g=80,
        source="usda",
        licence="CC0-1.0",
        confidence=1,
        request_hash=b"",
    )
    add_uploads(meal)
    own_things_of(user, meal.pk)
    weigh_in = {"type": "body_mass_kg", "minutes": 0, "uuid": meal.pk}
    make_sample(user, make_source(user), meal.eaten_at, 70, **weigh_in)
    log = ResolutionLog.objects.create(
        kind="barcode", query=BARCODE.zfill(14), user=user, due_at=meal.eaten_at
    )
    Resolution.objects.create(user=user, log=log)
    photo = MealPhoto.objects.get(meal=meal).image.name
    LabelPhoto.objects.create(
        id=meal.pk,
        user=user,
        log=log,
        gtin=BARCODE.zfill(14),
        table=photo,
        front=photo,
        request_hash=b"",
    )
    return meal, item


def add_uploads(meal: Meal) -> None:
    """A photo of the meal, and analyses on their way; all have the meal's id."""
    name = "tests/photo.jpg"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(b"jpeg"))
    MealPhoto.objects.create(
        id=meal.pk,
        meal=meal,
        user=meal.user,
        image=name,
        thumbnail=name,
        width=1,
        height=1,
        size_bytes=4,
        request_hash=b"",
    )
    for job in (PhotoAnalysis, VoiceTranscription):
        job.objects.create(id=meal.pk, user=meal.user, due_at=meal.eaten_at, request_hash=b"")
    ExportImport.objects.create(id=meal.pk, user=meal.user, due_at=meal.eaten_at)


def own_things_of(user, thing_id) -> None:
    """An own food, a recipe and a meal template, all of the same id."""
    food = make_food("Torta della nonna", owner=user, id=thing_id)
    OwnFood.objects.create(food=food, user=user)
    Recipe.objects.create(food=food, user=user, servings=4, yield_factor=1)
    MealTemplate.objects.create(id=thing_id, user=user, name="Merenda", type="snack")


def path_of(route: str, meal: Meal, item: MealItem) -> str:
    ids = {
        "/foods/<uuid:pk>": f"/foods/{item.food_id}",
        "/resolutions/<uuid:pk>": f"/resolutions/{Resolution.objects.get(user=meal.user).pk}",
        "<uuid:pk>": meal.pk,
        "<uuid:meal_id>": meal.pk,
        "<uuid:photo_id>": meal.pk,
        "<uuid:item_id>": item.pk,
        "<path:code>": BARCODE,
        "<str:date>": "2026-03-02",
    }
    for placeholder, value in ids.items():
        route = route.replace(placeholder, str(value))
    return route + QUERIES.get(route, "")


def status_of(client: APIClient, method: str, path: str) -> int:
    """The status of one request, whose effects are taken back."""
    with transaction.atomic():
        answer = client.generic(method, path, "{}", content_type="application/json")
        transaction.set_rollback(True)
    return answer.status_code


@pytest.fixture(autouse=True)
def _plain_surroundings(settings, monkeypatch, tmp_path):
    """Files of its own, no rate limits, a closed /metrics, a readiness that asks no worker."""
    settings.MEDIA_ROOT = tmp_path
    settings.ACCOUNT_RATE_LIMITS = False
    settings.METRICS_TOKEN = "closed"
    monkeypatch.setattr(operations.Readiness, "checks", [operations.Database])


def test_every_route_and_method_is_in_the_table_and_nothing_else():
    served = {(method, route) for route, entry in routes() for method in methods_of(entry)}

    assert served - set(table()) == set(), "not in the table"
    assert set(table()) - served == set(), "in the table but not served"


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_what_the_table_says(role):
    caller = person(role) if role else None
    meal, item = lunch_of(caller or person(Role.USER))
    client = client_of(caller)
    wrong = []
    for (method, route), cells in table().items():
        expected = cells[ROLES.index(role)]
        got = str(status_of(client, method, path_of(route, meal, item)))
        if got != expected.replace("xx", got[1:]):
            wrong.append(f"{method} {route}: {got}, expected {expected}")

    assert wrong == []


def test_methods_that_are_not_in_the_table_never_succeed():
    admin = person(Role.ADMIN)
    meal, item = lunch_of(admin)
    client = client_of(admin)
    others = [
        (method, route)
        for route, _ in routes()
        for method in METHODS
        if (method, route) not in table()
    ]

    allowed = [
        other
        for other in others
        if status_of(client, other[0], path_of(other[1], meal, item)) < 400
    ]

    assert allowed == []


def own_rows() -> list[tuple[str, str]]:
    return [
        row for row in table() if row[1].startswith(tuple(f"/api/v1/{name}" for name in OWN_API))
    ]


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_staff_without_a_second_factor_get_nowhere(role):
    member = person(role)
    Authenticator.objects.all().delete()
    meal, item = lunch_of(member)
    client = client_of(member)

    statuses = {
        status_of(client, method, path_of(route, meal, item)) for method, route in own_rows()
    }

    assert statuses == {403}


@pytest.mark.parametrize("role", Role)
def test_nobody_sees_or_changes_another_users_meal(role):
    meal, item = lunch_of(person(Role.USER) if role != Role.USER else make_user("a@example.org"))
    client = client_of(person(role) if role != Role.USER else person(Role.USER))
    some = {"food_id": str(item.food_id), "quantity_g": 10}
    again = {"id": str(uuid4()), "eaten_at": "2026-03-02T12:00:00Z"}
    bodies = {
        "/items": {"id": str(uuid4()), **some},
        "<uuid:item_id>": some,
        "/copy": again,
        "/log": again,
        "/meals/<uuid:pk>": {"note": "mine"},
        "/own/<uuid:pk>": {"name": "mine", "nutrients": {"fat_g": 1}},
        "/recipes/<uuid:pk>": {"name": "mine", "servings": 1, "ingredients": [some]},
        "/meal-templates/<uuid:pk>": {"name": "mine", "type": "lunch", "items": [some]},
    }
    statuses = set()
    for method, route in own_rows():
        if "<uuid" in route and "foods/<" not in route and "resolutions/" not in route:
            endings = (ending for ending in bodies if route.endswith(ending))
            body = bodies.get(next(endings, ""), {"id": str(uuid4())})
            send = getattr(client, method.lower())
            statuses.add(send(path_of(route, meal, item), body).status_code)

    assert statuses == {403 if role == Role.CATALOGUE_STAFF else 404}
    meal.refresh_from_db()
    assert (meal.note, meal.deleted_at, meal.items.count()) == ("", None, 1)
    assert not Food.with_private.filter(name="mine").exists()
    assert Recipe.objects.get().deleted_at is OwnFood.objects.get().deleted_at is None
