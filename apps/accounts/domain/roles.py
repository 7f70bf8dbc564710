"""The permission table: who may do what, through every door.

The API asks for capabilities, the admin for model permissions; both are read from here, and so is
the test that walks every endpoint × role × method.
"""

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """A Django group of the same name."""

    USER = "user"
    PREMIUM = "premium"
    NUTRITIONIST = "nutritionist"
    CATALOGUE_STAFF = "catalogue_staff"
    ADMIN = "admin"


STAFF_ROLES = frozenset({Role.NUTRITIONIST, Role.CATALOGUE_STAFF, Role.ADMIN})


class Capability(StrEnum):
    """Something a caller may do; views name the one they need."""

    PROFILE_OWN = "profile.own"
    FOODS_READ = "foods.read"
    DIARY_OWN = "diary.own"
    BALANCE_OWN = "balance.own"
    HEALTH_OWN = "health.own"
    COACH_USE = "coach.use"
    ANALYTICS_USE = "analytics.use"
    CLIENTS_READ = "clients.read"
    CATALOGUE_EDIT = "catalogue.edit"
    OPERATE = "operate"


_EVERYONE = frozenset(
    {
        Capability.PROFILE_OWN,
        Capability.FOODS_READ,
        Capability.DIARY_OWN,
        Capability.BALANCE_OWN,
        Capability.HEALTH_OWN,
    }
)

CAPABILITIES: dict[Role, frozenset[Capability]] = {
    Role.USER: _EVERYONE,
    Role.PREMIUM: _EVERYONE | {Capability.COACH_USE, Capability.ANALYTICS_USE},
    Role.NUTRITIONIST: _EVERYONE | {Capability.CLIENTS_READ},
    Role.CATALOGUE_STAFF: frozenset(
        {Capability.PROFILE_OWN, Capability.FOODS_READ, Capability.CATALOGUE_EDIT}
    ),
    Role.ADMIN: frozenset(Capability),
}

VIEW = frozenset({"view"})
EDIT = frozenset({"view", "add", "change"})
FULL = EDIT | {"delete"}

# Facts about users stay out of reach of catalogue staff. Nutritionists get clients' rows through
# consent, which arrives with care relationships; until then they see none.
ADMIN_MODELS: dict[Role, dict[str, frozenset[str]]] = {
    Role.NUTRITIONIST: {"meals.food": VIEW, "meals.foodversion": VIEW, "meals.portion": VIEW},
    Role.CATALOGUE_STAFF: {
        "meals.food": EDIT,
        "meals.foodversion": frozenset({"view", "add"}),
        "meals.portion": FULL,
        "meals.foodalias": FULL,
        "meals.importrun": VIEW,
        "meals.qualityissue": VIEW,
        "meals.mergeproposal": EDIT,
        "meals.mergelog": VIEW,
        "meals.resolutionlog": VIEW,
        "meals.labelphoto": VIEW,
    },
    Role.ADMIN: {
        "accounts.user": EDIT,
        "accounts.profile": frozenset({"view", "change"}),
        "accounts.aiusage": VIEW,
        "auth.group": VIEW,
        "meals.food": EDIT,
        "meals.foodversion": frozenset({"view", "add"}),
        "meals.portion": FULL,
        "meals.foodalias": FULL,
        "meals.importrun": VIEW,
        "meals.qualityissue": VIEW,
        "meals.mergeproposal": EDIT,
        "meals.mergelog": VIEW,
        "meals.resolutionlog": VIEW,
        "meals.labelphoto": VIEW,
        "meals.meal": VIEW,
        "meals.mealitem": VIEW,
        "meals.photoanalysis": VIEW,
        "meals.voicetranscription": VIEW,
        "meals.mealtemplate": VIEW,
        "meals.ownfood": VIEW,
        "meals.recipe": VIEW,
        "meals.recipeingredient": VIEW,
        "meals.templateitem": VIEW,
        "calories.dailybalance": VIEW,
        "calories.energyprofile": VIEW,
        "calories.expenditureestimate": VIEW,
        "calories.goal": VIEW,
        "calories.loggedday": VIEW,
        "calories.weeklytrend": VIEW,
        "health.dailymetric": VIEW,
        "health.exportimport": VIEW,
        "health.reconciliationrun": VIEW,
        "health.source": VIEW,
        "health.synclog": VIEW,
        "health.syncstate": VIEW,
        "outbox.outboxevent": VIEW,
        "outbox.delivery": VIEW,
    },
}


def capabilities_of(role_names: Iterable[str]) -> frozenset[Capability]:
    """All capabilities of the given roles; names that are no role give none."""
    known = [Role(name) for name in role_names if name in Role.__members__.values()]
    return frozenset().union(*(CAPABILITIES[role] for role in known))
