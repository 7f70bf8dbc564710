from apps.accounts.models.ai_usage import AIUsage
from apps.accounts.models.people import (
    IdempotencyKey,
    Profile,
    User,
    UserManager,
    validate_zone,
)

__all__ = ["AIUsage", "IdempotencyKey", "Profile", "User", "UserManager", "validate_zone"]
