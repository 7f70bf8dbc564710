"""The account and the profile over the wire."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.accounts.models import Profile, User, validate_zone
from apps.shared.api.serializers import OutputSerializer, StrictSerializer
from apps.shared.days import local_date

EARLIEST_BIRTH = date(1900, 1, 1)
PAST_DUE_DAYS = 21
LONGEST_PREGNANCY_DAYS = 300
LATEST_START_OF_DAY = time(12)


class AccountInput(StrictSerializer):
    locale = serializers.ChoiceField(choices=User._meta.get_field("locale").choices or ())
    timezone = serializers.CharField(max_length=64, validators=[validate_zone])
    day_starts_at = serializers.TimeField()

    def validate_day_starts_at(self, value: time) -> time:
        if value > LATEST_START_OF_DAY:
            raise serializers.ValidationError(_("The day must start by noon."), "max_value")
        return value


class AccountOutput(OutputSerializer):
    id = serializers.UUIDField()
    email = serializers.EmailField()
    locale = serializers.ChoiceField(choices=User._meta.get_field("locale").choices or ())
    timezone = serializers.CharField()
    day_starts_at = serializers.TimeField()
    roles = serializers.ListField(child=serializers.CharField())
    mfa_enabled = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class SettingsOutput(OutputSerializer):
    """What a phone shows and counts days by."""

    id = serializers.UUIDField(source="pk")
    locale = serializers.ChoiceField(choices=User._meta.get_field("locale").choices or ())
    timezone = serializers.CharField()
    day_starts_at = serializers.TimeField()


class ProfileInput(StrictSerializer):
    birth_date = serializers.DateField(allow_null=True)
    sex = serializers.ChoiceField(choices=Profile.Sex.choices, allow_null=True)
    height_cm = serializers.DecimalField(
        max_digits=4,
        decimal_places=1,
        min_value=Decimal(50),
        max_value=Decimal(272),
        allow_null=True,
    )
    activity_level = serializers.ChoiceField(choices=Profile.ActivityLevel.choices, allow_null=True)
    diets = serializers.ListField(child=serializers.ChoiceField(choices=Profile.Diet.choices))
    allergens = serializers.ListField(
        child=serializers.ChoiceField(choices=Profile.Allergen.choices)
    )
    conditions = serializers.ListField(
        child=serializers.ChoiceField(choices=Profile.Condition.choices)
    )
    due_date = serializers.DateField(allow_null=True)
    sensitive_case = serializers.BooleanField()

    def validate_birth_date(self, value: date | None) -> date | None:
        if value is None:
            return None
        if value < EARLIEST_BIRTH:
            raise serializers.ValidationError(
                _("The date of birth must be after 1900."), "min_value"
            )
        if value > local_date(timezone.now(), self.context["timezone"]):
            raise serializers.ValidationError(
                _("The date of birth cannot be in the future."), "max_value"
            )
        return value

    def validate_diets(self, value: list[str]) -> list[str]:
        return sorted(set(value))

    def validate_allergens(self, value: list[str]) -> list[str]:
        return sorted(set(value))

    def validate_conditions(self, value: list[str]) -> list[str]:
        return sorted(set(value))

    def validate_due_date(self, value: date | None) -> date | None:
        """At most 300 days ahead, the longest a pregnancy lasts; a past one is a birth."""
        if value is None:
            return None
        ahead = (value - local_date(timezone.now(), self.context["timezone"])).days
        if not -PAST_DUE_DAYS <= ahead <= LONGEST_PREGNANCY_DAYS:
            message = _("The due date must be at most three weeks ago and 300 days ahead.")
            raise serializers.ValidationError(message, "out_of_range")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What is not known is null on the wire and empty in a column of words."""
        words = {name: attrs[name] or "" for name in ("sex", "activity_level") if name in attrs}
        return attrs | words


class ProfileOutput(OutputSerializer):
    birth_date = serializers.DateField(allow_null=True)
    sex = serializers.ChoiceField(choices=Profile.Sex.choices, allow_null=True)
    height_cm = serializers.DecimalField(max_digits=4, decimal_places=1, allow_null=True)
    activity_level = serializers.ChoiceField(choices=Profile.ActivityLevel.choices, allow_null=True)
    diets = serializers.ListField(child=serializers.ChoiceField(choices=Profile.Diet.choices))
    allergens = serializers.ListField(
        child=serializers.ChoiceField(choices=Profile.Allergen.choices)
    )
    conditions = serializers.ListField(
        child=serializers.ChoiceField(choices=Profile.Condition.choices)
    )
    due_date = serializers.DateField(allow_null=True)
    sensitive_case = serializers.BooleanField()

    @classmethod
    def present(cls, instance: Profile) -> dict[str, Any]:
        """What is not known is null, also where the column holds an empty word."""
        shown = super().present(instance)
        return {name: None if value == "" else value for name, value in shown.items()}


class SyncedProfileOutput(ProfileOutput):
    id = serializers.UUIDField(source="user_id")
