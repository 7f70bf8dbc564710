"""Foods; what is known of them is in their versions."""

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from apps.meals.domain.labels import Label
from apps.meals.models.alias import NameKey
from apps.shared.provenance import ConfidenceLevel, confidence_level, held_confidence

if TYPE_CHECKING:
    from apps.meals.models.quality import QualityIssue
    from apps.meals.selectors.scores import Nova, NutriScore

POPULAR = 5  # as popular as 32 scans make it


class GtinIsValid(Func):
    """SQL function of migration 0001: fourteen digits with a right GS1 check digit."""

    function = "gtin_is_valid"
    output_field = models.BooleanField()


class Catalogue(models.Manager["Food"]):
    """The foods of everybody; what a user made for herself is left out."""

    def get_queryset(self) -> "models.QuerySet[Food]":
        return super().get_queryset().filter(owner__isnull=True)


class Food(models.Model):
    """Something people eat or drink; what it contains is in its versions.

    One with an owner is an own food or a recipe: nobody else finds it, ``objects`` leaves it out.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        FLAGGED = "flagged", _("flagged")
        MERGED = "merged", _("merged")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=300)
    name_en = models.CharField(_("English name"), max_length=300, blank=True)
    brand = models.CharField(_("brand"), max_length=200, blank=True)
    category = models.CharField(_("category"), max_length=120, blank=True)
    gtin = models.CharField(
        _("barcode (GTIN-14)"),
        max_length=14,
        null=True,
        blank=True,
        help_text=_("Fourteen digits with leading zeros and check digit."),
    )
    is_generic = models.BooleanField(
        _("generic"), default=False, help_text=_("A food as such, not one product.")
    )
    is_italian = models.BooleanField(_("Italian"), default=False)
    is_artisanal = models.BooleanField(_("artisanal"), default=False)
    labels = ArrayField(
        models.CharField(
            max_length=20,
            choices=[
                (Label.VEGAN.value, _("vegan")),
                (Label.VEGETARIAN.value, _("vegetarian")),
                (Label.GLUTEN_FREE.value, _("gluten-free")),
                (Label.LACTOSE_FREE.value, _("lactose-free")),
                (Label.ORGANIC.value, _("organic")),
            ],
        ),
        verbose_name=_("labels"),
        default=list,
        db_default=[],
        blank=True,
    )
    scans = models.PositiveIntegerField(
        _("scans"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("How many people scanned it, as Open Food Facts counts them."),
    )
    popularity = models.PositiveSmallIntegerField(
        _("popularity"),
        default=0,
        db_default=0,
        editable=False,
        help_text=_("Counted anew every night from diaries and scans; one more is twice as many."),
    )
    density_g_per_ml = models.DecimalField(
        _("density (g/ml)"), max_digits=5, decimal_places=3, null=True, blank=True
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PUBLISHED
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_foods",
        verbose_name=_("merged into"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("owner"),
    )
    current_version = models.OneToOneField(
        "FoodVersion",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        editable=False,
        related_name="current_of",
        verbose_name=_("current version"),
    )
    other_names = models.TextField(
        _("other names"),
        blank=True,
        editable=False,
        help_text=_("The aliases, one a line; kept by the alias service for search."),
    )
    search_text = models.GeneratedField(
        expression=Func(
            F("name"), F("brand"), F("other_names"), F("name_en"), function="food_search_text"
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
    search_vector = models.GeneratedField(
        expression=Func(
            F("name"), F("brand"), F("other_names"), F("name_en"), function="food_search_vector"
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    # Filled by selectors.
    listed_issues: "list[QualityIssue]"
    nutri_score: "NutriScore"
    nova: "Nova | None"
    objects: ClassVar[models.Manager["Food"]] = Catalogue()
    with_private: ClassVar[models.Manager["Food"]] = models.Manager()

    class Meta:
        verbose_name = _("food")
        verbose_name_plural = _("foods")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["gtin"],
                name="food_gtin_unique",
                violation_error_message=_("There is already a food with this barcode."),
            ),
            models.CheckConstraint(
                condition=Q(gtin__isnull=True) | Q(GtinIsValid(F("gtin"))),
                name="food_gtin_valid",
                violation_error_message=_(
                    "The barcode must have 14 digits and a right check digit."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="food_name_given",
                violation_error_message=_("A food needs a name."),
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into__isnull=True)),
                name="food_merged_into_when_merged",
                violation_error_message=_("Only a merged food points to another, and it must."),
            ),
            models.CheckConstraint(
                condition=Q(density_g_per_ml__isnull=True)
                | Q(density_g_per_ml__gte=Decimal("0.05"), density_g_per_ml__lte=20),
                name="food_density_plausible",
                violation_error_message=_("The density must be between 0.05 and 20 g/ml."),
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(gtin__isnull=True, is_generic=False),
                name="food_private_outside_catalogue",
                violation_error_message=_("A user's own food has no place in the catalogue."),
            ),
        ]
        indexes = [
            # search: words of the query, with the last one as a prefix
            GinIndex(fields=["search_vector"], name="food_search_vector"),
            # search: the same among the few generic foods, which come first
            GinIndex(
                fields=["search_vector"], condition=Q(is_generic=True), name="food_search_generic"
            ),
            # search: the same among the products many people eat
            GinIndex(
                fields=["search_vector"],
                condition=Q(popularity__gte=POPULAR),
                name="food_search_popular",
            ),
            # search: the generic food of this very name
            models.Index(NameKey("name"), condition=Q(is_generic=True), name="food_generic_name"),
            # admin: the catalogue in alphabetical order
            models.Index(fields=["name", "id"], name="food_by_name"),
            # search: the few foods a user made; deleting an account
            models.Index(fields=["owner"], condition=Q(owner__isnull=False), name="food_of_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.brand})" if self.brand else self.name

    @property
    def is_flagged(self) -> bool:
        return self.status == self.Status.FLAGGED

    @property
    def held_confidence(self) -> Decimal:
        """How far to trust what is known now."""
        version = self.current_version
        known = version.confidence if version is not None else Decimal(0)
        return held_confidence(known, flagged=self.is_flagged)

    @property
    def confidence_level(self) -> ConfidenceLevel:
        return confidence_level(self.held_confidence)
