"""Copies of meals and days, and batches, over HTTP."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from apps.meals import selectors, services
from apps.meals.api import serializers as wire
from apps.meals.api.views.diary import item_fields, meal_draft, present_meal
from apps.meals.api.views.own import again_draft
from apps.meals.models import Meal
from apps.shared.api.dates import DAY, parse_day
from apps.shared.api.entity_tags import canonical_hash, require_tag
from apps.shared.api.problem import document_of
from apps.shared.api.schema import LOCATION
from apps.shared.api.viewsets import BaseViewSet
from apps.shared.refusals import Refusal


class MealCopyViewSet(BaseViewSet):
    queryset = Meal.objects.none()
    capability = "diary.own"

    @extend_schema(
        summary="Copy a meal",
        parameters=[LOCATION],
        request=wire.MealCopyInput,
        responses={201: wire.MealOutput, 200: wire.MealOutput},
    )
    def create(self, request: Request, pk: UUID) -> Response:
        """Log a meal again: the same grams, nutrients from the foods as they are now. 201 when
        new, 200 when it was already stored."""
        given = self.validated(wire.MealCopyInput)
        meal, created = services.copy_meal(
            self.user,
            pk,
            again_draft(given, self.user.timezone),
            request_hash=canonical_hash([str(pk), request.data]),
            at=timezone.now(),
        )
        location = f"/api/v1/meals/{meal.pk}"
        return self.answer(present_meal(meal), 201 if created else 200, location=location)


class DayCopyViewSet(BaseViewSet):
    queryset = Meal.objects.none()
    capability = "diary.own"

    @extend_schema(
        summary="Copy a day",
        parameters=[DAY],
        request=wire.DayCopyInput,
        responses={201: wire.DayCopyOutput, 200: wire.DayCopyOutput},
    )
    def create(self, request: Request, date: str) -> Response:
        """Log the meals of a day again on another, at the same times; all of them or none. 201
        when new, 200 when they were already stored."""
        day, given = parse_day(date), self.validated(wire.DayCopyInput)
        meals, created = services.copy_day(
            self.user,
            day,
            copied_by=given["id"],
            to=given["to_date"],
            only=given.get("meal_ids", ()),
            request_hash=canonical_hash([day.isoformat(), request.data]),
            at=timezone.now(),
        )
        shown = {"meals": [present_meal(meal) for meal in meals]}
        return self.answer(shown, 201 if created else 200)


class MealBatchViewSet(BaseViewSet):
    queryset = Meal.objects.none()
    capability = "diary.own"

    @extend_schema(
        summary="Many writes to the diary at once",
        request=wire.BatchInput,
        responses={200: wire.BatchOutput},
    )
    def create(self, request: Request) -> Response:
        """Run up to 100 operations in order, each with its own status and, where refused, its own
        problem; a refused one changes nothing and stops no other. Sending a batch again is safe.

        `create_meal` (body as for logging a meal), `change_meal` (meal_id, body), `delete_meal`
        (meal_id), `add_item` (meal_id, body), `change_item` and `delete_item` (meal_id, item_id,
        body). `if_match` is what the header would be.
        """
        given = self.validated(wire.BatchInput)["operations"]
        diary = _Diary(self.user, timezone.now())
        results = services.run_batch(
            self.user,
            [partial(diary.perform, operation) for operation in given],
            refusals=(Refusal, ValidationError),
        )
        return self.answer({"results": [_result(one) for one in results]})


Answer = tuple[int, dict[str, Any] | None]


class _Diary:
    """The operations of a batch, each as its single request would be."""

    def __init__(self, user: Any, at: Any) -> None:
        self.user, self.at = user, at

    def perform(self, operation: dict[str, Any]) -> Answer:
        given = _checked(wire.OperationInput, operation)
        act = OPERATIONS.get(given["op"])
        if act is None:
            message = _("There is no such operation.")
            raise ValidationError({"op": [ErrorDetail(message, "invalid_choice")]})
        names, perform = act
        if missing := [name for name in names if name not in given]:
            required = ErrorDetail(_("This field is required."), "required")
            raise ValidationError({name: [required] for name in missing})
        return perform(self, given)

    def create_meal(self, given: dict[str, Any]) -> Answer:
        draft = meal_draft(_checked(wire.MealInput, given["body"]), self.user.timezone)
        digest = canonical_hash(given["body"])
        meal, created = services.log_meal(self.user, draft, request_hash=digest, at=self.at)
        return 201 if created else 200, present_meal(meal)

    def change_meal(self, given: dict[str, Any]) -> Answer:
        changes, meal_id = _checked(wire.MealChange, given["body"]), given["meal_id"]
        accept = self._accept_meal(given)
        services.change_meal(self.user, meal_id, changes, at=self.at, accept=accept)
        return 200, present_meal(selectors.meal(self.user.pk, meal_id))

    def delete_meal(self, given: dict[str, Any]) -> Answer:
        accept = self._accept_meal(given)
        services.delete_meal(self.user, given["meal_id"], at=self.at, accept=accept)
        return 204, None

    def add_item(self, given: dict[str, Any]) -> Answer:
        draft = services.ItemDraft(**item_fields(_checked(wire.ItemInput, given["body"])))
        digest = canonical_hash(given["body"])
        item, created = services.add_item(self.user, given["meal_id"], draft, request_hash=digest)
        return 201 if created else 200, wire.ItemOutput.present(item)

    def change_item(self, given: dict[str, Any]) -> Answer:
        said = item_fields(_checked(wire.ItemQuantityInput, given["body"]))
        draft = services.ItemDraft(id=given["item_id"], **said)
        accept = self._accept_item(given)
        item = services.change_item(
            self.user, given["meal_id"], given["item_id"], draft, accept=accept
        )
        return 200, wire.ItemOutput.present(item)

    def delete_item(self, given: dict[str, Any]) -> Answer:
        accept = self._accept_item(given)
        services.delete_item(
            self.user, given["meal_id"], given["item_id"], at=self.at, accept=accept
        )
        return 204, None

    def _accept_meal(self, given: dict[str, Any]) -> Callable[[], None]:
        def check() -> None:
            if tag := given.get("if_match"):
                require_tag(tag, present_meal(selectors.meal(self.user.pk, given["meal_id"])))

        return check

    def _accept_item(self, given: dict[str, Any]) -> Callable[[], None]:
        def check() -> None:
            if tag := given.get("if_match"):
                item = selectors.item(self.user.pk, given["meal_id"], given["item_id"])
                require_tag(tag, wire.ItemOutput.present(item))

        return check


OPERATIONS: dict[str, tuple[tuple[str, ...], Callable[[_Diary, dict[str, Any]], Answer]]] = {
    "create_meal": (("body",), _Diary.create_meal),
    "change_meal": (("meal_id", "body"), _Diary.change_meal),
    "delete_meal": (("meal_id",), _Diary.delete_meal),
    "add_item": (("meal_id", "body"), _Diary.add_item),
    "change_item": (("meal_id", "item_id", "body"), _Diary.change_item),
    "delete_item": (("meal_id", "item_id"), _Diary.delete_item),
}


def _checked(serializer: type[Serializer[Any]], data: Any) -> dict[str, Any]:
    given = serializer(data=data)
    given.is_valid(raise_exception=True)
    values: dict[str, Any] = given.validated_data
    return values


def _result(done: Answer | Exception) -> dict[str, Any]:
    if isinstance(done, Exception):
        problem = document_of(done)
        return {"status": problem["status"], "body": None, "problem": problem}
    status, body = done
    return {"status": status, "body": body, "problem": None}
