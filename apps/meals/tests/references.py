"""The machine-readable reference cases beside the project."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

# Names of nutrients in the rules of labels, as ours.
LABEL_NUTRIENTS = {
    "fat": "fat_g",
    "saturates": "saturated_fat_g",
    "sugars": "sugars_g",
    "carbohydrate": "carbohydrate_g",
    "protein": "protein_g",
    "salt": "salt_g",
    "sodium": "sodium_g",
    "vitamin": "vitamin_c_mg",
    "energy": "energy_kj",
}


def reference(shared_data: Path, name: str) -> Any:
    """A file of reference cases, every number exact."""
    text = (shared_data / "reference" / name).read_text()
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def label_rules(shared_data: Path) -> Any:
    return reference(shared_data, "eu_nutrition_rules.json")
