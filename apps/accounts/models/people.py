"""People who use NutriFit, and what they told us about themselves."""

from datetime import time
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from apps.accounts.domain.roles import STAFF_ROLES, Capability, Role, capabilities_of
from apps.shared import rows
from apps.shared.days import zone
from apps.shared.sync import change_field


def validate_zone(name: str) -> None:
    try:
        zone(name)
    except ValueError:
        raise ValidationError(_("%(name)s is not a time zone."), params={"name": name}) from None


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        user.grant(Role.USER)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.create_user(email, password, is_superuser=True, is_staff=True, **fields)
        user.grant(Role.ADMIN)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def signed_in(self, user_id: UUID, session_key: str) -> "User | None":
        """The active user of a living session, with role names, in one statement.

        Written out because every request begins with it: the ORM takes a millisecond to put it
        together and PostgreSQL a tenth of one to answer.
        """
        statement = f"""
            SELECT {rows.columns(self.model, "person")}, ARRAY(
              SELECT name FROM auth_group JOIN accounts_user_groups AS held
                ON group_id = auth_group.id
              WHERE held.user_id = person.id
            ), coalesce((
              SELECT sensitive_case FROM accounts_profile WHERE user_id = person.id
            ), false)
            FROM accounts_user AS person
            WHERE id = %s AND is_active AND EXISTS (
              SELECT FROM django_session WHERE session_key = %s AND expire_date > now()
            )
        """  # noqa: S608  (columns are the model's)
        with connection.cursor() as cursor:
            cursor.execute(statement, [user_id, session_key])
            row = cursor.fetchone()
        if row is None:
            return None
        *person, roles, is_sensitive = row
        user: User = rows.build(self.model, person)
        user.__dict__["roles"], user.__dict__["is_sensitive"] = frozenset(roles), is_sensitive
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account; signs in by e-mail."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail"), max_length=254)
    locale = models.CharField(
        _("language"),
        max_length=5,
        default="it",
        choices=[("it", _("Italian")), ("en", _("English"))],
    )
    timezone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Rome", validators=[validate_zone]
    )
    day_starts_at = models.TimeField(
        _("day starts at"),
        default=time(0),
        help_text=_("What is eaten before this hour counts for the day before."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the back-office"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    change = change_field()

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("There is already an account with this e-mail."),
            ),
            models.CheckConstraint(
                condition=models.Q(locale__in=["it", "en"]),
                name="user_locale_known",
                violation_error_message=_("The language is not one we speak."),
            ),
            models.CheckConstraint(
                condition=models.Q(day_starts_at__in=[time(hour) for hour in range(13)]),
                name="user_day_starts_on_the_hour",
                violation_error_message=_("The day must start on the hour, by noon."),
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @cached_property
    def roles(self) -> frozenset[str]:
        """Names of the user's roles."""
        return frozenset(self.groups.values_list("name", flat=True))

    @cached_property
    def is_sensitive(self) -> bool:
        """Whether figures of energy and body mass are hidden from this person."""
        profile = Profile.objects.filter(user_id=self.pk).only("sensitive_case").first()
        return profile is not None and profile.sensitive_case

    @cached_property
    def capabilities(self) -> frozenset[Capability]:
        return capabilities_of(self.roles)

    def has_capability(self, name: str) -> bool:
        return name in self.capabilities

    def grant(self, role: Role) -> None:
        """Give a role; a staff role also opens the back-office."""
        group, _created = Group.objects.get_or_create(name=role.value)
        self.groups.add(group)
        if role in STAFF_ROLES and not self.is_staff:
            self.is_staff = True
            self.save(update_fields=["is_staff", "updated_at"])
        self.__dict__.pop("roles", None)
        self.__dict__.pop("capabilities", None)


class Profile(models.Model):
    """What the body's energy need depends on, and what the person will not eat."""

    class Sex(models.TextChoices):
        MALE = "male", _("male")
        FEMALE = "female", _("female")
        OTHER = "other", _("other")

    class ActivityLevel(models.TextChoices):
        SEDENTARY = "sedentary", _("sedentary")
        LIGHT = "light", _("lightly active")
        MODERATE = "moderate", _("moderately active")
        ACTIVE = "active", _("active")
        VERY_ACTIVE = "very_active", _("very active")

    class Diet(models.TextChoices):
        VEGETARIAN = "vegetarian", _("vegetarian")
        VEGAN = "vegan", _("vegan")
        PESCATARIAN = "pescatarian", _("pescatarian")
        GLUTEN_FREE = "gluten_free", _("gluten-free")
        LACTOSE_FREE = "lactose_free", _("lactose-free")
        HALAL = "halal", _("halal")
        KOSHER = "kosher", _("kosher")

    class Allergen(models.TextChoices):
        """The fourteen of Regulation (EU) 1169/2011, Annex II."""

        GLUTEN = "gluten", _("cereals containing gluten")
        CRUSTACEANS = "crustaceans", _("crustaceans")
        EGGS = "eggs", _("eggs")
        FISH = "fish", _("fish")
        PEANUTS = "peanuts", _("peanuts")
        SOYBEANS = "soybeans", _("soybeans")
        MILK = "milk", _("milk")
        NUTS = "nuts", _("nuts")
        CELERY = "celery", _("celery")
        MUSTARD = "mustard", _("mustard")
        SESAME = "sesame", _("sesame")
        SULPHITES = "sulphites", _("sulphites")
        LUPIN = "lupin", _("lupin")
        MOLLUSCS = "molluscs", _("molluscs")

    class Condition(models.TextChoices):
        """What makes a goal of less energy harmful, or a matter for a doctor."""

        PREGNANT = "pregnant", _("pregnant")
        LACTATING = "lactating", _("breast-feeding")
        EATING_DISORDER_HISTORY = "eating_disorder_history", _("eating disorder, now or before")
        SCOFF_POSITIVE = "scoff_positive", _("two or more yes in the SCOFF questionnaire")
        INSULIN = "insulin_or_sulfonylurea", _("takes insulin or a sulfonylurea")
        KIDNEY_DISEASE = "kidney_disease", _("kidney disease")
        LIVER_DISEASE = "liver_disease", _("advanced liver disease")
        BARIATRIC_SURGERY = "bariatric_surgery", _("had bariatric surgery")
        GLP1_MEDICINE = "glp1_medicine", _("takes a GLP-1 medicine")

    user = models.OneToOneField(
        User,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="profile",
        verbose_name=_("user"),
    )
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex.choices, blank=True)
    height_cm = models.DecimalField(
        _("height (cm)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    activity_level = models.CharField(
        _("activity level"), max_length=12, choices=ActivityLevel.choices, blank=True
    )
    diets = ArrayField(
        models.CharField(max_length=20, choices=Diet.choices),
        verbose_name=_("diets"),
        default=list,
        blank=True,
    )
    allergens = ArrayField(
        models.CharField(max_length=20, choices=Allergen.choices),
        verbose_name=_("allergens"),
        default=list,
        blank=True,
    )
    conditions = ArrayField(
        models.CharField(max_length=30, choices=Condition.choices),
        verbose_name=_("conditions to mind"),
        default=list,
        db_default=[],
        blank=True,
        help_text=_("They limit which goals may be set."),
    )
    due_date = models.DateField(
        _("due date"),
        null=True,
        blank=True,
        help_text=_("Of a pregnancy: the energy need follows its trimesters."),
    )
    sensitive_case = models.BooleanField(
        _("sensitive case"),
        default=False,
        help_text=_("Hides calories, weight and streaks."),
    )
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    change = change_field()

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(height_cm__isnull=True)
                | models.Q(height_cm__gte=50, height_cm__lte=272),
                name="profile_height_plausible",
                violation_error_message=_("Height must be between 50 and 272 cm."),
            ),
            models.CheckConstraint(
                condition=models.Q(birth_date__isnull=True)
                | models.Q(birth_date__gte="1900-01-01"),
                name="profile_birth_date_plausible",
                violation_error_message=_("The date of birth must be after 1900."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class IdempotencyKey(models.Model):
    """The answer given to a keyed request, so that sending it again gives the same."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, db_index=False, related_name="+", verbose_name=_("user")
    )
    key = models.CharField(_("key"), max_length=128)
    request_hash = models.BinaryField(_("request hash"))
    status = models.PositiveSmallIntegerField(_("status"))
    content_type = models.CharField(_("content type"), max_length=100)
    content = models.BinaryField(_("content"))
    location = models.CharField(
        _("location"), max_length=500, blank=True, default="", db_default=""
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                name="idempotency_key_unique",
                violation_error_message=_("This key is already used."),
            ),
        ]
        indexes = [
            # forget_expired_idempotency_keys
            models.Index(fields=["created_at"], name="idempotencykey_created"),
        ]

    def __str__(self) -> str:
        return self.key
