from apps.health.api.serializers.body_mass import (
    BodyMassOutput,
    WeighInFileInput,
    WeighInFileOutput,
    WeighInInput,
    WeighInOutput,
    file_message,
)
from apps.health.api.serializers.figures import (
    DailyFigureOutput,
    DailyFiguresOutput,
    DailyQuery,
    ErasedOutput,
    ErasureQuery,
    SampleOutput,
    SamplePageOutput,
    SamplesQuery,
    SummaryOutput,
    TypeSummaryOutput,
)
from apps.health.api.serializers.imports import ImportInput, ImportOutput
from apps.health.api.serializers.ingest import (
    ANSWER_EXAMPLE,
    EXAMPLE,
    MOST_RECORDS,
    MOST_TOTALS,
    WORKOUT_EXAMPLE,
    EnvelopeInput,
    HealthBatch,
    HealthBatchOutput,
    NoticeOutput,
)
from apps.health.api.serializers.sources import (
    SourceOrderInput,
    SourceOrderOutput,
    SourceOrdersOutput,
    SourceOutput,
    SourcesOutput,
)
from apps.health.api.serializers.sync import (
    SyncQualityOutput,
)
from apps.shared.api.dates import (
    DayRange,
)

__all__ = [
    "ANSWER_EXAMPLE",
    "EXAMPLE",
    "MOST_RECORDS",
    "MOST_TOTALS",
    "WORKOUT_EXAMPLE",
    "BodyMassOutput",
    "DailyFigureOutput",
    "DailyFiguresOutput",
    "DailyQuery",
    "DayRange",
    "EnvelopeInput",
    "ErasedOutput",
    "ErasureQuery",
    "HealthBatch",
    "HealthBatchOutput",
    "ImportInput",
    "ImportOutput",
    "NoticeOutput",
    "SampleOutput",
    "SamplePageOutput",
    "SamplesQuery",
    "SourceOrderInput",
    "SourceOrderOutput",
    "SourceOrdersOutput",
    "SourceOutput",
    "SourcesOutput",
    "SummaryOutput",
    "SyncQualityOutput",
    "TypeSummaryOutput",
    "WeighInFileInput",
    "WeighInFileOutput",
    "WeighInInput",
    "WeighInOutput",
    "file_message",
]
