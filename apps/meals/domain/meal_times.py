"""Which meal people eat at which time of the day."""

from datetime import time

# Beginnings of the usual hours in Italy; in between, and at night, are snacks.
_BEGINNINGS = (
    (time(23), "snack"),
    (time(18, 30), "dinner"),
    (time(15), "snack"),
    (time(11, 30), "lunch"),
    (time(10), "snack"),
    (time(5), "breakfast"),
)


def meal_type_at(local: time) -> str:
    """The meal that something eaten at this time on the wall clock most likely belongs to."""
    return next((meal for begins, meal in _BEGINNINGS if local >= begins), "snack")
