"""Weigh-ins over HTTP."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.health import selectors, services
from apps.health.api import serializers as wire
from apps.health.api.views.figures import HealthViewSet
from apps.health.domain.weigh_in_files import FileError, WeighInFile, decoded, read_weigh_ins
from apps.health.services.body_mass import Entry
from apps.shared.api.parsing import UploadParser
from apps.shared.api.schema import LOCATION
from apps.shared.days import local_date
from apps.shared.refusals import Invalid


class WeighInFileParser(UploadParser):
    max_bytes = 2 * 1024 * 1024


class BodyMassViewSet(HealthViewSet):
    hides_figures = True

    @extend_schema(
        operation_id="health_body_mass",
        summary="Weigh-ins and their trend",
        parameters=[wire.DayRange],
        responses=wire.BodyMassOutput,
    )
    def list(self, request: Request) -> Response:
        """Weigh-ins on the days of a range, oldest first, with the trend after each. What is too
        far off the trend is flagged and left out of it."""
        given = self.query(request, wire.DayRange)
        found = selectors.weigh_ins(
            self.user.pk,
            *self.instants(given["from"], given["to"]),
            day_starts_at=self.user.day_starts_at,
        )
        return self.answer({"results": wire.WeighInOutput.present_all(found)})

    @extend_schema(
        operation_id="health_body_mass_record",
        summary="Record a weigh-in",
        parameters=[LOCATION],
        request=wire.WeighInInput,
        responses={201: wire.WeighInOutput, 200: wire.WeighInOutput},
    )
    def create(self, request: Request) -> Response:
        """Store what the user read off a scale. 201 when new, 200 when it was already stored."""
        given = self.validated(wire.WeighInInput)
        zone = given.get("timezone") or self.user.timezone
        entry = Entry(given["id"], given["mass"], given["unit"], given["taken_at"], zone)
        created = services.record_weigh_in(self.user, entry, at=timezone.now())
        return self._one(entry, created)

    def _one(self, entry: Entry, created: bool) -> Response:
        day = local_date(entry.taken_at, self.user.timezone, self.user.day_starts_at)
        found = selectors.weigh_ins(
            self.user.pk, *self.instants(day, day), day_starts_at=self.user.day_starts_at
        )
        stored = next(one for one in found if one.id == entry.id)
        location = f"{self.request.path}/{entry.id}" if created else None
        content = wire.WeighInOutput.present(stored)
        return self.answer(content, 201 if created else 200, location=location)

    @extend_schema(
        operation_id="health_body_mass_delete",
        summary="Delete a weigh-in",
        responses={204: None},
    )
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete a weigh-in, whoever wrote it; a phone that sends it again does not bring it
        back."""
        services.delete_weigh_in(self.user, pk, at=timezone.now())
        return Response(status=204)


class WeighInFileViewSet(HealthViewSet):
    parser_classes = [WeighInFileParser]

    @extend_schema(
        operation_id="health_body_mass_import",
        summary="Bring weigh-ins from a file",
        request={"multipart/form-data": wire.WeighInFileInput},
        responses={200: wire.WeighInFileOutput},
    )
    def create(self, request: Request) -> Response:
        """Read a CSV of Libra or Happy Scale, or any with a date and a weight, up to 2 MB.

        The answer says how the file was read, and which rows were refused and why. Sending it
        again stores nothing twice.
        """
        given = self.validated(wire.WeighInFileInput)
        file = self._read(given)
        outcome = services.import_weigh_ins(self.user, file, at=timezone.now())
        return self.answer(wire.WeighInFileOutput.present(outcome))

    def _read(self, given: dict[str, Any]) -> WeighInFile:
        try:
            return read_weigh_ins(
                decoded(given["file"].read()),
                zone_name=self.user.timezone,
                unit=given.get("unit"),
                date_order=given.get("date_order"),
            )
        except FileError as error:
            raise Invalid(error.code, wire.file_message(error.code), param=error.field) from error
