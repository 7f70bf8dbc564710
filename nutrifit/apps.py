import gc

from django.apps import AppConfig


class NutrifitConfig(AppConfig):
    name = "nutrifit"

    def ready(self) -> None:
        from nutrifit import checks  # noqa: F401  (registers them)

        gc.freeze()
        gc.enable()
