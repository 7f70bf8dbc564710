"""Whose samples an export has: it names a source and its device, but no bundle id."""

import re
from dataclasses import dataclass

APPLE_BUNDLE = "com.apple.health"
OTHER_BUNDLE = "export:"
LONGEST_NAME = 150
# Of a device's own samples the version of the source is that of the device's system; an app that
# runs on it has a version of its own.
HARDWARE = re.compile(
    r"manufacturer:Apple.*, hardware:((?:Watch|iPhone)\d+,\d+), software:([^,>]+)"
)


@dataclass(frozen=True)
class KnownSource:
    """A source as phones send it."""

    bundle_id: str
    product_type: str
    name: str
    version: str = ""

    def is_same(self, other: "KnownSource") -> bool:
        """By the device where both are one, for devices are renamed; else by the name."""
        ours, theirs = self.device, other.device
        return ours == theirs if ours and theirs else bool(self.name) and self.name == other.name

    @property
    def is_made_up(self) -> bool:
        """Known of an export only, which tells no bundle id."""
        return self.bundle_id == APPLE_BUNDLE or self.bundle_id.startswith(OTHER_BUNDLE)

    @property
    def device(self) -> str:
        return self.product_type if self.bundle_id.startswith("com.apple.") else ""

    @property
    def wire(self) -> dict[str, str | None]:
        return {
            "bundle_id": self.bundle_id or None,
            "product_type": self.product_type,
            "name": self.name,
            "version": self.version,
        }


def source_of_file(name: str, device: str, version: str) -> KnownSource:
    told = HARDWARE.search(device)
    product_type = told[1] if told and told[2] == version else ""
    name = name[:LONGEST_NAME]
    bundle_id = OTHER_BUNDLE + name if name else ""
    return KnownSource(APPLE_BUNDLE if product_type else bundle_id, product_type, name, version)
