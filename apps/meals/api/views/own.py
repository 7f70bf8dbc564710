"""Own foods, recipes and meal templates over HTTP."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from uuid_utils.compat import uuid7

from apps.meals import selectors, services
from apps.meals.api import serializers as wire
from apps.meals.api.views.diary import item_fields, present_meal
from apps.meals.models import Meal, MealTemplate, OwnFood, Recipe
from apps.shared.api.entity_tags import canonical_hash, require_match
from apps.shared.api.schema import LOCATION
from apps.shared.api.serializers import OutputSerializer
from apps.shared.api.viewsets import OwnedViewSet


class OwnThingViewSet(OwnedViewSet):
    """What the viewsets of own things share; each says how its things are read and shown."""

    capability = "diary.own"
    output: ClassVar[type[OutputSerializer]]

    def things(self) -> QuerySet[Any]:
        raise NotImplementedError

    def pages(self) -> Response:
        page = self.paginate_queryset(selectors.living(self.things())) or []
        return self.get_paginated_response(self.output.present_all(page))

    def one(self, pk: UUID) -> Response:
        return self.present(selectors.one_own(self.things(), pk))

    def present(self, thing: Any, created: bool = False) -> Response:
        location = f"{self.request.path}/{thing.pk}" if created else None
        return self.answer(self.output.present(thing), 201 if created else 200, location=location)

    def matching(self, request: Request, pk: UUID) -> Callable[[], None]:
        """The check of ``If-Match``, for the service to make under its lock."""

        def check() -> None:
            if "If-Match" in request.headers:
                current = selectors.one_own(self.things(), pk)
                require_match(request, self.output.present(current))

        return check


class OwnFoodViewSet(OwnThingViewSet):
    queryset = OwnFood.objects.none()
    output = wire.OwnFoodOutput

    def things(self) -> QuerySet[OwnFood]:
        return selectors.own_foods(self.user.pk)

    @extend_schema(summary="List own foods", responses=wire.OwnFoodOutput(many=True))
    def list(self, request: Request) -> Response:
        """Foods the user described, newest first."""
        return self.pages()

    @extend_schema(summary="One own food", responses=wire.OwnFoodOutput)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """A food the user described, with everything known of it."""
        return self.one(pk)

    @extend_schema(
        summary="Describe a food",
        parameters=[LOCATION],
        request=wire.OwnFoodInput,
        responses={201: wire.OwnFoodOutput, 200: wire.OwnFoodOutput},
    )
    def create(self, request: Request) -> Response:
        """Store a food only its user finds. 201 when new, 200 when it was already stored."""
        draft = _own_food_draft(self.validated(wire.OwnFoodInput))
        digest = canonical_hash(request.data)
        made = services.create_own_food(self.user, draft, request_hash=digest, at=timezone.now())
        return self.present(*made)

    @extend_schema(
        summary="Replace an own food", request=wire.OwnFoodChange, responses=wire.OwnFoodOutput
    )
    def update(self, request: Request, pk: UUID) -> Response:
        """Describe the food anew; what was logged of it keeps its values."""
        draft = _own_food_draft({"id": pk, **self.validated(wire.OwnFoodChange)})
        accept = self.matching(request, pk)
        return self.present(
            services.change_own_food(self.user, draft, at=timezone.now(), accept=accept)
        )

    @extend_schema(summary="Delete an own food", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete a food; what was logged of it stays."""
        accept = self.matching(request, pk)
        services.delete_own_food(self.user, pk, at=timezone.now(), accept=accept)
        return Response(status=204)

    @extend_schema(
        summary="Propose an own food to the catalogue",
        request=None,
        responses={200: wire.OwnFoodOutput},
    )
    @action(detail=True, methods=["post"])
    def propose(self, request: Request, pk: UUID) -> Response:
        """Give the catalogue's staff a draft of this food to look at; once, however often."""
        return self.present(services.propose_own_food(self.user, pk, at=timezone.now()))


class RecipeViewSet(OwnThingViewSet):
    queryset = Recipe.objects.none()
    output = wire.RecipeOutput

    def things(self) -> QuerySet[Recipe]:
        return selectors.recipes(self.user.pk)

    @extend_schema(summary="List recipes", responses=wire.RecipeOutput(many=True))
    def list(self, request: Request) -> Response:
        """The user's recipes, newest first."""
        return self.pages()

    @extend_schema(summary="One recipe", responses=wire.RecipeOutput)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """A recipe with its ingredients and the food it makes."""
        return self.one(pk)

    @extend_schema(
        summary="Write down a recipe",
        parameters=[LOCATION],
        request=wire.RecipeInput,
        responses={201: wire.RecipeOutput, 200: wire.RecipeOutput},
    )
    def create(self, request: Request) -> Response:
        """Store a recipe and the food it makes, which has the same id and is logged like any
        other. 201 when new, 200 when it was already stored."""
        draft = _recipe_draft(self.validated(wire.RecipeInput))
        digest = canonical_hash(request.data)
        made = services.create_recipe(self.user, draft, request_hash=digest, at=timezone.now())
        return self.present(*made)

    @extend_schema(
        summary="Replace a recipe", request=wire.RecipeChange, responses=wire.RecipeOutput
    )
    def update(self, request: Request, pk: UUID) -> Response:
        """Replace a recipe as a whole; what was logged of it keeps its values."""
        draft = _recipe_draft({"id": pk, **self.validated(wire.RecipeChange)})
        accept = self.matching(request, pk)
        return self.present(
            services.change_recipe(self.user, draft, at=timezone.now(), accept=accept)
        )

    @extend_schema(summary="Delete a recipe", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete a recipe; what was logged of it stays."""
        accept = self.matching(request, pk)
        services.delete_recipe(self.user, pk, at=timezone.now(), accept=accept)
        return Response(status=204)


class MealTemplateViewSet(OwnThingViewSet):
    queryset = MealTemplate.objects.none()
    output = wire.MealTemplateOutput

    def things(self) -> QuerySet[MealTemplate]:
        return selectors.meal_templates(self.user.pk)

    @extend_schema(summary="List meal templates", responses=wire.MealTemplateOutput(many=True))
    def list(self, request: Request) -> Response:
        """The user's meal templates, newest first."""
        return self.pages()

    @extend_schema(summary="One meal template", responses=wire.MealTemplateOutput)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """A meal template with its items."""
        return self.one(pk)

    @extend_schema(
        summary="Make a meal template",
        parameters=[LOCATION],
        request=wire.MealTemplateInput,
        responses={201: wire.MealTemplateOutput, 200: wire.MealTemplateOutput},
    )
    def create(self, request: Request) -> Response:
        """Store a template, by hand or from a meal. 201 when new, 200 when already stored."""
        draft = _template_draft(self.validated(wire.MealTemplateInput))
        digest = canonical_hash(request.data)
        return self.present(*services.create_template(self.user, draft, request_hash=digest))

    @extend_schema(
        summary="Replace a meal template",
        request=wire.MealTemplateChange,
        responses=wire.MealTemplateOutput,
    )
    def update(self, request: Request, pk: UUID) -> Response:
        """Replace a template as a whole; meals logged from it stay as they are."""
        draft = _template_draft({"id": pk, **self.validated(wire.MealTemplateChange)})
        accept = self.matching(request, pk)
        return self.present(services.change_template(self.user, draft, accept=accept))

    @extend_schema(summary="Delete a meal template", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete a template; meals logged from it stay."""
        accept = self.matching(request, pk)
        services.delete_template(self.user, pk, at=timezone.now(), accept=accept)
        return Response(status=204)

    @extend_schema(
        summary="Log a meal from a template",
        parameters=[LOCATION],
        request=wire.MealAgainInput,
        responses={201: wire.MealOutput, 200: wire.MealOutput},
    )
    @action(detail=True, methods=["post"])
    def log(self, request: Request, pk: UUID) -> Response:
        """Log the template's meal, from what is known of its foods now. 201 when new, 200 when it
        was already stored."""
        given = self.validated(wire.MealAgainInput)
        meal, created = services.log_template(
            self.user,
            pk,
            again_draft(given, self.user.timezone),
            request_hash=canonical_hash([str(pk), request.data]),
            at=timezone.now(),
        )
        location = f"/api/v1/meals/{meal.pk}"
        return self.answer(present_meal(meal), 201 if created else 200, location=location)


def again_draft(given: dict[str, Any], default_zone: str) -> services.MealDraft:
    """A meal eaten again; what is not said is left empty, to be taken from what is copied."""
    said = {"timezone": default_zone, "type": "", "note": "", **given}
    return services.MealDraft(logged_by=Meal.LoggedBy.COPY.value, **said)


def _item_drafts(given: list[dict[str, Any]]) -> list[services.ItemDraft]:
    return [services.ItemDraft(id=uuid7(), **item_fields(item)) for item in given]


def _own_food_draft(given: dict[str, Any]) -> services.OwnFoodDraft:
    portion = given.pop("portion", {"name": "", "mass_g": None})
    return services.OwnFoodDraft(
        **item_fields(given), portion_name=portion["name"], portion_g=portion["mass_g"]
    )


def _recipe_draft(given: dict[str, Any]) -> services.RecipeDraft:
    ingredients = _item_drafts(given.pop("ingredients"))
    return services.RecipeDraft(**given, ingredients=ingredients)


def _template_draft(given: dict[str, Any]) -> services.TemplateDraft:
    return services.TemplateDraft(**given | {"items": _item_drafts(given.get("items", []))})
