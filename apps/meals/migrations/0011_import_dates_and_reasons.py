"""When a source changed a row, why rows were rejected, and two more sources."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meals", "0010_food_quality"),
    ]

    operations = [
        migrations.AddField(
            model_name="foodversion",
            name="source_modified_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="When the source last changed the row; an older one never replaces it.",
                null=True,
                verbose_name="changed at the source",
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="reasons",
            field=models.JSONField(
                db_default={},
                default=dict,
                help_text="How many rows each reason rejected.",
                verbose_name="reasons",
            ),
        ),
        migrations.AlterField(
            model_name="foodversion",
            name="licence",
            field=models.CharField(
                choices=[
                    ("proprietary", "proprietary"),
                    ("crea-terms", "crea-terms"),
                    ("CC0-1.0", "CC0-1.0"),
                    ("etalab-2.0", "etalab-2.0"),
                    ("ODbL-1.0", "ODbL-1.0"),
                    ("fsvo-terms", "fsvo-terms"),
                    ("CC-BY-4.0", "CC-BY-4.0"),
                ],
                max_length=20,
                verbose_name="licence",
            ),
        ),
        migrations.AlterField(
            model_name="foodversion",
            name="source",
            field=models.CharField(
                choices=[
                    ("manual", "entered by hand"),
                    ("crea", "CREA"),
                    ("usda", "USDA FoodData Central"),
                    ("ciqual", "CIQUAL"),
                    ("swiss", "Swiss Food Composition Database"),
                    ("bls", "BLS"),
                    ("openfoodfacts", "Open Food Facts"),
                    ("vision", "seen in a photo"),
                    ("estimated", "estimated"),
                ],
                max_length=15,
                verbose_name="source",
            ),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="source",
            field=models.CharField(
                choices=[
                    ("manual", "entered by hand"),
                    ("crea", "CREA"),
                    ("usda", "USDA FoodData Central"),
                    ("ciqual", "CIQUAL"),
                    ("swiss", "Swiss Food Composition Database"),
                    ("bls", "BLS"),
                    ("openfoodfacts", "Open Food Facts"),
                    ("vision", "seen in a photo"),
                    ("estimated", "estimated"),
                ],
                max_length=15,
                verbose_name="source",
            ),
        ),
        migrations.AlterField(
            model_name="mealitem",
            name="licence",
            field=models.CharField(
                choices=[
                    ("proprietary", "proprietary"),
                    ("crea-terms", "crea-terms"),
                    ("CC0-1.0", "CC0-1.0"),
                    ("etalab-2.0", "etalab-2.0"),
                    ("ODbL-1.0", "ODbL-1.0"),
                    ("fsvo-terms", "fsvo-terms"),
                    ("CC-BY-4.0", "CC-BY-4.0"),
                ],
                max_length=20,
                verbose_name="licence",
            ),
        ),
        migrations.AlterField(
            model_name="mealitem",
            name="source",
            field=models.CharField(
                choices=[
                    ("manual", "entered by hand"),
                    ("crea", "CREA"),
                    ("usda", "USDA FoodData Central"),
                    ("ciqual", "CIQUAL"),
                    ("swiss", "Swiss Food Composition Database"),
                    ("bls", "BLS"),
                    ("openfoodfacts", "Open Food Facts"),
                    ("vision", "seen in a photo"),
                    ("estimated", "estimated"),
                ],
                max_length=15,
                verbose_name="source",
            ),
        ),
        migrations.AlterField(
            model_name="portion",
            name="source",
            field=models.CharField(
                choices=[
                    ("manual", "entered by hand"),
                    ("crea", "CREA"),
                    ("usda", "USDA FoodData Central"),
                    ("ciqual", "CIQUAL"),
                    ("swiss", "Swiss Food Composition Database"),
                    ("bls", "BLS"),
                    ("openfoodfacts", "Open Food Facts"),
                    ("vision", "seen in a photo"),
                    ("estimated", "estimated"),
                ],
                max_length=15,
                verbose_name="source",
            ),
        ),
    ]
