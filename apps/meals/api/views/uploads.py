"""Photos and recordings over HTTP."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.meals import selectors, services
from apps.meals.api import serializers as wire
from apps.meals.api.parsing import PictureParser, RecordingParser
from apps.meals.api.pictures import JPEG, PICTURE_HEADERS, JPEGRenderer
from apps.meals.models import Food, MealPhoto, PhotoAnalysis, VoiceTranscription
from apps.shared.api.entity_tags import canonical_hash
from apps.shared.api.schema import LOCATION
from apps.shared.api.viewsets import BaseViewSet, OwnedViewSet

JOB_LOCATION = OpenApiParameter(
    "Location",
    str,
    OpenApiParameter.HEADER,
    response=[202],
    description="Where the analysis can be followed.",
)


class PhotoAnalysisViewSet(OwnedViewSet):
    queryset = PhotoAnalysis.objects.all()
    capability = "diary.own"
    parser_classes = [PictureParser]

    def get_throttles(self) -> list[Any]:
        self.throttle_scope = "user" if self.action == "retrieve" else "ai"
        return super().get_throttles()

    @extend_schema(
        summary="Analyse the photo of a meal",
        parameters=[JOB_LOCATION],
        request={"multipart/form-data": wire.PhotoAnalysisInput},
        responses={202: wire.PhotoAnalysisOutput, 200: wire.PhotoAnalysisOutput},
    )
    def create(self, request: Request) -> Response:
        """Take a photo in: 202 when new, 200 with its present state when it was already sent.

        A worker looks at it; the result is a draft to confirm with `POST /meals`.
        """
        given = self.validated(wire.PhotoAnalysisInput)
        job, created = services.submit_photo(
            self.user,
            _capture(given),
            given["photo"],
            request_hash=canonical_hash(request.data),
            at=timezone.now(),
        )
        return self._job(job, 202 if created else 200)

    @extend_schema(summary="The analysis of a photo", responses=wire.PhotoAnalysisOutput)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Its state, and the draft when it is ready."""
        return self._job(selectors.job(PhotoAnalysis, self.user.pk, pk), 200)

    @extend_schema(
        summary="Repeat a failed analysis",
        request=None,
        parameters=[JOB_LOCATION],
        responses={202: wire.PhotoAnalysisOutput},
    )
    def retry(self, request: Request, pk: UUID) -> Response:
        """Queue a failed analysis again; one that is on its way is left alone."""
        return self._job(services.retry_photo(self.user, pk, at=timezone.now()), 202)

    def _job(self, job: PhotoAnalysis, status: int) -> Response:
        location = f"/api/v1/photo-analyses/{job.pk}" if status == 202 else None
        return self.answer(wire.PhotoAnalysisOutput.present(job), status, location=location)


class TranscriptionViewSet(OwnedViewSet):
    queryset = VoiceTranscription.objects.all()
    capability = "diary.own"
    parser_classes = [RecordingParser]

    def get_throttles(self) -> list[Any]:
        self.throttle_scope = "user" if self.action == "retrieve" else "ai"
        return super().get_throttles()

    @extend_schema(
        summary="Transcribe a spoken meal",
        parameters=[JOB_LOCATION],
        request={"multipart/form-data": wire.TranscriptionInput},
        responses={202: wire.TranscriptionOutput, 200: wire.TranscriptionOutput},
    )
    def create(self, request: Request) -> Response:
        """Take a recording in: 202 when new, 200 with its present state when it was already sent.

        It is deleted as soon as it is written down.
        """
        given = self.validated(wire.TranscriptionInput)
        recording = given["recording"]
        job, created = services.submit_recording(
            self.user,
            _capture(given),
            recording.content,
            recording.suffix,
            request_hash=canonical_hash(request.data),
            at=timezone.now(),
        )
        return self._job(job, 202 if created else 200)

    @extend_schema(summary="A transcription", responses=wire.TranscriptionOutput)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Its state, and the text with its draft when it is ready."""
        return self._job(selectors.job(VoiceTranscription, self.user.pk, pk), 200)

    @extend_schema(
        summary="Repeat a failed transcription",
        request=None,
        parameters=[JOB_LOCATION],
        responses={202: wire.TranscriptionOutput},
    )
    def retry(self, request: Request, pk: UUID) -> Response:
        """Queue a failed transcription again; one that is on its way is left alone."""
        return self._job(services.retry_recording(self.user, pk, at=timezone.now()), 202)

    def _job(self, job: VoiceTranscription, status: int) -> Response:
        location = f"/api/v1/voice-transcriptions/{job.pk}" if status == 202 else None
        told = services.add_draft(self.user, job)
        return self.answer(wire.TranscriptionOutput.present(told), status, location=location)


class MealPhotoViewSet(OwnedViewSet):
    queryset = MealPhoto.objects.all()
    capability = "diary.own"
    parser_classes = [PictureParser]
    lookup_url_kwarg = "photo_id"

    def get_renderers(self) -> list[Any]:
        shows = self.action in {"content", "thumbnail"}
        return [JPEGRenderer()] if shows else super().get_renderers()

    @extend_schema(
        operation_id="meal_photos_list",
        summary="Photos of a meal",
        responses=wire.MealPhotoListOutput,
    )
    def list(self, request: Request, meal_id: UUID) -> Response:
        """The photos kept with a meal, oldest first."""
        photos = selectors.photos_of_meal(self.user.pk, meal_id)
        return self.answer({"results": wire.MealPhotoOutput.present_all(photos)})

    @extend_schema(
        summary="Keep a photo with a meal",
        parameters=[LOCATION],
        request={"multipart/form-data": wire.MealPhotoInput},
        responses={201: wire.MealPhotoOutput, 200: wire.MealPhotoOutput},
    )
    def create(self, request: Request, meal_id: UUID) -> Response:
        """Store a photo without its metadata. 201 when new, 200 when it was already stored."""
        selectors.require_meal(self.user.pk, meal_id)
        given = self.validated(wire.MealPhotoInput)
        photo, created = services.add_photo(
            self.user,
            meal_id,
            given["id"],
            given["photo"],
            request_hash=canonical_hash(request.data),
        )
        return self.answer(
            wire.MealPhotoOutput.present(photo),
            201 if created else 200,
            location=f"/api/v1/meals/{meal_id}/photos/{photo.pk}/content",
        )

    @extend_schema(summary="A photo of a meal", responses={(200, JPEG): OpenApiTypes.BINARY})
    def content(self, request: Request, meal_id: UUID, photo_id: UUID) -> Response:
        """The photo as JPEG, for its owner only."""
        return self._file(selectors.photo_of_meal(self.user.pk, meal_id, photo_id).image.name)

    @extend_schema(summary="A photo's thumbnail", responses={(200, JPEG): OpenApiTypes.BINARY})
    def thumbnail(self, request: Request, meal_id: UUID, photo_id: UUID) -> Response:
        """The photo as a JPEG of at most 320 pixels, for its owner only."""
        return self._file(selectors.photo_of_meal(self.user.pk, meal_id, photo_id).thumbnail.name)

    @extend_schema(summary="Delete a photo of a meal", responses={204: None})
    def destroy(self, request: Request, meal_id: UUID, photo_id: UUID) -> Response:
        """Take a photo from its meal; doing it again changes nothing."""
        services.delete_photo(self.user, meal_id, photo_id, at=timezone.now())
        return Response(status=204)

    def _file(self, name: str | None) -> Response:
        content = services.content_of(name or "")
        return Response(content, content_type=JPEG, headers=PICTURE_HEADERS)


class BarcodePhotoViewSet(BaseViewSet):
    queryset = Food.objects.none()
    capability = "foods.read"
    parser_classes = [PictureParser]
    throttle_scope = "search"

    @extend_schema(
        operation_id="foods_barcode_photo",
        summary="Foods by a photo of their barcode",
        request={"multipart/form-data": wire.PhotoInput},
        responses=wire.ScannedPhotoOutput,
    )
    def create(self, request: Request) -> Response:
        """Read EAN, UPC, DataBar, DataMatrix and QR codes in a photo, and find their foods."""
        given = self.validated(wire.PhotoInput)
        found = selectors.foods_in_photo(given["photo"], self.user.pk)
        return self.answer({"results": wire.ScannedFoodOutput.present_all(found)})


def _capture(given: dict[str, Any]) -> services.Capture:
    return services.Capture(
        id=given["id"],
        meal_type=given.get("type", ""),
        eaten_at=given.get("eaten_at"),
        hint=given.get("hint", ""),
    )
