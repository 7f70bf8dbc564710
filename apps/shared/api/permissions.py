"""Closed by default: a view opens only to callers who hold the capability it names."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class HasCapability(BasePermission):
    """Reads ``view.capability``: a name, or a dict of names by action.

    A view that names none is open to nobody. The names and who holds them are in
    ``apps.accounts.domain.roles``.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        capability = required_capability(view)
        if capability is None or not request.user.is_authenticated:
            return False
        return bool(request.user.has_capability(capability))


def required_capability(view: Any) -> str | None:
    """The capability a view asks for its current action, or None where it names none."""
    declared = getattr(view, "capability", None)
    if isinstance(declared, dict):
        return declared.get(getattr(view, "action", None))
    return declared
