"""Whom to believe where two sources measured the same time."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple


class SourceKind(StrEnum):
    WATCH = "watch"
    IPHONE = "iphone"
    APP = "app"


class KnownSource(NamedTuple):
    """``first_us``: the start of the earliest sample it ever sent."""

    id: int
    kind: str
    first_us: int


# What a person typed in, whichever app it came through, is believed before every source.
MANUAL_RANK = 0
# Apple: what was entered by hand, then iPhone and Watch, then other apps and devices, the newest
# first (support.apple.com HT204351). Of Apple's two the Watch comes first: it is worn.
_ORDER = {SourceKind.WATCH: 0, SourceKind.IPHONE: 1, SourceKind.APP: 2}
_APPLE = "com.apple."


def kind_of(bundle_id: str, product_type: str) -> SourceKind:
    """An app on a phone has the phone's product type too, so only Apple's bundle is a device."""
    if bundle_id.lower().startswith(_APPLE):
        if product_type.startswith("Watch"):
            return SourceKind.WATCH
        if product_type.startswith("iPhone"):
            return SourceKind.IPHONE
    return SourceKind.APP


def _default_order(source: KnownSource) -> tuple[int, int, int]:
    return _ORDER[SourceKind(source.kind)], -source.first_us, source.id


def ranks(
    sources: Iterable[KnownSource],
    overrides: Mapping[int | None, Sequence[int]],
    type_number: int,
) -> dict[int, int]:
    """The rank of each source, from 1. The user's order for the type, or (None) for all types,
    comes first; sources it does not name follow in the default order."""
    own = overrides.get(type_number) or overrides.get(None) or ()
    place = {source_id: index for index, source_id in enumerate(dict.fromkeys(own))}
    ordered = sorted(
        sources, key=lambda source: (place.get(source.id, len(place)), _default_order(source))
    )
    return {source.id: rank for rank, source in enumerate(ordered, start=MANUAL_RANK + 1)}
