import gc

# What is imported at the start lives as long as the process; looking through it for garbage takes
# a quarter of the start. ``NutrifitConfig.ready`` switches the collector on.
gc.disable()

from nutrifit.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
