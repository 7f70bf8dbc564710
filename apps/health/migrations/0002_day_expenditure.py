"""What HealthKit says was spent on a day, for the energy balance to join."""

from django.db import migrations

# Types 7 and 8 are active and basal energy (domain/types.py); both rows carry the same "sync".
DAY_EXPENDITURE = """
CREATE VIEW health_day_expenditure AS
SELECT basal.user_id, basal.local_date,
       basal.value AS basal_kcal, active.value AS active_kcal,
       basal.provenance #>> '{sync,grade}' AS grade,
       (basal.provenance #>> '{sync,complete}')::boolean AS complete
FROM health_dailymetric AS basal
JOIN health_dailymetric AS active
  ON active.user_id = basal.user_id AND active.local_date = basal.local_date AND active.type = 7
WHERE basal.type = 8
"""


class Migration(migrations.Migration):
    dependencies = [("health", "0001_initial")]

    operations = [migrations.RunSQL(DAY_EXPENDITURE, "DROP VIEW health_day_expenditure")]
