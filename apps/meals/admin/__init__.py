from apps.meals.admin import catalogue, diary, imports

__all__ = ["catalogue", "diary", "imports"]
