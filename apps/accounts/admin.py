"""Back-office: accounts and roles."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import Count, ManyToManyField, Q, QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from apps.accounts import services
from apps.accounts.domain.roles import STAFF_ROLES, Role, capabilities_of
from apps.accounts.models import AIUsage, Profile, User
from apps.shared.admin import (
    BackOffice,
    Facts,
    FactsOfUsers,
    Figure,
    OnlyInline,
    Table,
    front_page_panel,
    number,
)

ROLE_NAMES = {
    Role.USER.value: _("user"),
    Role.PREMIUM.value: _("premium"),
    Role.NUTRITIONIST.value: _("nutritionist"),
    Role.CATALOGUE_STAFF.value: _("catalogue staff"),
    Role.ADMIN.value: _("administrator"),
}
ACTIONS = {"view": _("View"), "add": _("Add"), "change": _("Change"), "delete": _("Delete")}

# Sign-in libraries register their tables, secrets among them; nobody here works with those.
for model in list(admin.site._registry):
    if model._meta.app_config.name.startswith("allauth."):
        admin.site.unregister(model)
admin.site.unregister(Group)


class RolesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return role_name(obj.name)


def role_name(name: str) -> str:
    return str(ROLE_NAMES.get(name, name))


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(role.value, role_name(role.value)) for role in Role]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


class ProfileInline(OnlyInline):
    model = Profile
    fields = (
        ("birth_date", "sex"),
        ("height_cm", "activity_level"),
        "diets",
        "allergens",
        "conditions",
        ("due_date", "sensitive_case"),
    )

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name not in {"diets", "allergens", "conditions"}:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return forms.MultipleChoiceField(
            label=db_field.verbose_name,
            choices=db_field.base_field.choices,
            required=False,
            widget=UnfoldAdminCheckboxSelectMultipleWidget,
        )


@admin.register(User)
class UserAdmin(BackOffice):
    """Staff never see or set a password: a new account's owner gets in by a code to the e-mail."""

    list_display = ("email", "roles_shown", "is_active", "locale", "last_login", "created_at")
    list_filter = ("is_active", RoleFilter, ("locale", ChoicesDropdownFilter))
    search_fields = ("email",)
    ordering = ("email",)
    sortable_by = ("email", "created_at")
    inlines = (ProfileInline,)
    fieldsets = (
        (None, {"fields": ("email", ("locale", "timezone"), "day_starts_at")}),
        (_("Access"), {"fields": ("groups", ("is_active", "is_staff"))}),
        (_("Dates"), {"fields": ("last_login", ("created_at", "updated_at"))}),
    )
    add_fieldsets = ((None, {"fields": ("email", ("locale", "timezone"))}),)
    actions = ("lock", "unlock")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        users: QuerySet[User] = super().get_queryset(request)
        return users.prefetch_related("groups")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return ()
        return ("email", "is_active", "is_staff", "last_login", "created_at", "updated_at")

    def get_inlines(self, request: HttpRequest, obj: User | None) -> Any:
        return self.inlines if obj is not None else ()

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        return RolesField(
            Group.objects.order_by("id"),
            label=_("roles"),
            required=False,
            widget=UnfoldAdminCheckboxSelectMultipleWidget,
        )

    @admin.display(description=_("roles"))
    def roles_shown(self, user: User) -> str:
        return ", ".join(sorted(role_name(group.name) for group in user.groups.all()))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Facts nobody deletes by hand go with their user: that page only shows what goes."""
        shown, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return shown, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        services.erase_users(User.objects.filter(pk=obj.pk))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        obj.email = obj.email.lower()
        obj.set_unusable_password()
        obj.save()
        services.complete_registration(obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        user = form.instance
        roles = set(user.groups.values_list("name", flat=True))
        is_staff = user.is_superuser or bool(roles & STAFF_ROLES)
        if user.is_staff != is_staff:
            user.is_staff = is_staff
            user.save(update_fields=["is_staff", "updated_at"])

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is not Profile:
            super().save_formset(request, form, formset, change)
            return
        formset.save(commit=False)
        for profile, _fields in formset.changed_objects:
            changed = {name: getattr(profile, name) for name in _fields}
            services.change_profile(profile.user_id, changed)
        for profile in formset.new_objects:
            profile.save()

    @admin.action(description=_("Lock the accounts"), permissions=["operate"])
    def lock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._set_active(request, queryset, False)

    @admin.action(description=_("Unlock the accounts"), permissions=["operate"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._set_active(request, queryset, True)

    def _set_active(self, request: HttpRequest, queryset: QuerySet[User], active: bool) -> None:
        actor: Any = request.user
        users = services.set_active(queryset, active=active, actor=actor)
        self.audit(request, users, "unlocked" if active else "locked")
        count = len(users)
        if active:
            text = ngettext("%(n)d account unlocked.", "%(n)d accounts unlocked.", count)
        else:
            text = ngettext("%(n)d account locked.", "%(n)d accounts locked.", count)
        self.message_user(request, text % {"n": count}, messages.SUCCESS)


@admin.register(Group)
class RoleAdmin(Facts):
    """Roles follow the permission table in code and are only shown."""

    list_display = ("role", "members", "capabilities")
    ordering = ("id",)
    sortable_by = ()
    fieldsets = ((None, {"fields": ("role", "members", "capabilities")}),)
    change_form_after_template = "admin/table_after.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        groups: QuerySet[Group] = super().get_queryset(request)
        return groups.annotate(members=Count("user"))

    @admin.display(description=_("role"))
    def role(self, group: Group) -> str:
        return role_name(group.name)

    def title_of(self, obj: Group) -> str:
        return role_name(obj.name)

    @admin.display(description=_("people"))
    def members(self, group: Any) -> str:
        return number(group.members)

    @admin.display(description=_("capabilities"))
    def capabilities(self, group: Group) -> str:
        return ", ".join(sorted(capabilities_of([group.name])))

    def related_table(self, obj: Group) -> tuple[Any, Table]:
        permissions = obj.permissions.select_related("content_type").order_by("content_type", "id")
        tables: dict[str, list[str]] = {}
        for permission in permissions:
            action, _model = permission.codename.split("_", 1)
            tables.setdefault(permission.content_type.name, []).append(str(ACTIONS[action]))
        rows = [[name, ", ".join(actions)] for name, actions in tables.items()]
        return _("In the back-office"), {"headers": [_("table"), _("permissions")], "rows": rows}


@front_page_panel(_("Accounts"), icon="group", permission="accounts.view_user", place=5)
def account_figures() -> list[Figure]:
    counts = User.objects.aggregate(
        active=Count("pk", filter=Q(is_active=True)),
        locked=Count("pk", filter=Q(is_active=False)),
        staff=Count("pk", filter=Q(is_staff=True)),
    )
    page = reverse("admin:accounts_user_changelist")
    return [
        Figure(_("Active accounts"), number(counts["active"]), link=f"{page}?is_active__exact=1"),
        Figure(_("Locked accounts"), number(counts["locked"]), link=f"{page}?is_active__exact=0"),
        Figure(_("Staff"), number(counts["staff"])),
    ]


@admin.register(AIUsage)
class AIUsageAdmin(FactsOfUsers):
    list_display = ("day", "user", "kind", "model", "tokens_in", "tokens_out", "cost", "settled_at")
    list_filter = (("kind", ChoicesDropdownFilter), ("day", RangeDateFilter))
    day_field = "day"
    fieldsets = (
        (None, {"fields": (("user", "day"), ("kind", "job_id", "attempt"))}),
        (_("Cost"), {"fields": ("model", ("tokens_in", "tokens_out", "cost"))}),
        (_("Dates"), {"fields": (("created_at", "settled_at"),)}),
    )
    readonly_fields = ("cost",)

    @admin.display(description=_("cost (US$)"))
    def cost(self, call: AIUsage) -> str:
        return number(call.cost_usd)


@front_page_panel(_("Use of AI"), icon="payments", permission="accounts.view_aiusage", place=6)
def ai_figures() -> list[Figure]:
    today = AIUsage.objects.filter(day=timezone.localdate())
    sums = today.aggregate(
        calls=Count("pk"), cost=Sum("cost_usd"), people=Count("user", distinct=True)
    )
    page = reverse("admin:accounts_aiusage_changelist")
    return [
        Figure(_("Cost of today's AI calls (US$)"), number(sums["cost"] or 0, 2), link=page),
        Figure(_("AI calls today"), number(sums["calls"])),
        Figure(_("People who used AI today"), number(sums["people"])),
    ]
