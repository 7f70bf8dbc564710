from celery import shared_task

from apps.meals import services


@shared_task(name="meals.refresh_search_words", soft_time_limit=1500, time_limit=1600)
def refresh_search_words() -> None:
    services.refresh_search_words()


@shared_task(name="meals.count_popularity", soft_time_limit=1500, time_limit=1600)
def count_popularity() -> None:
    services.count_popularity()
