from django.urls import URLPattern, URLResolver, path

from apps.health.api.views import (
    BatchViewSet,
    BodyMassViewSet,
    FigureViewSet,
    ImportViewSet,
    SampleViewSet,
    SourceViewSet,
    SyncQualityViewSet,
    WeighInFileViewSet,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/daily", FigureViewSet.as_view({"get": "daily"}), name="health-daily"),
    path("health/summary", FigureViewSet.as_view({"get": "summary"}), name="health-summary"),
    path(
        "health/samples",
        SampleViewSet.as_view({"get": "list", "post": "create", "delete": "destroy"}),
        name="health-samples",
    ),
    path("health/workouts", BatchViewSet.as_view({"post": "workouts"}), name="health-workouts"),
    path("health/sleep", BatchViewSet.as_view({"post": "sleep"}), name="health-sleep"),
    path(
        "health/state-of-mind",
        BatchViewSet.as_view({"post": "state_of_mind"}),
        name="health-state-of-mind",
    ),
    path("health/sync", SyncQualityViewSet.as_view({"get": "list"}), name="health-sync"),
    path("health/sources", SourceViewSet.as_view({"get": "list"}), name="health-sources"),
    path(
        "health/sources/priorities",
        SourceViewSet.as_view({"get": "orders", "put": "set_order"}),
        name="health-source-priorities",
    ),
    path(
        "health/imports",
        ImportViewSet.as_view({"get": "list", "post": "create"}),
        name="health-imports",
    ),
    path(
        "health/imports/<uuid:pk>",
        ImportViewSet.as_view({"get": "retrieve", "delete": "destroy"}),
        name="health-import",
    ),
    path(
        "health/imports/<uuid:pk>/retry",
        ImportViewSet.as_view({"post": "retry"}),
        name="health-import-retry",
    ),
    path(
        "health/body-mass",
        BodyMassViewSet.as_view({"get": "list", "post": "create"}),
        name="health-body-mass",
    ),
    path(
        "health/body-mass/import",
        WeighInFileViewSet.as_view({"post": "create"}),
        name="health-body-mass-import",
    ),
    path(
        "health/body-mass/<uuid:pk>",
        BodyMassViewSet.as_view({"delete": "destroy"}),
        name="health-weigh-in",
    ),
]
