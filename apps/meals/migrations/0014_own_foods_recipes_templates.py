import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

import apps.meals.models.food
from apps.shared.sync import stamped

# On the way back: without an owner a user's own foods would be everybody's. They stay because
# meals refer to them.
HIDE_PRIVATE_FOODS = "UPDATE meals_food SET status = 'draft' WHERE owner_id IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [
        ("meals", "0013_photos_and_voice"),
        ("accounts", "0003_sync_change"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="food",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="owner",
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, HIDE_PRIVATE_FOODS),
        migrations.AlterField(
            model_name="food",
            name="current_version",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="current_of",
                to="meals.foodversion",
                verbose_name="current version",
            ),
        ),
        migrations.AlterField(
            model_name="mealitem",
            name="food",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="meals.food",
                verbose_name="food",
            ),
        ),
        migrations.AlterField(
            model_name="mealitem",
            name="food_version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="meals.foodversion",
                verbose_name="food version",
            ),
        ),
        AddConstraintNotValid(
            model_name="food",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("owner__isnull", True),
                    models.Q(("gtin__isnull", True), ("is_generic", False)),
                    _connector="OR",
                ),
                name="food_private_outside_catalogue",
                violation_error_message="A user's own food has no place in the catalogue.",
            ),
        ),
        migrations.CreateModel(
            name="MealTemplate",
            fields=[
                ("request_hash", models.BinaryField(verbose_name="hash of the creating request")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "deleted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="deleted at"),
                ),
                ("change", models.BigIntegerField(db_default=0, default=0, editable=False)),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("breakfast", "breakfast"),
                            ("lunch", "lunch"),
                            ("dinner", "dinner"),
                            ("snack", "snack"),
                            ("free_snack", "free snack"),
                        ],
                        max_length=10,
                        verbose_name="type",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "meal template",
                "verbose_name_plural": "meal templates",
                "ordering": ["-created_at", "id"],
                "abstract": False,
                "indexes": [models.Index(fields=["user", "change"], name="mealtemplate_changes")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="mealtemplate_name_given",
                        violation_error_message="A name cannot be empty.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnFood",
            fields=[
                ("request_hash", models.BinaryField(verbose_name="hash of the creating request")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "deleted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="deleted at"),
                ),
                ("change", models.BigIntegerField(db_default=0, default=0, editable=False)),
                (
                    "food",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="own_food",
                        serialize=False,
                        to="meals.food",
                        verbose_name="food",
                    ),
                ),
                (
                    "gtin",
                    models.CharField(
                        blank=True, max_length=14, null=True, verbose_name="barcode (GTIN-14)"
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="meals.food",
                        verbose_name="proposed to the catalogue as",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "own food",
                "verbose_name_plural": "own foods",
                "ordering": ["-created_at", "food"],
                "abstract": False,
                "indexes": [models.Index(fields=["user", "change"], name="ownfood_changes")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("user", "gtin"),
                        name="ownfood_gtin_once",
                        violation_error_message="You already have a food with this barcode.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("gtin__isnull", True),
                            apps.meals.models.food.GtinIsValid(models.F("gtin")),
                            _connector="OR",
                        ),
                        name="ownfood_gtin_valid",
                        violation_error_message="The barcode must have 14 digits and a right check digit.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recipe",
            fields=[
                ("request_hash", models.BinaryField(verbose_name="hash of the creating request")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "deleted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="deleted at"),
                ),
                ("change", models.BigIntegerField(db_default=0, default=0, editable=False)),
                (
                    "food",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="recipe",
                        serialize=False,
                        to="meals.food",
                        verbose_name="food",
                    ),
                ),
                (
                    "servings",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="servings"),
                ),
                (
                    "yield_factor",
                    models.DecimalField(
                        decimal_places=3,
                        help_text="Mass when cooked divided by the mass of the raw ingredients.",
                        max_digits=4,
                        verbose_name="yield factor",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=2000, verbose_name="note")),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "recipe",
                "verbose_name_plural": "recipes",
                "ordering": ["-created_at", "food"],
                "abstract": False,
                "indexes": [models.Index(fields=["user", "change"], name="recipe_changes")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("servings__gt", 0), ("servings__lte", 100)),
                        name="recipe_servings_range",
                        violation_error_message="A recipe makes more than 0 and at most 100 servings.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("yield_factor__gte", "0.1"), ("yield_factor__lte", 5)),
                        name="recipe_yield_plausible",
                        violation_error_message="The yield factor is between 0.1 and 5.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecipeIngredient",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                (
                    "quantity_g",
                    models.DecimalField(
                        decimal_places=2, max_digits=8, verbose_name="quantity (g)"
                    ),
                ),
                (
                    "precision_g",
                    models.DecimalField(
                        decimal_places=2, max_digits=8, verbose_name="precision (± g)"
                    ),
                ),
                (
                    "quantity_confidence",
                    models.DecimalField(
                        decimal_places=3, max_digits=4, verbose_name="confidence in the quantity"
                    ),
                ),
                (
                    "portion_name",
                    models.CharField(blank=True, max_length=100, verbose_name="portion"),
                ),
                (
                    "portion_count",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=6,
                        null=True,
                        verbose_name="number of portions",
                    ),
                ),
                (
                    "food",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="meals.food",
                        verbose_name="food",
                    ),
                ),
                (
                    "food_version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="meals.foodversion",
                        verbose_name="food version",
                    ),
                ),
                (
                    "recipe",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ingredients",
                        to="meals.recipe",
                        verbose_name="recipe",
                    ),
                ),
            ],
            options={
                "verbose_name": "ingredient",
                "verbose_name_plural": "ingredients",
                "ordering": ["position"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity_g__gt", 0), ("quantity_g__lte", 20000)),
                        name="recipeingredient_quantity_range",
                        violation_error_message="A quantity is more than 0 and at most 20,000 g.",
                    ),
                    models.UniqueConstraint(
                        fields=("recipe", "position"),
                        name="recipeingredient_position_unique",
                        violation_error_message="Two ingredients have the same position.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TemplateItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                (
                    "quantity_g",
                    models.DecimalField(
                        decimal_places=2, max_digits=8, verbose_name="quantity (g)"
                    ),
                ),
                (
                    "precision_g",
                    models.DecimalField(
                        decimal_places=2, max_digits=8, verbose_name="precision (± g)"
                    ),
                ),
                (
                    "quantity_confidence",
                    models.DecimalField(
                        decimal_places=3, max_digits=4, verbose_name="confidence in the quantity"
                    ),
                ),
                (
                    "portion_name",
                    models.CharField(blank=True, max_length=100, verbose_name="portion"),
                ),
                (
                    "portion_count",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=6,
                        null=True,
                        verbose_name="number of portions",
                    ),
                ),
                (
                    "food",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="meals.food",
                        verbose_name="food",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="meals.mealtemplate",
                        verbose_name="meal template",
                    ),
                ),
            ],
            options={
                "verbose_name": "item of a meal template",
                "verbose_name_plural": "items of a meal template",
                "ordering": ["position"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity_g__gt", 0), ("quantity_g__lte", 20000)),
                        name="templateitem_quantity_range",
                        violation_error_message="A quantity is more than 0 and at most 20,000 g.",
                    ),
                    models.UniqueConstraint(
                        fields=("template", "position"),
                        name="templateitem_position_unique",
                        violation_error_message="Two items have the same position.",
                    ),
                ],
            },
        ),
        stamped("meals_ownfood"),
        stamped("meals_recipe"),
        stamped("meals_mealtemplate"),
    ]
