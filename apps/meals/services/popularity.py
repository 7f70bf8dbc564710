"""How many people eat a food, counted anew from diaries and scans; of no person alone."""

from django.db import connection

# The power of two below: a food changes only when its use doubles or halves. Someone who ate it in
# the last three months tells as much as ten scans anywhere in the world.
COUNT = """
UPDATE meals_food AS food SET popularity = counted.popularity
FROM (
  SELECT id, floor(log(2, 1 + 10 * coalesce(people, 0) + coalesce(scans, 0)::numeric)) AS popularity
  FROM meals_food
  LEFT JOIN (
    SELECT food_id, count(DISTINCT user_id) AS people FROM meals_mealitem
    WHERE deleted_at IS NULL AND local_date >= current_date - 90
    GROUP BY food_id
  ) AS eaten ON eaten.food_id = id
  WHERE people > 0 OR scans > 0 OR meals_food.popularity > 0
) AS counted
WHERE food.id = counted.id AND food.popularity <> counted.popularity
"""


def count_popularity() -> int:
    """Bring every food's popularity up to date; how many changed."""
    with connection.cursor() as cursor:
        # Over years of diaries this takes longer than a request may.
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(COUNT)
        changed: int = cursor.rowcount
        cursor.execute("RESET statement_timeout")
    return changed
