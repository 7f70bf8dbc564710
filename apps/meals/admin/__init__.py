from apps.meals.admin import analyses, catalogue, diary, imports

__all__ = ["analyses", "catalogue", "diary", "imports"]
from apps.meals.admin import resolutions

__all__ = ["catalogue", "diary", "imports", "resolutions"]
