"""A barcode check the planner can inline, and an index for foods without a barcode."""

from importlib import import_module

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

# STRICT functions of several steps are not inlined; the check took a quarter of an insert.
STRICT = import_module("apps.meals.migrations.0001_sql_functions").GTIN_IS_VALID.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
INLINED = STRICT.replace("IMMUTABLE STRICT", "IMMUTABLE")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("meals", "0011_import_dates_and_reasons")]

    operations = [
        migrations.RunSQL(INLINED, STRICT),
        AddIndexConcurrently(
            model_name="foodversion",
            index=models.Index(
                condition=models.Q(("source", "openfoodfacts"), _negated=True),
                fields=["source", "source_id"],
                name="foodversion_by_source_id",
            ),
        ),
    ]
