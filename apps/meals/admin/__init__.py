from apps.meals.admin import catalogue, diary, duplicates, imports, quality

__all__ = ["catalogue", "diary", "duplicates", "imports", "quality"]
