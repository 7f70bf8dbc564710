"""Back-office: what users made for themselves. Looked at by administrators only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from apps.meals.admin.diary import DeletedFilter
from apps.meals.models import MealTemplate, OwnFood, Recipe, RecipeIngredient, Serving, TemplateItem
from apps.shared.admin import FactsInline, FactsOfUsers

DATES = (_("Dates"), {"fields": (("created_at", "updated_at"), "deleted_at")})


class ServingInline(FactsInline):
    fields = ("food", "quantity_g", "said")
    readonly_fields = ("said",)
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        servings: QuerySet[Any] = super().get_queryset(request)
        return servings.select_related("food")

    @admin.display(description=_("as it was said"))
    def said(self, serving: Serving) -> str:
        return serving.as_said


class IngredientInline(ServingInline):
    model = RecipeIngredient


class TemplateItemInline(ServingInline):
    model = TemplateItem


@admin.register(OwnFood)
class OwnFoodAdmin(FactsOfUsers):
    list_display = ("food", "user", "gtin", "proposal", "created_at", "deleted_at")
    list_filter = (DeletedFilter,)
    ordering = ("-pk",)
    fieldsets = ((None, {"fields": (("user", "food"), ("gtin", "proposal"))}), DATES)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OwnFood]:
        foods: QuerySet[OwnFood] = super().get_queryset(request)
        return foods.select_related("user", "food", "proposal")


@admin.register(Recipe)
class RecipeAdmin(FactsOfUsers):
    list_display = ("food", "user", "servings", "yield_factor", "created_at", "deleted_at")
    list_filter = (DeletedFilter,)
    ordering = ("-pk",)
    inlines = (IngredientInline,)
    fieldsets = (
        (None, {"fields": (("user", "food"), ("servings", "yield_factor"), "note")}),
        DATES,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recipe]:
        recipes: QuerySet[Recipe] = super().get_queryset(request)
        return recipes.select_related("user", "food")


@admin.register(MealTemplate)
class MealTemplateAdmin(FactsOfUsers):
    list_display = ("name", "user", "type", "created_at", "deleted_at")
    list_filter = (("type", ChoicesDropdownFilter), DeletedFilter)
    inlines = (TemplateItemInline,)
    fieldsets = ((None, {"fields": ("user", ("name", "type"))}), DATES)
