"""What photos, recordings and their analyses look like on the wire."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.meals.api.serializers.drafts import DraftOutput
from apps.meals.api.serializers.foods import FoodDetailOutput, MacrosOutput
from apps.meals.domain import pictures, recordings
from apps.meals.domain.pictures import PictureError, open_picture
from apps.meals.domain.recordings import RecordingError, suffix_of
from apps.meals.models import AIJob, Meal
from apps.shared.api.serializers import InstantField, OutputSerializer, StrictSerializer

BINARY = "Any name; the type is told by the content."


def picture_message(code: str) -> str:
    sentences = {
        pictures.TOO_LARGE: _("A photo has at most 15 MB."),
        pictures.TOO_MANY_PIXELS: _("The photo has too many pixels."),
        pictures.TOO_SMALL: _("The photo is too small to see anything in it."),
        pictures.UNKNOWN_TYPE: _("A photo is a JPEG, HEIC, PNG or WebP file."),
    }
    return sentences.get(code, _("The photo is damaged."))


def recording_message(code: str) -> str:
    sentences = {
        recordings.EMPTY: _("The recording is empty."),
        recordings.TOO_LARGE: _("A recording has at most 25 MB."),
    }
    return sentences.get(code, _("A recording is an m4a, mp3, wav, webm or ogg file."))


class PictureField(serializers.FileField):
    """A photo; becomes a ``Picture``."""

    def to_internal_value(self, data: Any) -> Any:
        file = super().to_internal_value(data)
        try:
            return open_picture(file, size_bytes=file.size)
        except PictureError as error:
            raise serializers.ValidationError(picture_message(error.code), error.code) from error


@dataclass(frozen=True)
class Recording:
    content: bytes
    suffix: str


class RecordingField(serializers.FileField):
    """Speech; becomes a ``Recording``."""

    def to_internal_value(self, data: Any) -> Any:
        file = super().to_internal_value(data)
        try:
            suffix = suffix_of(file.read(32), size_bytes=file.size)
        except RecordingError as error:
            raise serializers.ValidationError(recording_message(error.code), error.code) from error
        file.seek(0)
        return Recording(file.read(), suffix)


class CaptureInput(StrictSerializer):
    id = serializers.UUIDField(help_text="Made by the phone (UUIDv7); sending it again is safe.")
    type = serializers.ChoiceField(choices=Meal.Type.choices, required=False)
    eaten_at = InstantField(required=False)


class PhotoAnalysisInput(CaptureInput):
    photo = PictureField(help_text=BINARY)
    hint = serializers.CharField(
        max_length=200, required=False, help_text="What the user says about the plate."
    )


class TranscriptionInput(CaptureInput):
    recording = RecordingField(help_text=BINARY)


class PhotoInput(StrictSerializer):
    """A photo alone."""

    photo = PictureField(help_text=BINARY)


class PackageInput(StrictSerializer):
    """Photos of a package: the nutrition table, and the front if its name is to be read."""

    id = serializers.UUIDField(help_text="Made by the phone (UUIDv7); sending it again is safe.")
    photo = PictureField(help_text=f"The nutrition table. {BINARY}")
    front = PictureField(required=False, help_text=BINARY)


class MealPhotoInput(PhotoInput):
    id = serializers.UUIDField(help_text="Made by the phone (UUIDv7); sending it again is safe.")


class MealPhotoOutput(OutputSerializer):
    """A photo kept with a meal; its pixels are at ``…/content`` and ``…/thumbnail``."""

    id = serializers.UUIDField()
    meal_id = serializers.UUIDField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    size_bytes = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class MealPhotoListOutput(OutputSerializer):
    results = MealPhotoOutput(many=True)


class ScannedFoodOutput(OutputSerializer):
    """What a barcode in a photo says; ``food`` is null when the catalogue does not have it."""

    gtin = serializers.CharField()
    food = FoodDetailOutput(allow_null=True)


class ScannedPhotoOutput(OutputSerializer):
    results = ScannedFoodOutput(many=True)


class JobFailureOutput(OutputSerializer):
    code = serializers.CharField()
    message = serializers.CharField()


class JobOutput(OutputSerializer):
    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=AIJob.Status.choices)
    type = serializers.CharField(source="meal_type")
    eaten_at = serializers.DateTimeField(allow_null=True)
    failure = JobFailureOutput(source="problem", allow_null=True)
    attempts = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class GramsOutput(OutputSerializer):
    low = serializers.FloatField()
    likely = serializers.FloatField()
    high = serializers.FloatField()


class CandidateOutput(OutputSerializer):
    """A food of the catalogue; ``match`` is how well its name agrees with what was seen (0–1)."""

    food_id = serializers.UUIDField()
    name = serializers.CharField()
    brand = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    match = serializers.FloatField()


class PhotoDraftItemOutput(OutputSerializer):
    """A food to confirm under its ``id``: ``estimated_g`` as seen, ``suggested_g`` corrected for
    bias; nutrients are the catalogue's for the likely suggested mass."""

    id = serializers.UUIDField()
    seen_as = serializers.CharField()
    seen_as_en = serializers.CharField()
    size = serializers.ChoiceField(choices=["small", "medium", "large"])
    food = CandidateOutput(allow_null=True)
    alternatives = CandidateOutput(many=True)
    estimated_g = GramsOutput()
    suggested_g = GramsOutput()
    nutrients = MacrosOutput(allow_null=True)
    confidence = serializers.FloatField()


class PortionBiasOutput(OutputSerializer):
    """Masses of the plate were multiplied by ``factor``; 1 is no correction."""

    slope = serializers.FloatField()
    unbiased_g = serializers.FloatField()
    factor = serializers.FloatField()


class PhotoDraftOutput(OutputSerializer):
    items = PhotoDraftItemOutput(many=True)
    portion_bias = PortionBiasOutput()


class PhotoAnalysisOutput(JobOutput):
    """The analysis of a photo; ``draft`` is there when it is ready."""

    hint = serializers.CharField()
    draft = PhotoDraftOutput(allow_null=True)
    meal_id = serializers.UUIDField(allow_null=True)


class TranscriptionOutput(JobOutput):
    """The transcription of a recording; the text and its draft are there when it is ready."""

    transcript = serializers.CharField()
    draft = DraftOutput(allow_null=True)
