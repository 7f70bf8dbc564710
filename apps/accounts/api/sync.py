"""What of the account phones keep a copy of; neither is ever deleted while there is an account."""

from apps.accounts import selectors
from apps.accounts.api import serializers as wire
from apps.shared.sync import Kind, Table, register

register(
    Kind(
        "profile",
        [Table("accounts_profile", "user_id", "user_id")],
        selectors.profiles_to_sync,
        wire.SyncedProfileOutput.present,
        wire.SyncedProfileOutput,
    )
)
register(
    Kind(
        "settings",
        [Table("accounts_user", user="id")],
        selectors.settings_to_sync,
        wire.SettingsOutput.present,
        wire.SettingsOutput,
    )
)
