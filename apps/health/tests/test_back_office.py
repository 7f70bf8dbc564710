"""What the back-office calls things."""

from apps.health.admin.type_names import TYPE_NAMES
from apps.health.domain.types import TYPES


def test_every_type_has_a_name():
    assert TYPE_NAMES.keys() == TYPES.keys()
