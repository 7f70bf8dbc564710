"""Uploads in: forms with a file, of a bounded size."""

from apps.meals.domain import pictures, recordings
from apps.shared.api.parsing import UploadParser


class PictureParser(UploadParser):
    max_bytes = pictures.MAX_BYTES


class PackageParser(UploadParser):
    max_bytes = 2 * pictures.MAX_BYTES


class RecordingParser(UploadParser):
    max_bytes = recordings.MAX_BYTES
