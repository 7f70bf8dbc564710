"""The application's settings and database without its middleware and URLs."""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

django.setup()

# Only now: allauth refuses to start without its middleware.
settings.MIDDLEWARE = []
settings.ROOT_URLCONF = "bench.floors"

application = WSGIHandler()
