"""What catalogue staff do about issues and duplicates in the back-office."""

from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from apps.accounts.domain.roles import Role
from nutrifit.tests.back_office import make_food, make_issue, make_staff
from nutrifit.tests.test_admin_actions import act


@pytest.fixture
def office(db: None, settings: Any, client: Client) -> Client:
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(make_staff(Role.CATALOGUE_STAFF))
    return client


@pytest.fixture
def pair(db: None) -> Any:
    """Two breads of 250 kcal; the second states 8 g protein instead of 9.5."""
    kept, duplicate = make_food("Pane"), make_food("Pane comune")
    apps.get_model("meals.FoodVersion").objects.filter(food=duplicate).update(protein_g=Decimal(8))
    return apps.get_model("meals.MergeProposal").objects.create(kept=kept, duplicate=duplicate)


def decide(office: Client, pair: Any, **form: str) -> Any:
    url = reverse("admin:meals_mergeproposal_change", args=[pair.pk])
    answer = office.post(url, form)
    pair.refresh_from_db()
    return answer


def test_an_issue_is_dismissed_by_name_and_the_food_restored(office: Client) -> None:
    issue = make_issue(make_food("Pane", status="flagged"))

    act(office, "meals_qualityissue", "dismiss", issue)

    issue.refresh_from_db()
    issue.food.refresh_from_db()
    assert (issue.status, issue.food.status) == ("dismissed", "published")
    assert issue.decided_by.email == "catalogue_staff@example.org"
    assert LogEntry.objects.filter(object_id=str(issue.pk)).count() == 1


def test_an_accepted_issue_flags_the_food(office: Client) -> None:
    issue = make_issue(make_food("Pane"))

    act(office, "meals_qualityissue", "accept", issue)

    issue.food.refresh_from_db()
    assert issue.food.status == "flagged"


def test_checking_again_closes_what_is_mended(office: Client) -> None:
    issue = make_issue(make_food("Pane", status="flagged"))

    act(office, "meals_qualityissue", "recheck", issue)

    issue.refresh_from_db()
    assert issue.status == "closed"


def test_a_food_that_is_renamed_is_checked_at_once(office: Client) -> None:
    food = make_food("Pane")
    form = {"name": "8076809513753", "status": "published"}
    for table in ("versions", "portions", "aliases"):
        form |= {f"{table}-TOTAL_FORMS": "0", f"{table}-INITIAL_FORMS": "0"}

    answer = office.post(reverse("admin:meals_food_change", args=[food.pk]), form)

    assert answer.status_code == 302
    assert "product-name-is-a-number" in food.issues.values_list("code", flat=True)


def test_issues_are_listed_by_rule_severity_status_and_source(office: Client) -> None:
    make_issue(make_food("Pane"))
    page = reverse("admin:meals_qualityissue_changelist")
    found = {"code": "saturated-fat-greater-than-fat", "severity__exact": "error"}
    found |= {"status__exact": "open", "source": "openfoodfacts"}
    others = {"code": "value-over-105", "severity__exact": "info", "source": "crea"}

    assert len(office.get(page, found).context["cl"].result_list) == 1
    for name, value in others.items():
        assert len(office.get(page, found | {name: value}).context["cl"].result_list) == 0


def test_foods_are_shown_side_by_side_and_merged_value_by_value(office: Client, pair: Any) -> None:
    url = reverse("admin:meals_mergeproposal_change", args=[pair.pk])
    page = office.get(url)
    assert list(page.context["adminform"].form.fields) == ["decision", "value_protein_g"]
    rows = {row[0]: row[1:] for row in page.context["table"]["rows"]}
    assert rows["Proteine"] == ["9,5 g", "8 g"]

    decide(office, pair, decision="merge", value_protein_g="duplicate")

    assert pair.status == "merged"
    pair.kept.refresh_from_db()
    assert pair.kept.current_version.protein_g == 8
    assert pair.duplicate.status == "merged"


def test_deciding_later_changes_nothing(office: Client, pair: Any) -> None:
    decide(office, pair, decision="wait", value_protein_g="kept")

    assert pair.status == "open"
    assert pair.duplicate.status == "published"


def test_different_foods_are_kept_apart(office: Client, pair: Any) -> None:
    decide(office, pair, decision="dismiss", value_protein_g="kept")

    assert pair.status == "dismissed"
    assert pair.decided_by is not None


def test_a_merge_that_cannot_be_is_refused_in_words(office: Client, pair: Any) -> None:
    third = make_food("Pane vecchio", status="merged", merged_into=pair.duplicate)

    answer = decide(office, pair, decision="merge", value_protein_g="kept")

    assert answer.status_code == 302
    assert pair.status == "open"
    third.refresh_from_db()
    assert third.merged_into == pair.duplicate


def test_staff_propose_a_pair_by_hand(office: Client) -> None:
    kept, duplicate = make_food("Pane"), make_food("Pane comune")

    form = {"kept": str(kept.pk), "duplicate": str(duplicate.pk)}
    answer = office.post(reverse("admin:meals_mergeproposal_add"), form)

    assert answer.status_code == 302
    proposal = apps.get_model("meals.MergeProposal").objects.get()
    assert (proposal.kept, proposal.duplicate, proposal.reason) == (kept, duplicate, "by_hand")


def test_a_merge_is_undone_from_the_log(office: Client, pair: Any) -> None:
    decide(office, pair, decision="merge", value_protein_g="duplicate")
    log = apps.get_model("meals.MergeLog").objects.get()

    act(office, "meals_mergelog", "undo", log)

    log.refresh_from_db()
    pair.kept.refresh_from_db()
    assert log.undone_by.email == "catalogue_staff@example.org"
    assert pair.kept.current_version.protein_g == Decimal("9.5")


def test_nutritionists_decide_nothing(db: None, settings: Any, client: Client) -> None:
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(make_staff(Role.NUTRITIONIST))
    issue = make_issue(make_food("Pane"))

    page = reverse("admin:meals_qualityissue_changelist")
    form = {"action": "dismiss", "_selected_action": [str(issue.pk)]}

    assert client.post(page, form).status_code == 403
