from apps.health.api.views.ingest import BatchViewSet

__all__ = ["BatchViewSet"]
