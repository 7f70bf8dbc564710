"""Back-office: foods that may be one, merging them value by value, and undoing it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.widgets import UnfoldAdminRadioSelectWidget

from apps.meals import services
from apps.meals.admin.composition import SOURCE_NAMES, nutrient_name
from apps.meals.models import Food, FoodVersion, MergeLog, MergeProposal
from apps.shared.admin import BackOffice, Facts, Table, badge, confidence, number
from apps.shared.nutrients import NUTRIENTS
from apps.shared.refusals import Refusal

STATUS = badge("status", _("status"), {"open": "warning", "merged": "success", "dismissed": "info"})
WAIT, MERGE, DISMISS = "wait", "merge", "dismiss"
KEPT, DUPLICATE = "kept", "duplicate"
CHOICE = "value_"


def stated(food: Food, code: str) -> Any:
    version = food.current_version
    return version.nutrients.amounts.get(code) if version is not None else None


def differing(kept: Food, duplicate: Food) -> list[str]:
    """The nutrients the duplicate states otherwise than the food that would be kept."""
    return [
        code
        for code in NUTRIENTS
        if stated(duplicate, code) is not None and stated(duplicate, code) != stated(kept, code)
    ]


class MergeForm(forms.ModelForm):  # type: ignore[type-arg]
    """What to do with a pair; of each nutrient that differs, whose value counts."""

    decision = forms.ChoiceField(
        label=_("decision"),
        choices=[
            (WAIT, _("decide later")),
            (MERGE, _("merge: the duplicate leads to the kept food")),
            (DISMISS, _("different foods")),
        ],
        initial=WAIT,
        widget=UnfoldAdminRadioSelectWidget,
    )

    codes: list[str] = []

    class Meta:
        model = MergeProposal
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept, duplicate = gettext("kept food"), gettext("duplicate")
        for code in self.codes:
            field = self.fields.get(f"{CHOICE}{code}")
            if field is not None:
                field.choices = [  # type: ignore[attr-defined]
                    (KEPT, f"{kept}: {_amount(self.instance.kept, code)}"),
                    (DUPLICATE, f"{duplicate}: {_amount(self.instance.duplicate, code)}"),
                ]

    @property
    def taken(self) -> list[str]:
        return [
            name.removeprefix(CHOICE)
            for name, value in self.cleaned_data.items()
            if name.startswith(CHOICE) and value == DUPLICATE
        ]


def form_for(proposal: MergeProposal) -> type[MergeForm]:
    """The form with a choice for each nutrient that differs."""
    codes = differing(proposal.kept, proposal.duplicate)
    fields: dict[str, Any] = {
        f"{CHOICE}{code}": forms.ChoiceField(
            label=nutrient_name(NUTRIENTS[code]),
            choices=[(KEPT, KEPT), (DUPLICATE, DUPLICATE)],
            initial=KEPT,
            widget=UnfoldAdminRadioSelectWidget,
        )
        for code in codes
    }
    return type("MergeFormOfPair", (MergeForm,), fields | {"codes": codes})


def _amount(food: Food, code: str) -> str:
    amount = stated(food, code)
    if amount is None:
        return gettext("not known")
    return gettext("traces") if amount.trace else f"{number(amount.value)} {NUTRIENTS[code].unit}"


@admin.register(MergeProposal)
class MergeProposalAdmin(BackOffice):
    list_display = ("kept", "duplicate", "reason", "likeness", STATUS)
    list_display_links = ("kept", "duplicate")
    list_select_related = ("kept", "duplicate")
    list_filter = (("status", ChoicesDropdownFilter), ("reason", ChoicesDropdownFilter))
    ordering = ("-score", "-pk")
    sortable_by = ()
    autocomplete_fields = ("kept", "duplicate")
    actions = ("dismiss",)
    change_form_after_template = "admin/table_after.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[MergeProposal]:
        proposals: QuerySet[MergeProposal] = super().get_queryset(request)
        return proposals.select_related("kept__current_version", "duplicate__current_version")

    def has_curate_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.has_capability("catalogue.edit")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        if obj is None or not self._decidable(request, obj):
            return super().get_form(request, obj, **options)
        return super().get_form(request, obj, **{**options, "form": form_for(obj)})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": ("kept", "duplicate")})]
        about = (None, {"fields": (("kept", "duplicate"), ("reason", "likeness"), "status")})
        if not self._decidable(request, obj):
            return [about]
        values = tuple(f"{CHOICE}{code}" for code in differing(obj.kept, obj.duplicate))
        decide = (_("Decision"), {"fields": ("decision",)})
        return [about, decide, *([(_("Whose value counts"), {"fields": values})] if values else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("kept", "duplicate", "reason", "likeness", "status") if obj is not None else ()

    def _decidable(self, request: HttpRequest, obj: MergeProposal) -> bool:
        return obj.status == MergeProposal.Status.OPEN and self.has_change_permission(request, obj)

    def title_of(self, obj: MergeProposal) -> str:
        return f"{obj.duplicate} → {obj.kept}"

    def related_table(self, obj: MergeProposal) -> tuple[Any, Table]:
        foods = (obj.kept, obj.duplicate)
        codes = [code for code in NUTRIENTS if any(stated(food, code) for food in foods)]
        rows: list[list[Any]] = [
            [label, *(read(food) for food in foods)] for label, read in _described()
        ]
        rows += [
            [nutrient_name(NUTRIENTS[code]), *(_amount(food, code) for food in foods)]
            for code in codes
        ]
        headers = [gettext("value"), gettext("kept food"), gettext("duplicate")]
        return gettext("Side by side"), {"headers": headers, "rows": rows}

    @admin.display(description=_("likeness"))
    def likeness(self, proposal: MergeProposal) -> str:
        return number(proposal.score, 2)

    def save_model(self, request: HttpRequest, obj: MergeProposal, form: Any, change: bool) -> None:
        if not change:
            super().save_model(request, obj, form, change)
        elif form.cleaned_data["decision"] == DISMISS:
            self._dismiss(request, [obj])
        elif form.cleaned_data["decision"] == MERGE:
            self._merge(request, obj, form.taken)

    def _merge(self, request: HttpRequest, obj: MergeProposal, taken: list[str]) -> None:
        by: Any = request.user
        pair = {"kept_id": obj.kept_id, "duplicate_id": obj.duplicate_id}
        try:
            services.merge_foods(**pair, taken=taken, by=by, at=timezone.now())
        except Refusal as refusal:
            self.message_user(request, refusal.message, messages.ERROR)

    @admin.action(description=_("Different foods"), permissions=["curate"])
    def dismiss(self, request: HttpRequest, queryset: QuerySet[MergeProposal]) -> None:
        self._dismiss(request, list(queryset))

    def _dismiss(self, request: HttpRequest, chosen: list[MergeProposal]) -> None:
        by: Any = request.user
        ids = [proposal.pk for proposal in chosen]
        count = services.dismiss_proposals(proposal_ids=ids, by=by, at=timezone.now())
        self.audit(request, chosen, "dismissed")
        text = ngettext("%(n)d pair kept apart.", "%(n)d pairs kept apart.", count)
        self.message_user(request, text % {"n": count}, messages.SUCCESS)


def _described() -> list[tuple[str, Any]]:
    """What tells two foods apart beside their nutrients."""

    def of_version(read: Any) -> Any:
        return lambda food: read(food.current_version) if food.current_version else "–"

    def source_of(version: FoodVersion) -> str:
        return str(SOURCE_NAMES[version.source])

    return [
        (gettext("name"), lambda food: food.name),
        (gettext("brand"), lambda food: food.brand or "–"),
        (gettext("barcode (GTIN-14)"), lambda food: food.gtin or "–"),
        (gettext("source"), of_version(source_of)),
        (gettext("per"), of_version(lambda version: version.get_per_display())),
        (gettext("confidence"), of_version(lambda version: confidence(version.confidence))),
    ]


@admin.register(MergeLog)
class MergeLogAdmin(Facts):
    list_display = ("duplicate", "kept", "merged_by", "merged_at", "undone_at")
    list_select_related = ("duplicate", "kept", "merged_by")
    ordering = ("-pk",)
    sortable_by = ()
    fieldsets = (
        (None, {"fields": (("kept", "duplicate"), "taken")}),
        (_("Versions"), {"fields": (("version_before", "version_after"),)}),
        (_("Course"), {"fields": (("merged_by", "merged_at"), ("undone_by", "undone_at"))}),
    )
    actions = ("undo",)

    def has_curate_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.has_capability("catalogue.edit")

    def get_queryset(self, request: HttpRequest) -> QuerySet[MergeLog]:
        merges: QuerySet[MergeLog] = super().get_queryset(request)
        versions = ("version_before__food", "version_after__food")
        return merges.select_related("kept", "duplicate", "merged_by", "undone_by", *versions)

    @admin.action(description=_("Undo"), permissions=["curate"])
    def undo(self, request: HttpRequest, queryset: QuerySet[MergeLog]) -> None:
        by: Any = request.user
        undone = []
        for log in queryset:
            try:
                undone.append(services.undo_merge(log_id=log.pk, by=by, at=timezone.now()))
            except Refusal as refusal:
                self.message_user(request, refusal.message, messages.ERROR)
        self.audit(request, undone, "undone")
        text = ngettext("%(n)d merge undone.", "%(n)d merges undone.", len(undone))
        self.message_user(request, text % {"n": len(undone)}, messages.SUCCESS)
