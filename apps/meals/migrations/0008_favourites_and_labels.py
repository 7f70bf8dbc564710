import django.contrib.postgres.fields
import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

# Articles and prepositions do not tell foods apart: "petto pollo" is "petto di pollo", "latte avena"
# is "latte d'avena". (``apps.meals.selectors.words`` knows the same ones.)
FOOD_NAME_KEY = r"""
CREATE FUNCTION food_name_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(
    regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, name)),
                   '[^a-z0-9]+', ' ', 'g'),
    '\m(a|ad|ai|agli|al|all|alla|alle|allo|col|coi|con|da|dal|dalla|dei|degli|del|dell|della|delle'
    '|dello|di|d|e|ed|i|gli|il|l|la|le|lo|nel|nella|per|un|una|uno)\M ?', '', 'g'))
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("meals", "0007_resolutions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(FOOD_NAME_KEY, "DROP FUNCTION food_name_key(text)"),
        migrations.AddField(
            model_name="food",
            name="labels",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("vegan", "vegan"),
                        ("vegetarian", "vegetarian"),
                        ("gluten_free", "gluten-free"),
                        ("lactose_free", "lactose-free"),
                        ("organic", "organic"),
                    ],
                    max_length=20,
                ),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="labels",
            ),
        ),
        migrations.AddField(
            model_name="food",
            name="popularity",
            field=models.PositiveSmallIntegerField(
                db_default=0,
                default=0,
                editable=False,
                help_text=(
                    "Counted anew every night from diaries and scans; one more is twice as many."
                ),
                verbose_name="popularity",
            ),
        ),
        migrations.AddField(
            model_name="food",
            name="scans",
            field=models.PositiveIntegerField(
                blank=True,
                editable=False,
                help_text="How many people scanned it, as Open Food Facts counts them.",
                null=True,
                verbose_name="scans",
            ),
        ),
        migrations.CreateModel(
            name="Favourite",
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
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "food",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="meals.food",
                        verbose_name="food",
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
                "verbose_name": "favourite",
                "verbose_name_plural": "favourites",
                "ordering": ["-created_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "food"),
                        name="favourite_food_unique",
                        violation_error_message="This food is already a favourite.",
                    )
                ],
            },
        ),
    ]
