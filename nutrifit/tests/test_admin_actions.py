"""What staff do to rows nobody edits: lock, send again, compute again."""

from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.domain.roles import Role
from nutrifit.tests.back_office import (
    fill,
    make_balance,
    make_delivery,
    make_food,
    make_label,
    make_meal,
    make_resolution,
    make_staff,
    make_user,
)


@pytest.fixture
def boss(db: None, settings: Any) -> Any:
    settings.STAFF_MFA_REQUIRED = False
    return make_staff(Role.ADMIN)


@pytest.fixture
def office(boss: Any, client: Client) -> Client:
    client.force_login(boss)
    return client


def act(client: Client, table: str, action: str, *rows: Any) -> str:
    answer = client.post(
        reverse(f"admin:{table}_changelist"),
        {"action": action, "_selected_action": [str(row.pk) for row in rows]},
        follow=True,
    )
    return " ".join(str(message) for message in answer.context["messages"])


def test_locked_accounts_are_out_at_once_and_back_when_unlocked(office: Client) -> None:
    anna = make_user("anna@example.org")
    assert act(office, "accounts_user", "lock", anna) == "1 account bloccato."
    anna.refresh_from_db()
    assert not anna.is_active
    assert act(office, "accounts_user", "unlock", anna) == "1 account sbloccato."
    anna.refresh_from_db()
    assert anna.is_active
    assert LogEntry.objects.filter(object_id=str(anna.pk)).count() == 2


def test_nobody_locks_themselves_or_a_superuser(office: Client, boss: Any) -> None:
    users = apps.get_model("accounts.User").objects
    root = users.create_superuser("root@example.org", "a long passphrase")
    assert act(office, "accounts_user", "lock", boss, root) == "0 account bloccati."
    assert users.filter(is_active=False).count() == 0


def test_a_staff_role_opens_the_back_office_and_taking_it_away_closes_it(office: Client) -> None:
    anna = make_user("anna@example.org")
    groups = apps.get_model("auth.Group").objects
    for role, expected in ((Role.NUTRITIONIST, True), (Role.USER, False)):
        form = {
            "locale": "it",
            "timezone": "Europe/Rome",
            "day_starts_at": "00:00:00",
            "groups": [groups.get(name=role).pk],
            "profile-TOTAL_FORMS": "1",
            "profile-INITIAL_FORMS": "1",
            "profile-0-user": str(anna.pk),
        }
        answer = office.post(reverse("admin:accounts_user_change", args=[anna.pk]), form)
        assert answer.status_code == 302
        anna.refresh_from_db()
        assert anna.is_staff is expected


def test_an_account_made_here_has_no_password_and_is_registered(office: Client) -> None:
    form = {"email": "Nuova@Example.org", "locale": "it", "timezone": "Europe/Rome"}
    assert office.post(reverse("admin:accounts_user_add"), form).status_code == 302
    user = apps.get_model("accounts.User").objects.get(email="nuova@example.org")
    assert not user.has_usable_password()
    assert user.profile is not None
    assert user.roles == {"user"}


def test_no_page_shows_a_password(office: Client) -> None:
    anna = make_staff(Role.USER, "anna@example.org")
    page = office.get(reverse("admin:accounts_user_change", args=[anna.pk])).content.decode()
    assert anna.password not in page
    assert 'name="password' not in page


def test_dead_deliveries_are_sent_again(office: Client) -> None:
    event = apps.get_model("outbox.OutboxEvent").objects.create(name="meals.meal_logged.v1")
    dead, done = make_delivery(event), make_delivery(event, "done", status="waiting")
    assert act(office, "outbox_delivery", "replay", dead, done) == "1 consegna ripetuta."
    dead.refresh_from_db()
    assert (dead.status, dead.attempts) == ("waiting", 0)


def test_searches_that_found_nothing_begin_again(office: Client) -> None:
    missed = make_resolution("seitan")
    again = make_resolution("tempeh", status="pending", finished_at=None)
    assert "1 " in act(office, "meals_resolutionlog", "resolve_again", missed, again)
    missed.refresh_from_db()
    assert (missed.status, missed.attempts, missed.finished_at) == ("pending", 0, None)


def test_a_wrong_balance_is_computed_again_from_the_meals(office: Client) -> None:
    anna, food = make_user("anna@example.org"), make_food("Pane")
    make_meal(anna, food, items=2)
    balance = make_balance(anna, timezone.localdate())
    assert act(office, "calories_dailybalance", "rebuild", balance) == "1 giorno ricalcolato."
    balance.refresh_from_db()
    assert (balance.items_count, balance.consumed_kcal) == (2, Decimal(400))


def test_a_persons_facts_are_found_by_the_whole_address_or_the_id(office: Client) -> None:
    fill(2)
    meals = reverse("admin:meals_meal_changelist")
    anna = apps.get_model("accounts.User").objects.get(email="person00@example.org")
    for text, count in (("Person00@example.org", 1), (str(anna.pk), 1), ("person", 0)):
        assert len(office.get(meals, {"q": text}).context["cl"].result_list) == count
    own = office.get(meals, {"user__id__exact": str(anna.pk)})
    assert [meal.user_id for meal in own.context["cl"].result_list] == [anna.pk]


@pytest.mark.parametrize(
    ("role", "panels"),
    [
        (Role.NUTRITIONIST, ["Catalogo"]),
        (Role.CATALOGUE_STAFF, ["Catalogo", "Qualità", "Importazioni"]),
        (
            Role.ADMIN,
            [
                *("Diario", "Catalogo", "Qualità", "Importazioni", "Posta in uscita", "Account"),
                "Uso dell'IA",
            ],
        ),
    ],
)
def test_the_front_page_shows_the_figures_of_ones_role(
    db: None, settings: Any, client: Client, role: Role, panels: list[str]
) -> None:
    settings.STAFF_MFA_REQUIRED = False
    fill(2)
    client.force_login(make_staff(role))
    shown = client.get(reverse("admin:index")).context["panels"]
    assert [str(panel["title"]) for panel in shown] == panels
    if role is Role.ADMIN:  # two foods, each with two doubles
        figures = {str(f.label): f.value for panel in shown for f in panel["figures"]}
        assert (figures["Pasti registrati oggi"], figures["Alimenti noti"]) == ("2", "6")
        assert (figures["Consegne morte"], figures["Account attivi"]) == ("2", "3")


def test_labels_are_taken_into_the_catalogue_or_left_to_their_users(office: Client) -> None:
    anna = make_user("anna@example.org")
    label, other = make_label(anna), make_label(anna, gtin="00000096385074")
    assert "1 " in act(office, "meals_labelphoto", "accept", label)
    assert "1 " in act(office, "meals_labelphoto", "dismiss", other)
    foods = apps.get_model("meals.Food").objects
    assert [food.gtin for food in foods.all()] == ["08076809513753"]
    assert foods.get().current_version.source == "vision"


def test_the_photo_of_a_label_is_shown_to_those_who_review_it(
    office: Client, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "table.jpg").write_bytes(b"\xff\xd8\xff")
    label = make_label(make_user("anna@example.org"), table="table.jpg")
    photo = reverse("admin:meals_labelphoto_table", args=[label.pk])

    page = office.get(reverse("admin:meals_labelphoto_change", args=[label.pk])).content.decode()
    answer = office.get(photo)

    assert photo in page
    assert "anna@example.org" not in page
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    label.deleted_at = timezone.now()
    label.save()
    assert office.get(photo).status_code == 404
