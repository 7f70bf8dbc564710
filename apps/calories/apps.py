from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaloriesConfig(AppConfig):
    name = "apps.calories"
    verbose_name = _("Energy balance")

    def ready(self) -> None:
        # Registers the in-transaction projections of meals and profiles, and the kinds of sync.
        from apps.calories import tasks  # noqa: F401
        from apps.calories.api import sync  # noqa: F401
