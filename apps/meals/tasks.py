from celery import shared_task

from apps.meals import services


@shared_task(name="meals.refresh_search_words", soft_time_limit=1500, time_limit=1600)
def refresh_search_words() -> None:
    services.refresh_search_words()
