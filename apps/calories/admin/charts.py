"""Line and bar charts, drawn in the browser by the Chart.js that comes with Unfold."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import get_language

from apps.shared.admin import FactsOfUsers

# Canvases cannot use classes of the theme; these are legible on its light and its dark ground.
MAIN = "#33965f"
BAND = "rgba(51, 150, 95, 0.2)"
FAINT = "#9ca3af"
MOST_LABELS = 12

Values = Sequence[Any]


@dataclass(frozen=True)
class Chart:
    """Datasets over the same labels, as Chart.js takes them."""

    title: Any
    kind: str
    labels: Sequence[str]
    datasets: Sequence[dict[str, Any]]
    unit: str
    scale: dict[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> str:
        return f"unfold/components/chart/{self.kind}.html"

    @property
    def is_empty(self) -> bool:
        return all(value is None for each in self.datasets for value in each["data"])

    @property
    def data(self) -> str:
        return json.dumps({"labels": list(self.labels), "datasets": list(self.datasets)})

    @property
    def options(self) -> str:
        ticks = {"color": FAINT, "maxTicksLimit": MOST_LABELS, "maxRotation": 0}
        return json.dumps(
            {
                "animation": False,
                "maintainAspectRatio": False,
                "locale": get_language(),
                "interaction": {"mode": "index", "intersect": False},
                "plugins": {"legend": {"align": "end", "labels": _LEGEND}},
                "scales": {
                    "x": {"ticks": ticks, "grid": {"display": False}},
                    "y": {
                        "ticks": {"color": FAINT},
                        "title": {"display": True, "text": self.unit, "color": FAINT},
                        **self.scale,
                    },
                },
            }
        )


_LEGEND = {"boxHeight": 6, "boxWidth": 6, "color": FAINT, "usePointStyle": True}


def line(label: Any, values: Values, **changes: Any) -> dict[str, Any]:
    style = {"borderColor": MAIN, "backgroundColor": MAIN, "borderWidth": 2, "pointRadius": 0}
    return {"label": _named(label), "data": _plain(values), **style, **changes}


def band(low_label: Any, low: Values, high_label: Any, high: Values) -> list[dict[str, Any]]:
    """Two lines with the room between them filled; they belong before the line they surround."""
    edge = {"borderColor": BAND, "backgroundColor": BAND, "borderWidth": 1}
    return [line(low_label, low, **edge), line(high_label, high, **edge, fill="-1")]


def bars(label: Any, values: Values, **changes: Any) -> dict[str, Any]:
    style = {"backgroundColor": MAIN, "maxBarThickness": 40, "grouped": False, "order": 2}
    return {"label": _named(label), "data": _plain(values), **style, **changes}


def whiskers(label: Any, values: Values, margins: Values) -> dict[str, Any]:
    """A thin bar from ``margins`` below each value to as much above it."""
    reach = [
        None if value is None or margin is None else [float(value - margin), float(value + margin)]
        for value, margin in zip(values, margins, strict=True)
    ]
    return bars(label, ()) | {
        "data": reach,
        "backgroundColor": FAINT,
        "maxBarThickness": 4,
        "order": 1,
    }


def _named(label: Any) -> str:
    return str(capfirst(label))


def _plain(values: Values) -> list[float | None]:
    return [None if value is None else float(value) for value in values]


class ChartedFacts(FactsOfUsers):
    """Facts whose page has charts below the form."""

    change_form_after_template = "admin/calories/charts_after.html"

    def charts(self, obj: Any) -> list[Chart]:
        raise NotImplementedError

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        original = context.get("original")
        context["charts"] = self.charts(original) if original is not None else []
        return super().render_change_form(request, context, *args, **kwargs)
