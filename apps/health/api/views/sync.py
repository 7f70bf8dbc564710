"""How the sync is doing, over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.health import selectors
from apps.health.api import serializers as wire
from apps.health.api.views.figures import HealthViewSet


class SyncQualityViewSet(HealthViewSet):
    @extend_schema(
        operation_id="health_sync", summary="How syncs are doing", responses=wire.SyncQualityOutput
    )
    def list(self, request: Request) -> Response:
        """For each device and type: where to go on from, what was sent so far, how good the sync
        is and why, and the days whose totals the phone shows otherwise."""
        found = selectors.sync_quality(self.user.pk)
        return Response(wire.SyncQualityOutput.present(found))
