"""Writes of meal templates, and the meals logged from them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from apps.meals import selectors
from apps.meals.models import Meal, MealItem, MealTemplate, TemplateItem
from apps.meals.services.copies import serve
from apps.meals.services.diary import MealDraft, log_meal, repeated_meal
from apps.meals.services.own import create_own, delete_own, lock_own, said_of
from apps.meals.services.plates import ItemDraft, plates_of
from apps.shared.refusals import Invalid, NotFound

if TYPE_CHECKING:
    from apps.accounts.models import User


@dataclass(frozen=True)
class TemplateDraft:
    """A template as the phone sends it: its items, or the meal they are taken from."""

    id: UUID
    name: str
    type: str = ""
    items: list[ItemDraft] = field(default_factory=list)
    from_meal: UUID | None = None


def create_template(
    user: "User", draft: TemplateDraft, *, request_hash: bytes
) -> tuple[MealTemplate, bool]:
    """Store a template; repeatable like a meal. Raises Invalid for an unknown food or meal."""

    def write() -> None:
        meal = _meal_of(user, draft)
        template = MealTemplate(
            id=draft.id,
            user_id=user.pk,
            name=draft.name,
            type=draft.type or meal.type,
            request_hash=request_hash,
        )
        template.save(force_insert=True)
        _fill(template, meal.living_items)

    return create_own(
        user, selectors.meal_templates(user.pk), draft.id, request_hash=request_hash, write=write
    )


def _meal_of(user: "User", draft: TemplateDraft) -> Meal:
    if draft.from_meal is not None:
        try:
            return selectors.meal(user.pk, draft.from_meal)
        except NotFound as missing:
            raise Invalid(missing.code, missing.message, param="from_meal") from missing
    nowhere = Meal(user_id=user.pk, type=draft.type)
    nowhere.living_items = plates_of(nowhere, draft.items, b"")
    return nowhere


@transaction.atomic
def change_template(
    user: "User", draft: TemplateDraft, *, accept: Callable[[], None] = lambda: None
) -> MealTemplate:
    """Replace a template; meals logged from it stay as they are. Raises as ``create_template``."""
    templates = selectors.meal_templates(user.pk)
    template = lock_own(user, templates, draft.id, accept)
    meal = _meal_of(user, draft)
    template.name, template.type = draft.name, draft.type or meal.type
    template.save()
    template.items.all().delete()
    _fill(template, meal.living_items)
    return selectors.one_own(templates, draft.id)


@transaction.atomic
def delete_template(
    user: "User", template_id: UUID, *, at: datetime, accept: Callable[[], None] = lambda: None
) -> None:
    """Delete a template; doing it again changes nothing."""
    delete_own(user, selectors.meal_templates(user.pk), template_id, at=at, accept=accept)


def log_template(
    user: "User", template_id: UUID, draft: MealDraft, *, request_hash: bytes, at: datetime
) -> tuple[Meal, bool]:
    """Log the template's meal; ``draft`` says id and time. Repeatable, also when the template has
    changed since. Raises as ``log_meal``, NotFound or Gone for the template."""
    if Meal.objects.filter(pk=draft.id).exists():
        return repeated_meal(user.pk, draft.id, request_hash), False
    template = selectors.one_own(selectors.meal_templates(user.pk), template_id)

    def plates(meal: Meal) -> list[MealItem]:
        return serve(meal, template.listed_items, request_hash)

    draft = replace(draft, type=draft.type or template.type)
    return log_meal(user, draft, request_hash=request_hash, at=at, plates=plates)


def _fill(template: MealTemplate, plates: Sequence[MealItem]) -> None:
    TemplateItem.objects.bulk_create(
        TemplateItem(template=template, position=position, **said_of(plate))
        for position, plate in enumerate(plates)
    )
