from apps.health.api.views.body_mass import BodyMassViewSet, WeighInFileViewSet
from apps.health.api.views.figures import FigureViewSet, SampleViewSet
from apps.health.api.views.imports import ImportViewSet
from apps.health.api.views.ingest import BatchViewSet
from apps.health.api.views.sources import SourceViewSet
from apps.health.api.views.sync import SyncQualityViewSet

__all__ = [
    "BatchViewSet",
    "BodyMassViewSet",
    "FigureViewSet",
    "ImportViewSet",
    "SampleViewSet",
    "SourceViewSet",
    "SyncQualityViewSet",
    "WeighInFileViewSet",
]
