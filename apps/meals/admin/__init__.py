from apps.meals.admin import catalogue, diary, duplicates, imports, quality, resolutions

__all__ = ["catalogue", "diary", "duplicates", "imports", "quality", "resolutions"]
