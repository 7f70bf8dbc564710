"""Numbers for what changes, so that phones can ask what is new."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from apps.shared.sync import stamped


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("calories", "0001_initial"),
        ("accounts", "0003_sync_change"),
    ]

    operations = [
        migrations.AddField(
            model_name="dailybalance",
            name="change",
            field=models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="energyprofile",
            name="change",
            field=models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="goal",
            name="change",
            field=models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
        stamped("calories_dailybalance"),
        stamped("calories_energyprofile"),
        stamped("calories_goal"),
        AddIndexConcurrently(
            model_name="dailybalance",
            index=models.Index(fields=["user", "change"], name="dailybalance_changes"),
        ),
        AddIndexConcurrently(
            model_name="energyprofile",
            index=models.Index(fields=["user", "change"], name="energyprofile_changes"),
        ),
        AddIndexConcurrently(
            model_name="goal",
            index=models.Index(fields=["user", "change"], name="goal_changes"),
        ),
    ]
