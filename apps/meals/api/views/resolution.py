"""Searches for unknown foods over HTTP."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.meals import selectors, services
from apps.meals.api import serializers as wire
from apps.meals.api.parsing import PackageParser
from apps.meals.api.pictures import JPEG, PICTURE_HEADERS, JPEGRenderer
from apps.meals.domain.resolution import Kind, Query, name_query
from apps.meals.models import LabelPhoto, Resolution
from apps.shared.api.entity_tags import canonical_hash
from apps.shared.api.viewsets import BaseViewSet, OwnedViewSet
from apps.shared.refusals import Refusal


class ResolutionViewSet(OwnedViewSet):
    queryset = Resolution.objects.all()
    capability = "foods.read"

    @extend_schema(
        summary="Look for a food",
        parameters=[wire.RESOLUTION_LOCATION],
        request=wire.ResolutionInput,
        responses={
            200: wire.FoodListOutput,
            202: wire.ResolutionOutput,
        },
    )
    def create(self, request: Request) -> Response:
        """Have an unknown barcode or name looked for in other sources. 202: how it goes, also when
        it ended lately. 200: the catalogue has foods for it. Asking twice is asking once."""
        given = self.validated(wire.ResolutionInput)
        query = _query(given)
        if candidates := selectors.candidates(query, self.user.pk):
            return self.answer({"results": wire.FoodOutput.present_all(candidates)})
        return accepted(self, services.ask(self.user, query, at=timezone.now()))

    @extend_schema(summary="How a search goes", responses=wire.ResolutionOutput)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """A search the user began: pending, found with its food, not found, or failed."""
        return self.answer(_resolution(selectors.resolution(self.user.pk, pk)))


class LabelPhotoViewSet(OwnedViewSet):
    """Photos of the package, where nobody knows its barcode."""

    queryset = Resolution.objects.all()
    capability = "diary.own"
    parser_classes = [PackageParser]

    def get_throttles(self) -> list[Any]:
        self.throttle_scope = "ai" if self.action in {"create", "retry"} else "user"
        return super().get_throttles()

    def get_renderers(self) -> list[Any]:
        shows = self.action in {"table", "front"}
        return [JPEGRenderer()] if shows else super().get_renderers()

    @extend_schema(
        summary="Have the label of a package read",
        parameters=[wire.RESOLUTION_LOCATION],
        request={"multipart/form-data": wire.PackageInput},
        responses={202: wire.ResolutionOutput, 200: wire.ResolutionOutput},
    )
    def create(self, request: Request, pk: UUID) -> Response:
        """Go on with a search for a barcode with photos of the package: 202 when new, 200 when
        they were already sent. What is read becomes an own food of the user; catalogue staff see
        the photos, without whose they are, and may take it into the catalogue."""
        given = self.validated(wire.PackageInput)
        resolution, created = services.submit_label(
            self.user,
            pk,
            services.Package(given["id"], given["photo"], given.get("front")),
            request_hash=canonical_hash(request.data),
            at=timezone.now(),
        )
        return accepted(self, resolution) if created else self.answer(_resolution(resolution))

    @extend_schema(
        summary="Have a label read again",
        request=None,
        parameters=[wire.RESOLUTION_LOCATION],
        responses={202: wire.ResolutionOutput},
    )
    def retry(self, request: Request, pk: UUID) -> Response:
        """Repeat a failed search with the photos already sent; one under way is left alone."""
        return accepted(self, services.retry_label(self.user, pk, at=timezone.now()))

    @extend_schema(summary="The photo of a table", responses={(200, JPEG): OpenApiTypes.BINARY})
    def table(self, request: Request, pk: UUID) -> Response:
        """The photo of the nutrition table as JPEG, for its owner."""
        return self._file(selectors.label_photo(self.user.pk, pk), "table")

    @extend_schema(summary="The photo of a front", responses={(200, JPEG): OpenApiTypes.BINARY})
    def front(self, request: Request, pk: UUID) -> Response:
        """The photo of the front as JPEG, for its owner."""
        return self._file(selectors.label_photo(self.user.pk, pk), "front")

    @extend_schema(summary="Delete the photos of a package", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Take the photos back; doing it again changes nothing. A food read from them stays."""
        services.delete_label_photos(self.user, pk, at=timezone.now())
        return Response(status=204)

    def _file(self, photo: LabelPhoto, part: str) -> Response:
        return Response(
            services.content_of(selectors.kept_file(photo, part)),
            content_type=JPEG,
            headers=PICTURE_HEADERS,
        )


class LooksForUnknownBarcodes(OwnedViewSet):
    """A view whose items name foods by barcode: an unknown one is looked for, and the problem
    names the search."""

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, Refusal) and "gtin" in exc.members:
            exc = services.looked_for(self.user, exc, at=timezone.now())
        return super().handle_exception(exc)


def accepted(view: BaseViewSet, resolution: Resolution) -> Response:
    location = f"/api/v1/resolutions/{resolution.pk}"
    return view.answer(_resolution(resolution), 202, location=location)


def _query(given: dict[str, str]) -> Query:
    if "barcode" in given:
        return Query(Kind.BARCODE, given["barcode"])
    return Query(Kind.NAME, name_query(given["name"]))


def _resolution(resolution: Resolution) -> dict[str, Any]:
    resolution.found_food = selectors.resolved_food(resolution)  # type: ignore[attr-defined]
    return wire.ResolutionOutput.present(resolution)
