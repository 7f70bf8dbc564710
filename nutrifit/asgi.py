"""The stream process: the same application under ASGI, for answers that are sent in pieces."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nutrifit.settings")

application = get_asgi_application()
