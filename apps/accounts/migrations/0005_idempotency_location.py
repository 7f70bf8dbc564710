"""Where a remembered answer said the new thing is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_sync_changes")]

    operations = [
        migrations.AddField(
            model_name="idempotencykey",
            name="location",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=500, verbose_name="location"
            ),
        ),
    ]
