"""Photos and analyses of one user."""

from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.meals.models import AIJob, LabelPhoto, Meal, MealPhoto
from apps.meals.selectors.resolution import resolution
from apps.shared.refusals import NotFound

Job = TypeVar("Job", bound=AIJob)


def job(model: type[Job], user_id: UUID, job_id: UUID) -> Job:
    """Raises NotFound."""
    found = model._default_manager.filter(pk=job_id, user_id=user_id).first()
    if found is None:
        raise NotFound("JOB_NOT_FOUND", _("There is no such analysis."))
    return found


def require_meal(user_id: UUID, meal_id: UUID) -> None:
    """Raises NotFound for a meal that is not there, deleted, or another user's."""
    if not Meal.objects.filter(pk=meal_id, user_id=user_id, deleted_at__isnull=True).exists():
        raise NotFound("MEAL_NOT_FOUND", _("There is no such meal."))


def photos_of_meal(user_id: UUID, meal_id: UUID) -> QuerySet[MealPhoto]:
    """The photos kept with a meal, oldest first. Raises NotFound without the meal."""
    require_meal(user_id, meal_id)
    return MealPhoto.objects.filter(meal_id=meal_id, deleted_at__isnull=True).order_by("id")


def photo_of_meal(user_id: UUID, meal_id: UUID, photo_id: UUID) -> MealPhoto:
    """Raises NotFound."""
    found = photos_of_meal(user_id, meal_id).filter(pk=photo_id).first()
    if found is None:
        raise NotFound("PHOTO_NOT_FOUND", _("There is no such photo with this meal."))
    return found


def label_photo(user_id: UUID, resolution_id: UUID) -> LabelPhoto:
    """The photos of the package a search goes on with. Raises NotFound."""
    log_id = resolution(user_id, resolution_id).log_id
    found = LabelPhoto.objects.filter(user_id=user_id, log_id=log_id).first()
    if found is None:
        raise NotFound("PHOTO_NOT_FOUND", _("No photo was sent for this search."))
    return found


def kept_file(photo: LabelPhoto, part: str) -> str:
    """The name of one of the photos of a package. Raises NotFound when it is not kept."""
    name = str(getattr(photo, part)) if photo.is_kept else ""
    if not name:
        raise NotFound("PHOTO_NOT_FOUND", _("This photo is not kept."))
    return name
