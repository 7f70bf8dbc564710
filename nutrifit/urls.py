"""Every URL of the project."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from apps.shared.api.problem import problem_response
from apps.shared.api.sync import SyncViewSet
from nutrifit import operations

urlpatterns: list[URLPattern | URLResolver] = [
    # The phone's most frequent calls first: URLs are tried in this order.
    path("api/v1/", include("apps.meals.api.urls")),
    path("api/v1/", include("apps.calories.api.urls")),
    path("api/v1/", include("apps.health.api.urls")),
    path("api/v1/", include("apps.accounts.api.urls")),
    path("api/v1/sync", SyncViewSet.as_view({"get": "list"}), name="sync"),
    path("", require_safe(operations.index)),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
    path("health/", operations.Readiness.as_view(), name="health"),
    path("health/live", require_safe(operations.live), name="health-live"),
    path("health/ready", operations.Readiness.as_view(), name="health-ready"),
    path("health/database", operations.DatabaseHealth.as_view(), name="health-database"),
    path("health/cache", operations.CacheHealth.as_view(), name="health-cache"),
    path("health/version", require_safe(operations.version), name="health-version"),
    path("metrics", require_safe(operations.metrics), name="metrics"),
]


def _is_for_programs(request: HttpRequest) -> bool:
    """People get pages in the back-office and the sign-in pages, programs get problems."""
    return not request.path.startswith(("/admin/", "/accounts/"))


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_for_programs(request):
        return problem_response(request, 404, "NOT_FOUND", _("Not found."))
    return defaults.page_not_found(request, exception)


def handler500(request: HttpRequest) -> HttpResponse:
    if _is_for_programs(request):
        detail = _("Something went wrong on our side.")
        return problem_response(request, 500, "INTERNAL_ERROR", detail)
    return defaults.server_error(request)


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_for_programs(request):
        detail = _("The request cannot be understood.")
        return problem_response(request, 400, "BAD_REQUEST", detail)
    return defaults.bad_request(request, exception)


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_for_programs(request):
        return problem_response(request, 403, "PERMISSION_DENIED", _("You may not do this."))
    return defaults.permission_denied(request, exception)
