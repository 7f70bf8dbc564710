"""How our conventions look in the OpenAPI document."""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from apps.shared.api.permissions import required_capability
from apps.shared.api.problem import CONTENT_TYPE


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


class Schema(AutoSchema):
    """Adds to every operation the problems, headers and capability that the base classes imply."""

    def get_override_parameters(self) -> list[Any]:
        parameters = list(super().get_override_parameters())
        if self.method == "POST":
            parameters.append(IDEMPOTENCY_KEY)
        if self.method in {"PUT", "PATCH", "DELETE"}:
            parameters.append(IF_MATCH)
        return parameters

    def get_description(self) -> str:  # type: ignore[override]
        needed = required_capability(self.view)
        text = super().get_description() or ""
        return f"{text}\n\nNeeds the capability `{needed}`.".strip() if needed else text

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
