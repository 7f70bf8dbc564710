from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        # Registers the kinds of sync.
        from apps.accounts.api import sync  # noqa: F401
        from apps.accounts.services import sync_roles

        # Permissions exist only after every app has migrated; groups follow the table in code.
        post_migrate.connect(lambda **_: sync_roles(), weak=False, dispatch_uid="sync_roles")
