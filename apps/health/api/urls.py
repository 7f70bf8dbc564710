from django.urls import URLPattern, URLResolver, path

from apps.health.api.views import BatchViewSet

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/samples", BatchViewSet.as_view({"post": "create"}), name="health-samples"),
    path("health/workouts", BatchViewSet.as_view({"post": "workouts"}), name="health-workouts"),
    path("health/sleep", BatchViewSet.as_view({"post": "sleep"}), name="health-sleep"),
    path(
        "health/state-of-mind",
        BatchViewSet.as_view({"post": "state_of_mind"}),
        name="health-state-of-mind",
    ),
]
