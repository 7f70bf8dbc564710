from apps.health.api.serializers.ingest import (
    ANSWER_EXAMPLE,
    EXAMPLE,
    MOST_RECORDS,
    MOST_TOTALS,
    WORKOUT_EXAMPLE,
    BatchDescription,
    BatchOutput,
    EnvelopeInput,
    NoticeOutput,
)

__all__ = [
    "ANSWER_EXAMPLE",
    "EXAMPLE",
    "MOST_RECORDS",
    "MOST_TOTALS",
    "WORKOUT_EXAMPLE",
    "BatchDescription",
    "BatchOutput",
    "EnvelopeInput",
    "NoticeOutput",
]
