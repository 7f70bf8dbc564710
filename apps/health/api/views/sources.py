"""Sources and whom to believe first, over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.health import selectors, services
from apps.health.api import serializers as wire
from apps.health.api.views.figures import HealthViewSet
from apps.shared.api.entity_tags import require_match


class SourceViewSet(HealthViewSet):
    @extend_schema(operation_id="health_sources", summary="Sources", responses=wire.SourcesOutput)
    def list(self, request: Request) -> Response:
        """Apps and devices that measured, in the order in which they are believed."""
        found = selectors.ranked_sources(self.user.pk)
        return Response({"results": wire.SourceOutput.present_all(found)})

    @extend_schema(
        operation_id="health_source_priorities",
        summary="Orders of sources",
        responses=wire.SourceOrdersOutput,
    )
    def orders(self, request: Request) -> Response:
        """The orders the user gave: of all types (`type` null) and of single ones."""
        return self.answer(self._orders())

    @extend_schema(
        operation_id="health_source_priorities_set",
        summary="Put sources in order",
        request=wire.SourceOrderInput,
        responses=wire.SourceOrdersOutput,
    )
    def set_order(self, request: Request) -> Response:
        """Say which sources are believed first, for a type or for all; the days are derived anew.
        Without sources, the default order again: Watch, iPhone, other apps, the newest first."""
        given = self.validated(wire.SourceOrderInput)
        services.set_priorities(
            self.user,
            kind=given["type"],
            sources=given["sources"],
            accept=lambda: require_match(request, self._orders()),
        )
        return self.answer(self._orders())

    def _orders(self) -> dict[str, object]:
        found = selectors.source_orders(self.user.pk)
        return {"results": wire.SourceOrderOutput.present_all(found)}
