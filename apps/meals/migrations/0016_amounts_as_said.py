"""The unit an amount was given in, beside its grams; 0017 validates the constraints."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

UNITS = [
    ("g", "g"),
    ("kg", "kg"),
    ("mg", "mg"),
    ("ml", "ml"),
    ("l", "l"),
    ("oz", "oz"),
    ("lb", "lb"),
    ("cup", "cup"),
    ("tbsp", "tbsp"),
    ("tsp", "tsp"),
]


def said(model_name):
    quantity = models.DecimalField(
        blank=True, decimal_places=3, max_digits=11, null=True, verbose_name="quantity"
    )
    unit = models.CharField(
        blank=True, choices=UNITS, db_default="", default="", max_length=4, verbose_name="unit"
    )
    unit_with_quantity = models.CheckConstraint(
        condition=models.Q(
            models.Q(("quantity__isnull", True), ("unit", "")),
            models.Q(
                models.Q(("unit", ""), _negated=True),
                ("portion_name", ""),
                ("quantity__gt", 0),
                ("quantity__isnull", False),
            ),
            _connector="OR",
        ),
        name=f"{model_name}_unit_with_quantity",
        violation_error_message="A unit comes with how many of it, and no portion.",
    )
    return [
        migrations.AddField(model_name=model_name, name="quantity", field=quantity),
        migrations.AddField(model_name=model_name, name="unit", field=unit),
        AddConstraintNotValid(model_name=model_name, constraint=unit_with_quantity),
    ]


class Migration(migrations.Migration):
    dependencies = [("meals", "0015_sync_changes")]

    operations = [*said("mealitem"), *said("recipeingredient"), *said("templateitem")]
