from apps.meals.admin import (
    catalogue,
    diary,
    imports,
    own,
    resolutions,
)

__all__ = [
    "catalogue",
    "diary",
    "imports",
    "own",
    "resolutions",
]
