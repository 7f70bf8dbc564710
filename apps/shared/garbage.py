"""Python's garbage collector, and work it has nothing to find in."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def none_collected() -> Iterator[None]:
    """For work that makes many small objects without cycles, as reading thousands of records is:
    the collector would go through all of them again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
