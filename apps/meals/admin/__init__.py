from apps.meals.admin import (
    analyses,
    catalogue,
    diary,
    duplicates,
    imports,
    own,
    quality,
    resolutions,
)

__all__ = [
    "analyses",
    "catalogue",
    "diary",
    "duplicates",
    "imports",
    "own",
    "quality",
    "resolutions",
]
