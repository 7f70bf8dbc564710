from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MealsConfig(AppConfig):
    name = "apps.meals"
    verbose_name = _("Foods and meals")

    def ready(self) -> None:
        from apps.meals import tasks  # noqa: F401  (importing registers the subscribers)
