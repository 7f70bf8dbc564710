"""The end of what people sent us and of what was made of it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from apps.meals.models import AIJob, LabelPhoto, MealPhoto, PhotoAnalysis, VoiceTranscription
from apps.meals.services import ai_jobs, uploads
from apps.shared.rows import in_batches

FORGOTTEN_AT_ONCE = 1000
# A file is there before the row that names it; what is younger may belong to a request under way.
ORPHANED_AFTER = timedelta(days=1)

# The folders of uploads, and which columns name their files.
FOLDERS: dict[str, tuple[type[Any], tuple[str, ...]]] = {
    "photos": (MealPhoto, ("image",)),
    "thumbnails": (MealPhoto, ("thumbnail",)),
    "analyses": (PhotoAnalysis, ("upload",)),
    "recordings": (VoiceTranscription, ("upload",)),
    "labels": (LabelPhoto, ("table", "front")),
}


def forget_uploads(*, at: datetime) -> int:
    """Remove the files of deleted photos, of recordings written down, and what was kept for a
    repetition longer than ``AI_KEEP_UPLOADS_DAYS``; returns the number of rows that had some."""
    gone = MealPhoto.objects.filter(~Q(image=""), deleted_at__isnull=False)
    photos = list(gone[:FORGOTTEN_AT_ONCE])
    for photo in photos:
        uploads.discard(photo.image.name or "", photo.thumbnail.name or "")
        MealPhoto.objects.filter(pk=photo.pk).update(image="", thumbnail="")
    old = Q(finished_at__lt=at - settings.AI_KEEP_UPLOADS)
    written_down = Q(status=AIJob.Status.READY, finished_at__isnull=False)
    jobs: list[AIJob] = [
        *PhotoAnalysis.objects.filter(~Q(upload=""), old)[:FORGOTTEN_AT_ONCE],
        *VoiceTranscription.objects.filter(~Q(upload=""), old | written_down)[:FORGOTTEN_AT_ONCE],
    ]
    for job in jobs:
        ai_jobs.forget_upload(job)
    return len(photos) + len(jobs) + _forget_labels(old=at - settings.AI_KEEP_UPLOADS)


def _forget_labels(*, old: datetime) -> int:
    """Photos of packages are evidence until staff have decided, or for as long as uploads are."""
    over = Q(deleted_at__isnull=False) | Q(reviewed_at__isnull=False) | Q(created_at__lt=old)
    photos = list(LabelPhoto.objects.filter(~Q(table=""), over)[:FORGOTTEN_AT_ONCE])
    for photo in photos:
        uploads.discard(photo.table.name or "", photo.front.name or "")
        LabelPhoto.objects.filter(pk=photo.pk).update(table="", front="")
    return len(photos)


def forget_analyses(*, at: datetime) -> int:
    """Empty the raw answers of jobs finished ``AI_KEEP_ANSWERS_DAYS`` ago, and delete what was
    never made a meal after ``AI_KEEP_DRAFTS_DAYS``: photos nobody confirmed, and transcripts.

    A confirmed analysis stays, as its draft says where the meal's figures came from. Returns the
    number of jobs deleted.
    """
    answered = {"finished_at__lt": at - settings.AI_KEEP_ANSWERS}
    old = {"finished_at__lt": at - settings.AI_KEEP_DRAFTS}
    for model in (PhotoAnalysis, VoiceTranscription):
        for batch in in_batches(model._default_manager.filter(~Q(raw_answer=""), **answered)):
            batch.update(raw_answer="")
    photos = PhotoAnalysis.objects.filter(meal__isnull=True, **old)
    return _forget_jobs(photos) + _forget_jobs(VoiceTranscription.objects.filter(**old))


def _forget_jobs(jobs: Any) -> int:
    """The files go first: where that fails, the rows still tell the next run."""
    forgotten = 0
    for batch in in_batches(jobs):
        for job in batch.exclude(upload=""):
            ai_jobs.forget_upload(job)
        forgotten += batch.filter(upload="").delete()[0]
    return forgotten


def discard_uploads_of(user_id: UUID) -> int:
    """Remove every file of a user who was erased; returns how many there were."""
    return sum(uploads.discard_folder(folder, user_id) for folder in FOLDERS)


def discard_orphans(*, at: datetime) -> int:
    """Remove files that no row names: of erased users, and of requests that did not end.

    Returns how many there were.
    """
    before, discarded = at - ORPHANED_AFTER, 0
    for folder, (model, columns) in FOLDERS.items():
        for user_id in uploads.users_with(folder):
            rows = model._default_manager.filter(user_id=user_id)
            named = {name for names in rows.values_list(*columns) for name in names}
            orphans = [
                name for name in uploads.kept_before(folder, user_id, before) if name not in named
            ]
            uploads.discard(*orphans)
            discarded += len(orphans)
    return discarded
