"""Expenditure learned from what was eaten and what the scale said.

The body's books must balance: what is eaten and not spent is stored, and what is stored shows on
the scale, under water and noise. A Kalman filter keeps those books for many users at once
(``filtering``), with what physiology says of a body (``people``) and of food (``food``);
``estimates`` says which of its figures may be shown, and why.
"""

from apps.calories.domain.adaptive.estimates import (
    Estimate,
    Estimates,
    Reason,
    State,
    estimate,
)
from apps.calories.domain.adaptive.people import Person

__all__ = ["Estimate", "Estimates", "Person", "Reason", "State", "estimate"]
