from apps.meals.admin import catalogue, diary, imports, own

__all__ = ["catalogue", "diary", "imports", "own"]
