"""Back-office: foods, what is known of them, their portions and other names."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.exceptions import ValidationError
from django.db.models import Count, F, QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, FieldTextFilter
from unfold.decorators import action as page_action

from apps.meals import selectors, services
from apps.meals.admin.composition import comparison_table, composition_table, nutrient_name
from apps.meals.domain.barcodes import gtin_in
from apps.meals.models import Food, FoodAlias, FoodVersion, Portion
from apps.meals.models.provenance import SOURCE_CHOICES
from apps.shared.admin import (
    BackOffice,
    FactsInline,
    Figure,
    RowsInline,
    Table,
    badge,
    confidence,
    front_page_panel,
    number,
)
from apps.shared.nutrients import MACRO_CODES, NUTRIENTS
from apps.shared.provenance import Source
from apps.shared.refusals import Refusal

STATUS = badge(
    "status",
    _("status"),
    {"draft": "info", "published": "success", "flagged": "warning", "merged": "primary"},
)
WORD = re.compile(r"[^\W_]+", re.UNICODE)
MOST_WORDS = 10
# Regulation (EU) 1169/2011, Annex XV: the order of a label; what labels leave out comes last.
LABEL_ORDER = (
    "energy_kcal",
    "fat_g",
    "saturated_fat_g",
    "carbohydrate_g",
    "sugars_g",
    "fiber_g",
    "protein_g",
    "salt_g",
    "sodium_mg",
    "alcohol_g",
)
PARTS = (("saturated_fat_g", "fat_g"), ("sugars_g", "carbohydrate_g"))


def matching(foods: QuerySet[Food], text: str) -> QuerySet[Food]:
    """Foods of any status for what was typed, best first: a barcode; or words of name, brand and
    other names (Italian stems, the last one as a prefix); or, when no food has them all, the words
    of the catalogue that are most like them."""
    if gtin := gtin_in(text):
        return foods.filter(gtin=gtin)
    words = WORD.findall(text.lower())[:MOST_WORDS]
    if not words:
        return foods.none()
    found = _with_words(foods, [*words[:-1], f"{words[-1]}:*"])
    if found.exists():
        return found
    nearest = selectors.nearest_words(words)
    return _with_words(foods, [f"({' | '.join([word, *nearest.get(word, [])])})" for word in words])


def _with_words(foods: QuerySet[Food], words: list[str]) -> QuerySet[Food]:
    query = SearchQuery(" & ".join(words), config="nutrifit_it", search_type="raw")
    rank = SearchRank(F("search_vector"), query, normalization=1)
    return foods.filter(search_vector=query).order_by(rank.desc(), Length("name"), "pk")


class SourceFilter(admin.SimpleListFilter):
    """By the source of what is known now."""

    title = _("source")
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(SOURCE_CHOICES)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(current_version__source=value) if value else queryset


class VersionInline(FactsInline):
    model = FoodVersion
    fk_name = "food"
    verbose_name_plural = _("versions")
    fields = ("number", "per", "energy", "source", "licence", "trust", "fetched_at", "opened")
    readonly_fields = ("energy", "trust", "opened")
    ordering = ("-number",)
    per_page = 20
    show_change_link = False

    @admin.display(description=_("energy (kcal)"))
    def energy(self, version: FoodVersion) -> str:
        return number(version.energy_kcal, 0)

    @admin.display(description=_("confidence"))
    def trust(self, version: FoodVersion) -> str:
        return confidence(version.confidence)

    @admin.display(description=_("details"))
    def opened(self, version: FoodVersion) -> str:
        link = reverse("admin:meals_foodversion_change", args=[version.pk])
        return format_html('<a href="{}" class="text-primary-600">{}</a>', link, _("open"))


class PortionInline(RowsInline):
    model = Portion
    fields = ("name", "name_en", "mass_g", "source")
    readonly_fields = ("source",)
    ordering = ("mass_g", "name")


class AliasInline(RowsInline):
    model = FoodAlias
    fields = ("name", "locale")
    ordering = ("name",)


class FoodForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Food
        fields = ()

    def clean_gtin(self) -> str | None:
        """A barcode as it is printed; one that is wrong is left to the constraint."""
        text: str | None = self.cleaned_data["gtin"]
        return (gtin_in(text) or text) if text else None


@admin.register(Food)
class FoodAdmin(BackOffice):
    form = FoodForm
    list_display = ("name", "brand", "category", STATUS, "source", "energy", "trust", "gtin")
    list_display_links = ("name",)
    list_select_related = ("current_version",)
    list_filter = (
        ("status", ChoicesDropdownFilter),
        SourceFilter,
        "is_generic",
        "is_italian",
        ("category", FieldTextFilter),
    )
    search_fields = ("name",)
    search_help_text = _("Name, brand, other names or barcode")
    ordering = ("name", "pk")
    sortable_by = ()
    autocomplete_fields = ("merged_into",)
    inlines = (VersionInline, PortionInline, AliasInline)
    fieldsets = (
        (None, {"fields": (("name", "name_en"), ("brand", "category"), "gtin")}),
        (
            _("Nature"),
            {"fields": ("is_generic", ("is_italian", "is_artisanal"), "density_g_per_ml")},
        ),
        (_("State"), {"fields": (("status", "merged_into"),)}),
    )
    change_form_after_template = "admin/table_after.html"
    actions_detail = ("new_version",)
    actions_submit_line = ("adopt",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Food], search_term: str
    ) -> tuple[QuerySet[Food], bool]:
        text = search_term.strip()
        return (matching(queryset, text) if text else queryset), False

    def get_inlines(self, request: HttpRequest, obj: Food | None) -> Any:
        return self.inlines if obj is not None else (PortionInline, AliasInline)

    def related_table(self, obj: Food) -> tuple[Any, Table] | None:
        version = obj.current_version
        if version is None:
            return _("Composition: not known yet"), {"headers": [], "rows": []}
        title = _("Composition per %(per)s") % {"per": version.get_per_display()}
        return title, composition_table(version)

    def further_tables(self, obj: Food) -> list[tuple[Any, Table]]:
        """What all sources say, where there are several."""
        if obj.current_version is None:
            return []
        compared = selectors.compared(obj)
        if len({one.version.source for one in compared.sources}) < 2:
            return []
        return [(_("What the sources say"), comparison_table(compared))]

    def save_model(self, request: HttpRequest, obj: Food, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        services.check_foods([obj.pk])

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """A portion typed here is ours from now on, whoever stated it before."""
        if formset.model is Portion:
            for portion in formset.save(commit=False):
                portion.source = Source.MANUAL.value
        super().save_formset(request, form, formset, change)
        if formset.model is FoodAlias:
            services.refresh_other_names(form.instance.pk)

    @admin.display(description=_("source"))
    def source(self, food: Food) -> str:
        return str(food.current_version.get_source_display()) if food.current_version else "–"

    @admin.display(description=_("energy (kcal)"))
    def energy(self, food: Food) -> str:
        return number(food.current_version.energy_kcal, 0) if food.current_version else "–"

    @admin.display(description=_("confidence"))
    def trust(self, food: Food) -> str:
        return confidence(food.current_version.confidence) if food.current_version else "–"

    def has_add_version_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Named by method: given by codename, Unfold would ask the database for it at each start,
        before the first migration too."""
        return request.user.has_perm("meals.add_foodversion")

    def new_version(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect(f"{reverse('admin:meals_foodversion_add')}?food={object_id}")

    new_version = page_action(
        description=_("New version from a label"),
        permissions=["add_version"],
        icon="edit_note",
    )(new_version)

    def has_adopt_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        may = self.has_add_version_permission(request)
        return may and selectors.has_several_sources(object_id)

    def adopt(self, request: HttpRequest, obj: Food) -> None:
        try:
            services.adopt_resolved(food_id=obj.pk, at=timezone.now())
        except Refusal as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
            return
        self.audit(request, [obj], "logs the mean of its sources")
        self.message_user(request, gettext("The mean of all sources is logged from now on."))

    adopt = page_action(
        description=_("Log the mean of all sources"), permissions=["adopt"], icon="merge"
    )(adopt)


class LabelForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a label says, in the order of a label."""

    class Meta:
        model = FoodVersion
        fields = ("food", "per", *LABEL_ORDER)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LABEL_ORDER:
            if code in self.fields:
                nutrient = NUTRIENTS[code]
                self.fields[code].label = f"{nutrient_name(nutrient)} ({nutrient.unit})"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        amounts = self.amounts
        if not any(value is not None for value in amounts.values()):
            raise ValidationError(_("Give at least one amount."))
        for part, whole in PARTS:
            inner, outer = amounts[part], amounts[whole]
            if inner is not None and outer is not None and inner > outer:
                self.add_error(part, _("A part cannot be more than the whole."))
        return cleaned

    @property
    def amounts(self) -> dict[str, Decimal | None]:
        return {code: self.cleaned_data.get(code) for code in MACRO_CODES}


@admin.register(FoodVersion)
class FoodVersionAdmin(BackOffice):
    """Versions are never changed; one typed by staff supersedes the one before."""

    form = LabelForm
    list_display = ("food", "number", "per", "energy", "source", "trust", "fetched_at")
    list_filter = (("source", ChoicesDropdownFilter), ("per", ChoicesDropdownFilter))
    list_select_related = ("food",)
    search_fields = ("food__name",)
    search_help_text = _("Name, brand, other names or barcode")
    ordering = ("-pk",)
    sortable_by = ()
    autocomplete_fields = ("food",)
    add_fieldsets = (
        (None, {"fields": (("food", "per"),)}),
        (
            _("As on the label; leave empty what it does not say"),
            {"fields": [LABEL_ORDER[i : i + 2] for i in range(0, len(LABEL_ORDER), 2)]},
        ),
    )
    fieldsets = (
        (None, {"fields": ("food", ("number", "per"))}),
        (
            _("Provenance"),
            {"fields": (("source", "source_id"), ("licence", "trust"), "completeness")},
        ),
        (_("Dates"), {"fields": (("fetched_at", "created_at"),)}),
    )
    readonly_fields = ("trust",)
    change_form_after_template = "admin/table_after.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[FoodVersion]:
        versions: QuerySet[FoodVersion] = super().get_queryset(request)
        return versions.filter(food__owner__isnull=True).select_related("food")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[FoodVersion], search_term: str
    ) -> tuple[QuerySet[FoodVersion], bool]:
        text = search_term.strip()
        if not text:
            return queryset, False
        foods = matching(Food.objects.all(), text).order_by()
        return queryset.filter(food__in=foods.values("pk")), False

    def title_of(self, obj: FoodVersion) -> str:
        return f"{obj.food} · {_('version')} {obj.number}"

    def related_table(self, obj: FoodVersion) -> tuple[Any, Table]:
        title = _("Composition per %(per)s") % {"per": obj.get_per_display()}
        return title, composition_table(obj)

    @admin.display(description=_("confidence"))
    def trust(self, version: FoodVersion) -> str:
        return confidence(version.confidence)

    @admin.display(description=_("energy (kcal)"))
    def energy(self, version: FoodVersion) -> str:
        return number(version.energy_kcal, 0)

    def save_model(self, request: HttpRequest, obj: FoodVersion, form: Any, change: bool) -> None:
        stored = services.add_manual_version(obj.food_id, form.amounts, obj.per)
        obj.__dict__.update(stored.__dict__)


@admin.register(Portion)
class PortionAdmin(BackOffice):
    list_display = ("food", "name", "mass_g", "source")
    list_filter = (("source", ChoicesDropdownFilter),)
    list_select_related = ("food",)
    search_fields = ("name",)
    ordering = ("-pk",)
    sortable_by = ()
    autocomplete_fields = ("food",)
    fields = ("food", ("name", "name_en"), "mass_g", "source")
    readonly_fields = ("source",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Portion]:
        portions: QuerySet[Portion] = super().get_queryset(request)
        return portions.filter(food__owner__isnull=True).select_related("food")

    def save_model(self, request: HttpRequest, obj: Portion, form: Any, change: bool) -> None:
        obj.source = Source.MANUAL.value
        super().save_model(request, obj, form, change)


@front_page_panel(_("Catalogue"), icon="grocery", permission="meals.view_food", place=2)
def catalogue_figures() -> list[Figure]:
    """Foods by the source of what is known of them now, and those somebody should look at."""
    by_source = dict(
        FoodVersion.objects.filter(current_of__isnull=False, current_of__owner__isnull=True)
        .order_by()
        .values_list("source")
        .annotate(Count("pk"))
    )
    page = reverse("admin:meals_food_changelist")
    flagged = Food.objects.filter(status=Food.Status.FLAGGED).count()
    figures = [
        Figure(name, number(by_source[source]), link=f"{page}?source={source}")
        for source, name in SOURCE_CHOICES
        if source in by_source
    ]
    return [
        Figure(_("Known foods"), number(sum(by_source.values())), link=page),
        *figures,
        Figure(_("Flagged"), number(flagged), link=f"{page}?status__exact=flagged"),
    ]
