"""Base classes of every API view: closed, owner-limited, repeatable."""

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from apps.shared.api import idempotency
from apps.shared.api.entity_tags import tag_of
from apps.shared.api.hiding import without_figures
from apps.shared.api.rendering import JSONRenderer

if TYPE_CHECKING:
    from apps.accounts.models import User


class BaseViewSet(viewsets.GenericViewSet[Any]):
    """A viewset whose POSTs honour ``Idempotency-Key`` and whose ids are UUIDs.

    Every concrete view names its ``capability`` (see ``HasCapability``), and whether its figures
    are hidden from who has the sensitive-case preset.
    """

    hides_figures: ClassVar[bool] = False

    lookup_value_converter = "uuid"
    attempt: idempotency.Attempt | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method != "POST" or idempotency.HEADER not in request.headers:
            return super().dispatch(request, *args, **kwargs)
        with transaction.atomic():
            response: Any = super().dispatch(request, *args, **kwargs)
            if self.attempt is not None:
                self.attempt.remember(response.render())
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and idempotency.HEADER in request.headers:
            self.attempt = idempotency.begin(request)

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, idempotency.Replay):
            return exc.response
        return super().handle_exception(exc)

    @property
    def user(self) -> "User":
        """The signed-in user; the permission has let nobody else in."""
        return cast("User", self.request.user)

    def validated(self, serializer: type[Serializer[Any]]) -> dict[str, Any]:
        """The request's body through an input serializer. Raises ValidationError."""
        given = serializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        values: dict[str, Any] = given.validated_data
        return values

    def query(self, request: Request, serializer: type[Serializer[Any]]) -> dict[str, Any]:
        """The parameters of the address through an input serializer. Raises ValidationError."""
        given = serializer(data=request.query_params.dict())
        given.is_valid(raise_exception=True)
        values: dict[str, Any] = given.validated_data
        return values

    def shown(self, data: Any) -> Any:
        """The answer as this user may see it."""
        hides = self.hides_figures and self.user.is_sensitive
        return without_figures(data) if hides else data

    def answer(self, data: Any, status: int = 200, *, location: str | None = None) -> Response:
        """A JSON answer with its entity tag."""
        content = JSONRenderer().render(self.shown(data))
        headers = {"ETag": tag_of(content)}
        if location:
            headers["Location"] = location
        return Response(content, status=status, headers=headers)


class OwnedViewSet(BaseViewSet):
    """A viewset that sees only rows of the signed-in user; another's id is a 404."""

    owner_field = "user"

    def get_queryset(self) -> QuerySet[Model]:
        queryset = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return queryset.none()
        return queryset.filter(**{self.owner_field: self.request.user.pk})
