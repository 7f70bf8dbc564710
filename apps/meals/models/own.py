"""What users make for themselves: foods, recipes and meal templates."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from apps.meals.models.diary import Meal
from apps.meals.models.food import Food, GtinIsValid
from apps.meals.models.said import Said, plain
from apps.shared.sync import change_field

if TYPE_CHECKING:
    from decimal import Decimal


class Own(models.Model):
    """A thing of one user; the phone makes its id, a deleted one stays as a tombstone."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        verbose_name=_("user"),
    )
    request_hash = models.BinaryField(_("hash of the creating request"), editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)
    change = change_field()

    class Meta:
        abstract = True
        indexes = [
            # sync: what of a user's changed since; also the list of what the user has
            models.Index(fields=["user", "change"], name="%(class)s_changes"),
        ]


class Serving(Said):
    """So much of a food, in grams, as it was said."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    position = models.PositiveSmallIntegerField(_("position"))
    food = models.ForeignKey(
        Food, on_delete=models.RESTRICT, related_name="+", db_index=False, verbose_name=_("food")
    )
    quantity_g = models.DecimalField(_("quantity (g)"), max_digits=8, decimal_places=2)
    precision_g = models.DecimalField(_("precision (± g)"), max_digits=8, decimal_places=2)
    quantity_confidence = models.DecimalField(
        _("confidence in the quantity"), max_digits=4, decimal_places=3
    )

    class Meta:
        abstract = True
        ordering = ["position"]
        constraints = [
            *Said.Meta.constraints,
            models.CheckConstraint(
                condition=Q(quantity_g__gt=0, quantity_g__lte=20000),
                name="%(class)s_quantity_range",
                violation_error_message=_("A quantity is more than 0 and at most 20,000 g."),
            ),
        ]


class OwnFood(Own):
    """A food a user described, seen by nobody else; its values are in a food of its own."""

    food = models.OneToOneField(
        Food,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="own_food",
        verbose_name=_("food"),
    )
    gtin = models.CharField(_("barcode (GTIN-14)"), max_length=14, null=True, blank=True)
    proposal = models.OneToOneField(
        Food,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("proposed to the catalogue as"),
    )

    class Meta(Own.Meta):
        verbose_name = _("own food")
        verbose_name_plural = _("own foods")
        ordering = ["-created_at", "food"]
        constraints = [
            # also serves: the user's own food with a scanned barcode
            models.UniqueConstraint(
                fields=["user", "gtin"],
                condition=Q(deleted_at__isnull=True),
                name="ownfood_gtin_once",
                violation_error_message=_("You already have a food with this barcode."),
            ),
            models.CheckConstraint(
                condition=Q(gtin__isnull=True) | Q(GtinIsValid(F("gtin"))),
                name="ownfood_gtin_valid",
                violation_error_message=_(
                    "The barcode must have 14 digits and a right check digit."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.food)


class Recipe(Own):
    """A dish a user cooks; what it contains is in a food of its own, computed anew at each edit."""

    food = models.OneToOneField(
        Food,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="recipe",
        verbose_name=_("food"),
    )
    servings = models.DecimalField(_("servings"), max_digits=5, decimal_places=2)
    yield_factor = models.DecimalField(
        _("yield factor"),
        max_digits=4,
        decimal_places=3,
        help_text=_("Mass when cooked divided by the mass of the raw ingredients."),
    )
    note = models.CharField(_("note"), max_length=2000, blank=True)

    # Filled by selectors.
    listed_ingredients: "list[RecipeIngredient]"

    class Meta(Own.Meta):
        verbose_name = _("recipe")
        verbose_name_plural = _("recipes")
        ordering = ["-created_at", "food"]
        constraints = [
            models.CheckConstraint(
                condition=Q(servings__gt=0, servings__lte=100),
                name="recipe_servings_range",
                violation_error_message=_("A recipe makes more than 0 and at most 100 servings."),
            ),
            models.CheckConstraint(
                condition=Q(yield_factor__gte="0.1", yield_factor__lte=5),
                name="recipe_yield_plausible",
                violation_error_message=_("The yield factor is between 0.1 and 5."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.food)

    @property
    def raw_mass_g(self) -> "Decimal":
        return sum((one.quantity_g for one in self.listed_ingredients), 0 * self.servings)

    @property
    def cooked_mass_g(self) -> "Decimal":
        return self.raw_mass_g * self.yield_factor


class RecipeIngredient(Serving):
    """One of the foods in a recipe, and the version its share was computed from."""

    recipe = models.ForeignKey(
        Recipe,
        on_delete=models.CASCADE,
        related_name="ingredients",
        db_index=False,
        verbose_name=_("recipe"),
    )
    food_version = models.ForeignKey(
        "meals.FoodVersion",
        on_delete=models.RESTRICT,
        related_name="+",
        db_index=False,
        verbose_name=_("food version"),
    )

    class Meta(Serving.Meta):
        verbose_name = _("ingredient")
        verbose_name_plural = _("ingredients")
        constraints = [
            *Serving.Meta.constraints,
            # also serves: the ingredients of a recipe in their order
            models.UniqueConstraint(
                fields=["recipe", "position"],
                name="recipeingredient_position_unique",
                violation_error_message=_("Two ingredients have the same position."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.food} {self.as_said or f'{plain(self.quantity_g)} g'}"


class MealTemplate(Own):
    """A meal a user eats again and again, to be logged with one touch."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    type = models.CharField(_("type"), max_length=10, choices=Meal.Type.choices)

    # Filled by selectors.
    listed_items: "list[TemplateItem]"

    class Meta(Own.Meta):
        verbose_name = _("meal template")
        verbose_name_plural = _("meal templates")
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="mealtemplate_name_given",
                violation_error_message=_("A name cannot be empty."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TemplateItem(Serving):
    """One of the foods in a meal template."""

    template = models.ForeignKey(
        MealTemplate,
        on_delete=models.CASCADE,
        related_name="items",
        db_index=False,
        verbose_name=_("meal template"),
    )

    class Meta(Serving.Meta):
        verbose_name = _("item of a meal template")
        verbose_name_plural = _("items of a meal template")
        constraints = [
            *Serving.Meta.constraints,
            # also serves: the items of a template in their order
            models.UniqueConstraint(
                fields=["template", "position"],
                name="templateitem_position_unique",
                violation_error_message=_("Two items have the same position."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.food} {self.as_said or f'{plain(self.quantity_g)} g'}"
