"""How our conventions look in the OpenAPI document."""

from typing import Any, Literal

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import is_list_serializer
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from apps.shared.api.permissions import required_capability
from apps.shared.api.problem import CONTENT_TYPE
from apps.shared.api.serializers import StrictSerializer


class ProblemErrorSerializer(serializers.Serializer[Any]):
    param = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457 problem details."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = ProblemErrorSerializer(many=True)  # type: ignore[assignment]
    correlation_id = serializers.CharField()


PROBLEM = OpenApiResponse(ProblemSerializer, description="Problem details (RFC 9457).")
ALWAYS = ("400", "401", "403", "406", "429", "503")
WALL_CLOCK = r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$"
WITH_BODY = ("413", "415", "422")

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="The same key with the same body gives the same answer for 48 hours.",
)
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="Entity tag the change is based on."
)
ETAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    response=[200, 201],
    description="Entity tag of this answer, for If-Match.",
)
LOCATION = OpenApiParameter(
    "Location",
    str,
    OpenApiParameter.HEADER,
    response=[201],
    description="Where what was made can be read.",
)
RETRY_AFTER = OpenApiParameter(
    "Retry-After", int, OpenApiParameter.HEADER, response=[429, 503], description="Seconds to wait."
)


class AccessToken(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "apps.accounts.api.authentication.AccessTokenAuthentication"
    name = "accessToken"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class Schema(AutoSchema):
    """Adds to every operation the problems, headers and capability that the base classes imply."""

    def get_override_parameters(self) -> list[Any]:
        parameters = [*super().get_override_parameters(), RETRY_AFTER]
        if self.method != "DELETE" and getattr(self.view, "action", None) != "list":
            parameters.append(ETAG)
        if self.method == "POST":
            parameters.append(IDEMPOTENCY_KEY)
        if self.method in {"PUT", "PATCH", "DELETE"}:
            parameters.append(IF_MATCH)
        return parameters

    def get_description(self) -> str:  # type: ignore[override]
        needed = required_capability(self.view)
        text = super().get_description() or ""
        return f"{text}\n\nNeeds the capability `{needed}`.".strip() if needed else text

    def _is_list_view(self, serializer: Any = None) -> bool:
        """Only what is declared as many comes in pages; a list view may answer without them."""
        declared = self.get_response_serializers() if serializer is None else serializer
        return bool(is_list_serializer(declared))

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Any:
        """A serializer's description is its own docstring, never one of a base class."""
        schema = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if not type(serializer).__doc__:
            schema.pop("description", None)
        if isinstance(serializer, StrictSerializer):
            schema["additionalProperties"] = False
        return schema

    def _map_serializer_field(self, field: Any, *args: Any, **kwargs: Any) -> Any:
        schema = super()._map_serializer_field(  # type: ignore[no-untyped-call]
            field, *args, **kwargs
        )
        if isinstance(field, serializers.TimeField):
            # A time on the user's clock; JSON Schema's "time" is one with an offset from UTC.
            del schema["format"]
            schema["pattern"] = WALL_CLOCK
        if (longest := getattr(field, "max_length", None)) and hasattr(field, "many"):
            schema["maxItems"] = longest
        return schema

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> Any:
        responses = super()._get_response_bodies(direction)
        for status in self._problem_statuses():
            if status not in responses:
                responses[status] = self._get_response_for_code(  # type: ignore[no-untyped-call]
                    PROBLEM, status, [CONTENT_TYPE]
                )
        return dict(sorted(responses.items()))

    def _problem_statuses(self) -> list[str]:
        statuses = list(ALWAYS)
        if self.method in {"POST", "PUT", "PATCH"}:
            statuses += WITH_BODY
        if self.method == "POST":
            statuses += ["409", "410"]
        if self.method in {"PUT", "PATCH", "DELETE"}:
            statuses += ["404", "409", "410", "412"]
        if "{" in self.path:
            statuses.append("404")
        if self.method == "GET":
            statuses.append("422")
        return statuses
