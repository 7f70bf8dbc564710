"""Imported by the process that workers are forked from: they share Django and our code in memory.

Frozen objects are left alone by the garbage collector, so their pages stay shared.
"""

import gc

import django

django.setup()

from apps.meals.imports import openfoodfacts, storing  # noqa: E402  (models need Django)

gc.freeze()

__all__ = ["openfoodfacts", "storing"]
