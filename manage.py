#!/usr/bin/env python
"""Django's command line; in a local run it first makes sure the embedded servers are up."""

import atexit
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nutrifit.settings")
    if os.environ.get("NUTRIFIT_LOCAL") == "1":
        hold_embedded_services()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def hold_embedded_services() -> None:
    """Set DATABASE_URL and REDIS_URL to the embedded servers where they are not given."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    from nutrifit.embedded import EmbeddedServices
    from nutrifit.environment import load

    embedded = EmbeddedServices(load().nutrifit_local_dir)
    services = embedded.acquire()
    atexit.register(embedded.release)
    os.environ.setdefault("DATABASE_URL", services.database_url)
    os.environ.setdefault("REDIS_URL", services.redis_url)


if __name__ == "__main__":
    main()
