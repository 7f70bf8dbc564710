"""From what is said into a phone to the text of a meal."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from apps.meals.models import VoiceTranscription
from apps.meals.services import ai_jobs
from apps.meals.services.drafts import LONGEST_TEXT, draft_from_text
from apps.meals.services.photo_analyses import Capture
from apps.shared.ai import Answer
from apps.shared.clients import openai

if TYPE_CHECKING:
    from apps.accounts.models import User

# What is heard is parsed as Italian.
LANGUAGE = "it"


def submit_recording(
    user: "User",
    capture: Capture,
    recording: bytes,
    suffix: str,
    *,
    request_hash: bytes,
    at: datetime,
) -> tuple[VoiceTranscription, bool]:
    """Take a recording in for transcription; see ``ai_jobs.submit``."""
    job = VoiceTranscription(
        id=capture.id,
        user=user,
        meal_type=capture.meal_type,
        eaten_at=capture.eaten_at,
        request_hash=request_hash,
    )
    return ai_jobs.submit(VOICE, job, recording, suffix, at=at)


def transcribe(job_id: UUID, *, at: datetime) -> float | None:
    """See ``ai_jobs.run``."""
    return ai_jobs.run(VOICE, job_id, at=at)


def retry_recording(user: "User", job_id: UUID, *, at: datetime) -> VoiceTranscription:
    """See ``ai_jobs.retry``."""
    return ai_jobs.retry(VOICE, user, job_id, at=at)


def add_draft(user: "User", job: VoiceTranscription) -> VoiceTranscription:
    """The same job with the draft of a meal its transcript tells, once it is there."""
    if job.status == VoiceTranscription.Status.READY:
        text, meal_type = job.transcript[:LONGEST_TEXT], job.meal_type or None
        job.draft = draft_from_text(user, text, meal_type=meal_type, eaten_at=job.eaten_at)
    return job


def lost_recordings(*, at: datetime) -> list[UUID]:
    """See ``ai_jobs.due``."""
    return ai_jobs.due(VOICE, at=at)


def _ask(job: VoiceTranscription, recording: bytes) -> Answer[str]:
    suffix = (job.upload.name or "").rpartition(".")[2]
    return openai.transcribe(recording, name=f"recording.{suffix}", language=LANGUAGE)


def _outcome(job: VoiceTranscription, text: str) -> dict[str, Any]:
    return {"transcript": text.strip(), "raw_answer": ""}


VOICE = ai_jobs.Line(
    model=VoiceTranscription,
    kind="voice",
    folder="recordings",
    submitted_event="meals.recording_submitted.v1",
    finished_event="meals.recording_transcribed.v1",
    dearest_usd=lambda content: openai.dearest_transcription(len(content)),
    ask=_ask,
    outcome=_outcome,
    forget_when_ready=True,
)
