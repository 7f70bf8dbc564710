from apps.meals.admin import analyses, catalogue, diary, imports

__all__ = ["analyses", "catalogue", "diary", "imports"]
