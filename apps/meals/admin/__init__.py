from apps.meals.admin import (
    analyses,
    catalogue,
    diary,
    duplicates,
    imports,
    labels,
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
    "labels",
    "own",
    "quality",
    "resolutions",
]
