"""The day's intake also says which main meals were eaten."""

from django.db import migrations

# As before, and how many of breakfast, lunch and dinner have an item, dinner apart: from them the
# energy balance infers whether a day is logged completely.
DAY_INTAKE = """
CREATE VIEW meals_day_intake AS
SELECT item.user_id,
       item.local_date,
       count(*) AS items_count,
       count(item.energy_kcal) AS energy_reported_count,
       coalesce(sum(item.energy_kcal), 0) AS energy_kcal,
       sum(item.protein_g) AS protein_g,
       sum(item.carbohydrate_g) AS carbohydrate_g,
       sum(item.fat_g) AS fat_g,
       sqrt(coalesce(
         sum((item.energy_kcal * least(item.precision_g, item.quantity_g) / item.quantity_g) ^ 2), 0
       )) AS energy_margin_kcal,
       coalesce(
         sum(item.energy_kcal * item.confidence) / nullif(sum(item.energy_kcal), 0),
         avg(item.confidence)
       ) AS confidence,
       count(DISTINCT meal.type) FILTER (WHERE meal.type IN ('breakfast', 'lunch', 'dinner'))
         AS main_meals_count,
       bool_or(meal.type = 'dinner') AS has_dinner
FROM meals_mealitem AS item JOIN meals_meal AS meal ON meal.id = item.meal_id
WHERE item.deleted_at IS NULL
GROUP BY item.user_id, item.local_date
"""

BEFORE = """
CREATE VIEW meals_day_intake AS
SELECT user_id,
       local_date,
       count(*) AS items_count,
       count(energy_kcal) AS energy_reported_count,
       coalesce(sum(energy_kcal), 0) AS energy_kcal,
       sum(protein_g) AS protein_g,
       sum(carbohydrate_g) AS carbohydrate_g,
       sum(fat_g) AS fat_g,
       sqrt(coalesce(
         sum((energy_kcal * least(precision_g, quantity_g) / quantity_g) ^ 2), 0
       )) AS energy_margin_kcal,
       coalesce(
         sum(energy_kcal * confidence) / nullif(sum(energy_kcal), 0), avg(confidence)
       ) AS confidence
FROM meals_mealitem
WHERE deleted_at IS NULL
GROUP BY user_id, local_date
"""


class Migration(migrations.Migration):
    dependencies = [("meals", "0021_filtered_search")]

    operations = [
        migrations.RunSQL(
            f"DROP VIEW meals_day_intake; {DAY_INTAKE}", f"DROP VIEW meals_day_intake; {BEFORE}"
        )
    ]
