"""The weigh-ins of a day, for the energy balance to join."""

from django.db import migrations

# Type 50 is body mass (domain/types.py); the value is the mean of the day's weigh-ins.
DAY_BODY_MASS = """
CREATE VIEW health_day_body_mass AS
SELECT user_id, local_date, value AS body_mass_kg, samples_count
FROM health_dailymetric
WHERE type = 50
"""


class Migration(migrations.Migration):
    dependencies = [("health", "0003_invariants")]

    operations = [migrations.RunSQL(DAY_BODY_MASS, "DROP VIEW health_day_body_mass")]
