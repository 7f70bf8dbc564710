"""The project's URLs and two more: an action whose effects can be counted, and an open view."""

import threading
from typing import Any

from django.urls import include, path
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import Profile, User
from apps.outbox import services as outbox
from apps.shared.api.viewsets import BaseViewSet
from apps.shared.refusals import Conflict

handler404 = "nutrifit.urls.handler404"
handler500 = "nutrifit.urls.handler500"

entered = threading.Event()
may_go_on = threading.Event()


class EspressoViewSet(BaseViewSet):
    queryset = User.objects.none()
    capability = "profile.own"

    def create(self, request: Request) -> Response:
        Profile.objects.filter(user=request.user.pk).update(sensitive_case=True)
        outbox.record("test.espresso.v1", user_id=request.user.pk, payload=dict(request.data))
        match request.data.get("then"):
            case "wait":
                entered.set()
                may_go_on.wait(10)
            case "refuse":
                raise Conflict("NO_COFFEE", "There is no coffee.")
            case "crash":
                raise RuntimeError("the machine broke")
        count: Any = request.data.get("count", 1)
        return self.answer({"cups": count}, 201, location="/api/v1/espressos/1")


class OpenViewSet(BaseViewSet):
    queryset = User.objects.none()
    permission_classes = [AllowAny]

    def retrieve(self, request: Request) -> Response:
        return self.answer({"open": True})


urlpatterns = [
    path("api/v1/open", OpenViewSet.as_view({"get": "retrieve"})),
    path("api/v1/espressos", EspressoViewSet.as_view({"post": "create"})),
    path("", include("nutrifit.urls")),
]
