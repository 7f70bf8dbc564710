from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HealthConfig(AppConfig):
    name = "apps.health"
    verbose_name = _("Health data")

    def ready(self) -> None:
        # Registers the subscribers of syncs and profiles.
        from apps.health import tasks  # noqa: F401
