"""What other apps may read of the diary: one row per user and day."""

from django.db import migrations

# The margin adds the independent errors of the items in quadrature; an item cannot weigh less
# than nothing. Confidence is weighted by energy; without energy every item counts the same.
DAY_INTAKE = """
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
    dependencies = [("meals", "0002_initial")]

    operations = [migrations.RunSQL(DAY_INTAKE, "DROP VIEW meals_day_intake")]
