"""Back-office: the diary. Health data: looked at by administrators only, changed by nobody."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

from apps.meals.admin.composition import composition_table
from apps.meals.models import Meal, MealItem
from apps.shared.admin import (
    FactsInline,
    FactsOfUsers,
    Figure,
    Table,
    confidence,
    front_page_panel,
    number,
)


class DeletedFilter(admin.SimpleListFilter):
    title = _("deleted")
    parameter_name = "deleted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("no")), ("yes", _("yes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        return queryset.filter(deleted_at__isnull=self.value() == "no")


class MealItemInline(FactsInline):
    model = MealItem
    verbose_name_plural = _("items")
    fields = (
        "food_name",
        "quantity_g",
        "said",
        "energy",
        "source",
        "trust",
        "deleted_at",
    )
    readonly_fields = ("said", "energy", "trust")

    @admin.display(description=_("as it was said"))
    def said(self, item: MealItem) -> str:
        return item.as_said

    @admin.display(description=_("energy (kcal)"))
    def energy(self, item: MealItem) -> str:
        return number(item.energy_kcal, 0)

    @admin.display(description=_("confidence"))
    def trust(self, item: MealItem) -> str:
        return confidence(item.confidence)


@admin.register(Meal)
class MealAdmin(FactsOfUsers):
    list_display = ("type", "user", "local_date", "eaten_at", "items", "energy", "logged_by")
    list_filter = (
        ("type", ChoicesDropdownFilter),
        ("logged_by", ChoicesDropdownFilter),
        ("local_date", RangeDateFilter),
        DeletedFilter,
    )
    ordering_of_one_user = ("-eaten_at", "-pk")
    day_field = "local_date"
    inlines = (MealItemInline,)
    fieldsets = (
        (None, {"fields": (("user", "type"), ("eaten_at", "timezone"), "local_date", "note")}),
        (
            _("Logging"),
            {"fields": (("logged_by", "created_at"), ("updated_at", "deleted_at"))},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Meal]:
        living = MealItem.objects.filter(meal=OuterRef("pk"), deleted_at__isnull=True)
        grouped = living.order_by().values("meal")
        meals: QuerySet[Meal] = super().get_queryset(request)
        return meals.annotate(
            items_counted=Coalesce(Subquery(grouped.annotate(n=Count("pk")).values("n")), 0),
            energy_sum=Subquery(grouped.annotate(kcal=Sum("energy_kcal")).values("kcal")),
        )

    @admin.display(description=_("items"))
    def items(self, meal: Any) -> str:
        return number(meal.items_counted)

    @admin.display(description=_("energy (kcal)"))
    def energy(self, meal: Any) -> str:
        return number(meal.energy_sum, 0)


@admin.register(MealItem)
class MealItemAdmin(FactsOfUsers):
    list_display = (
        "food_name",
        "user",
        "local_date",
        "mass",
        "said",
        "energy",
        "source",
        "trust",
        "deleted_at",
    )
    list_filter = (
        ("source", ChoicesDropdownFilter),
        ("local_date", RangeDateFilter),
        DeletedFilter,
    )
    ordering_of_one_user = ("-local_date", "-pk")
    day_field = "local_date"
    fieldsets = (
        (None, {"fields": (("user", "local_date"), ("meal", "food"), "food_name")}),
        (
            _("Amount"),
            {
                "fields": (
                    ("quantity_g", "precision_g"),
                    ("quantity", "unit"),
                    ("portion_name", "portion_count"),
                    "quantity_confidence",
                )
            },
        ),
        (
            _("Provenance"),
            {"fields": (("source", "licence"), ("version", "trust"))},
        ),
        (_("Dates"), {"fields": (("created_at", "updated_at"), "deleted_at")}),
    )
    readonly_fields = ("version", "trust")
    change_form_after_template = "admin/table_after.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[MealItem]:
        items: QuerySet[MealItem] = super().get_queryset(request)
        return items.select_related("user", "meal", "food", "food_version")

    def title_of(self, obj: MealItem) -> str:
        return f"{obj.food_name} · {super().title_of(obj)}"

    def related_table(self, obj: MealItem) -> tuple[Any, Table]:
        return _("Composition of the amount eaten, as it was known then"), composition_table(obj)

    @admin.display(description=_("quantity (g)"))
    def mass(self, item: MealItem) -> str:
        return f"{number(item.quantity_g)} ± {number(item.precision_g)}"

    @admin.display(description=_("as it was said"))
    def said(self, item: MealItem) -> str:
        return item.as_said

    @admin.display(description=_("energy (kcal)"))
    def energy(self, item: MealItem) -> str:
        return number(item.energy_kcal, 0)

    @admin.display(description=_("confidence"))
    def trust(self, item: MealItem) -> str:
        return confidence(item.confidence)

    @admin.display(description=_("food version"))
    def version(self, item: MealItem) -> str:
        return number(item.food_version.number)


@front_page_panel(_("Diary"), icon="restaurant", permission="meals.view_meal", place=1)
def diary_figures() -> list[Figure]:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    meals = Meal.objects.filter(created_at__gte=midnight, deleted_at__isnull=True)
    counts = meals.aggregate(meals=Count("pk"), people=Count("user", distinct=True))
    return [
        Figure(_("Meals logged today"), number(counts["meals"])),
        Figure(_("People who logged today"), number(counts["people"])),
    ]
