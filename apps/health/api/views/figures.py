"""What was measured, over HTTP: days, summaries, samples."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.health import selectors, services
from apps.health.api import serializers as wire
from apps.health.api.views.ingest import BatchViewSet
from apps.health.domain.touched import instant_of, microseconds
from apps.health.models import DailyMetric
from apps.health.selectors.samples import Place
from apps.shared.api.cursors import opened, sealed
from apps.shared.api.problem import CONTENT_TYPE
from apps.shared.api.schema import PROBLEM
from apps.shared.api.viewsets import BaseViewSet
from apps.shared.days import day_starts, local_date

# Microseconds since 1970 of the last sample's start, and its id.
CURSOR = re.compile(r"(-?[0-9]{1,17})\.([0-9a-f]{32})")


class HealthViewSet(BaseViewSet):
    """What the viewsets of health share."""

    queryset: QuerySet[Any] = DailyMetric.objects.none()
    capability = "health.own"

    def instants(self, first: date, last: date) -> tuple[datetime, datetime]:
        """When the first of the user's days begins, and the last ends."""
        following = last + timedelta(days=1)
        starts = day_starts(self.user.timezone, first, following, self.user.day_starts_at)
        return instant_of(starts[0]), instant_of(starts[(following - first).days])


class FigureViewSet(HealthViewSet):
    @extend_schema(
        operation_id="health_daily",
        summary="Figures of days",
        parameters=[wire.DailyQuery],
        responses=wire.DailyFiguresOutput,
    )
    def daily(self, request: Request) -> Response:
        """What each type came to on each day of a range, of all types or of one."""
        given = self.query(request, wire.DailyQuery)
        types = [given["type"]] if "type" in given else []
        found = selectors.daily_figures(self.user.pk, given["from"], given["to"], types)
        return Response({"results": wire.DailyFigureOutput.present_all(found)})

    @extend_schema(
        operation_id="health_summary",
        summary="A range of days in sum",
        parameters=[wire.DayRange],
        responses=wire.SummaryOutput,
    )
    def summary(self, request: Request) -> Response:
        """What the days of a range came to, type by type. Means are over days that have data;
        `coverage` says how many of the days until today those are."""
        given = self.query(request, wire.DayRange)
        today = local_date(timezone.now(), self.user.timezone, self.user.day_starts_at)
        found = selectors.summary(self.user.pk, given["from"], given["to"], today=today)
        return Response({"results": wire.TypeSummaryOutput.present_all(found)})


class SampleViewSet(BatchViewSet, HealthViewSet):
    """Also takes batches in."""

    @extend_schema(
        operation_id="health_samples",
        summary="Samples of a type",
        parameters=[wire.SamplesQuery],
        responses=wire.SamplePageOutput,
    )
    def list(self, request: Request) -> Response:
        """Samples that start on the days of a range, oldest first, in the type's unit. Ask again
        with the answer's cursor until it is null."""
        given = self.query(request, wire.SamplesQuery)
        page = selectors.samples_page(
            self.user.pk,
            given["type"],
            *self.instants(given["from"], given["to"]),
            after=_place(given.get("cursor")),
            limit=given["limit"],
        )
        cursor = None if page.end is None else _cursor(page.end)
        results = wire.SampleOutput.present_all(page.samples)
        return Response({"results": results, "cursor": cursor})

    @extend_schema(
        operation_id="health_samples_erase",
        summary="Erase samples",
        parameters=[wire.ErasureQuery],
        responses={200: wire.ErasedOutput, (422, CONTENT_TYPE): PROBLEM},
    )
    def destroy(self, request: Request) -> Response:
        """Remove the samples of a source, or those that start on the days of a range (of one type
        or all), for good. A phone that sends them again does not bring them back."""
        given = self.query(request, wire.ErasureQuery)
        if "source" in given:
            erased = services.erase_source(self.user, source_id=given["source"])
        else:
            since, until = self.instants(given["from"], given["to"])
            kinds = [given["type"]] if "type" in given else []
            erased = services.erase_range(self.user, since=since, until=until, kinds=kinds)
        return Response(wire.ErasedOutput.present(erased))


def _cursor(place: Place) -> str:
    return sealed(f"{microseconds(place.start_at)}.{place.uuid.hex}")


def _place(cursor: str | None) -> Place | None:
    """The place a cursor names. Raises Problem."""
    if cursor is None:
        return None
    found = opened(cursor, CURSOR)
    return Place(instant_of(int(found[1])), UUID(found[2]))
