"""Imports of Apple Health exports over HTTP."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.health import services
from apps.health.api import serializers as wire
from apps.health.models import ExportImport
from apps.shared.api.pagination import CursorPagination
from apps.shared.api.parsing import UploadParser
from apps.shared.api.viewsets import OwnedViewSet

LOCATION = OpenApiParameter(
    "Location",
    str,
    OpenApiParameter.HEADER,
    response=[202],
    description="Where the import can be followed.",
)


class ExportParser(UploadParser):
    @property
    def max_bytes(self) -> int:  # type: ignore[override]
        limit: int = settings.HEALTH_EXPORT_MAX_BYTES
        return limit


class ImportViewSet(OwnedViewSet):
    queryset = ExportImport.objects.filter(deleted_at__isnull=True).order_by("-created_at", "id")
    capability = "health.own"
    parser_classes = [ExportParser]
    pagination_class = CursorPagination

    @extend_schema(
        operation_id="health_imports_list",
        summary="Imports of exports",
        responses=wire.ImportOutput(many=True),
    )
    def list(self, request: Request) -> Response:
        """The user's imports, newest first."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(wire.ImportOutput.present_all(page))

    @extend_schema(
        operation_id="health_imports_create",
        summary="Import an Apple Health export",
        parameters=[LOCATION],
        request={"multipart/form-data": wire.ImportInput},
        responses={202: wire.ImportOutput, 200: wire.ImportOutput},
    )
    def create(self, request: Request) -> Response:
        """Take an export in: 202 when new, 200 with its present state when it was already sent.

        A worker reads it. Samples the phone has synced, and those of earlier imports, are
        duplicates; what a phone syncs later takes the place of what came from the export.
        """
        given = self.validated(wire.ImportInput)
        job, created = services.submit_import(
            self.user, given["id"], given["file"], at=timezone.now()
        )
        return self._job(job, 202 if created else 200)

    @extend_schema(summary="An import of an export", responses=wire.ImportOutput)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Its state: bytes and records read, what became of them, why it failed."""
        return self._job(services.import_of(self.user, pk), 200)

    @extend_schema(summary="Delete an import", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Forget its file and stop it if it is under way. What it stored stays."""
        services.delete_import(self.user, pk, at=timezone.now())
        return Response(status=204)

    @extend_schema(
        summary="Go on with a failed import",
        request=None,
        parameters=[LOCATION],
        responses={202: wire.ImportOutput},
    )
    def retry(self, request: Request, pk: UUID) -> Response:
        """Queue a failed import again, behind what it stored; one on its way is left alone."""
        return self._job(services.retry_import(self.user, pk, at=timezone.now()), 202)

    def _job(self, job: ExportImport, status: int) -> Response:
        location = f"/api/v1/health/imports/{job.pk}" if status == 202 else None
        shown: dict[str, Any] = wire.ImportOutput.present(job)
        return self.answer(shown, status, location=location)
