"""The starter catalogue: Italian foods with USDA figures, and what builds it."""
