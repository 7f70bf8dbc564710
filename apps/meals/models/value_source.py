"""Where a single value of a version comes from, which need not be where the version does."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from apps.meals.models.food_version import FoodVersion
from apps.shared.provenance import Licence, Provenance, Source

MEAN_OF = "mean_of"


def provenance_of(version: FoodVersion, code: str) -> Provenance:
    """Who stated a value the version has, as the value says itself, else as its version does."""
    own = version.value_sources.get(code, {})
    micronutrient = version.micronutrients.get(code, {})
    confidence = own.get("confidence") or micronutrient.get("confidence") or version.confidence
    fetched_at = own.get("fetched_at")
    return Provenance(
        source=Source(own.get("source", version.source)),
        licence=Licence(own.get("licence", version.licence)),
        confidence=Decimal(confidence),
        fetched_at=datetime.fromisoformat(fetched_at) if fetched_at else version.fetched_at,
        source_id=own.get("source_id", "" if "source" in own else version.source_id),
    )


def cited(version: FoodVersion, code: str) -> dict[str, Any]:
    """What ``value_sources`` of another version says of a value taken over from this one."""
    return {**version.value_sources.get(code, {}), **as_stored(provenance_of(version, code))}


def as_stored(provenance: Provenance) -> dict[str, Any]:
    return {
        "source": provenance.source.value,
        "source_id": provenance.source_id,
        "licence": provenance.licence.value,
        "confidence": str(provenance.confidence),
        "fetched_at": provenance.fetched_at.isoformat(),
    }


def is_mean(version: FoodVersion, code: str) -> bool:
    """Whether the value was made of several sources', which it names."""
    return MEAN_OF in version.value_sources.get(code, {})
