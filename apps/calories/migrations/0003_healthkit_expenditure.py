"""An expenditure may be HealthKit's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calories", "0002_sync_changes"),
        ("health", "0002_day_expenditure"),
    ]

    operations = [
        migrations.AlterField(
            model_name="dailybalance",
            name="expenditure_source",
            field=models.CharField(
                choices=[
                    ("healthkit", "HealthKit"),
                    ("formula", "formula × activity"),
                    ("none", "not known"),
                ],
                max_length=10,
                verbose_name="expenditure from",
            ),
        ),
    ]
