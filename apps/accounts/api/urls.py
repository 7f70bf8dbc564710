from allauth.headless.constants import Client
from allauth.headless.urls import build_urlpatterns
from django.urls import URLPattern, URLResolver, include, path

from apps.accounts.api import openapi
from apps.accounts.api.problems import answering_problems, with_problems
from apps.accounts.api.views import AccountViewSet, ContinuingPasswordChange, ProfileViewSet

# allauth puts all of the app client under one "v1/", which our own prefix already says.
(allauth_v1,) = build_urlpatterns(Client.APP)
# Accounts have no phone number, and a phone does not follow redirects to a provider.
UNUSED = {
    "manage_phone",
    "verify_phone",
    "resend_phone_verification_code",
    "redirect_to_provider",
}
# The names by which allauth finds its own URLs: headless:app:account:login and so on.
sign_in: list[URLPattern | URLResolver] = list(
    with_problems(allauth_v1.url_patterns, without=UNUSED)
)
sign_in_namespace = [path("", include((sign_in, "headless"), namespace="app"))]

urlpatterns: list[URLPattern | URLResolver] = [
    path("auth/openapi.json", openapi.document, name="auth-openapi"),
    path(
        "account/password/change",
        answering_problems(ContinuingPasswordChange.as_api_view(client=Client.APP)),
    ),
    path("", include((sign_in_namespace, "headless"), namespace="headless")),
    path(
        "me",
        AccountViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="me",
    ),
    path(
        "me/profile",
        ProfileViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="me-profile",
    ),
]
