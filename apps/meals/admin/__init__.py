from apps.meals.admin import catalogue, diary, imports, resolutions

__all__ = ["catalogue", "diary", "imports", "resolutions"]
