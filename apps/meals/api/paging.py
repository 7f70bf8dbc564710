"""Pages of a search.

A ranking has no column to go on from, so a cursor is a number of hits, with the meal the first
page was ranked for. It belongs to one question, asked in the same way.
"""

import re
from dataclasses import dataclass

from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from apps.shared.api.cursors import invalid_cursor, opened, sealed
from apps.shared.api.entity_tags import canonical_hash

CURSOR_PARAM = "cursor"
# The format's version, hits before the page, the meal, the digest of the question.
CURSOR = re.compile(r"1\.([0-9]{1,3})\.([a-z_]{1,10})\.([0-9a-f]{16})")
# Search ranks the few hundred likeliest foods; nobody leafs through more.
DEEPEST = 999


@dataclass(frozen=True)
class Place:
    """How many hits come before the page, and the meal all pages are ranked for."""

    offset: int
    meal_type: str


def place_in(request: Request, *, meal_type: str) -> Place:
    """The place a request asks for, at first the beginning. Raises Problem for a cursor that is
    not of this question."""
    cursor = request.query_params.get(CURSOR_PARAM)
    if cursor is None:
        return Place(0, meal_type)
    offset, ranked_for, question = opened(cursor, CURSOR).groups()
    if question != _question(request):
        raise invalid_cursor()
    return Place(int(offset), ranked_for)


def links(request: Request, place: Place, *, limit: int, has_more: bool) -> dict[str, str | None]:
    """The addresses of the pages beside this one."""
    after, before = place.offset + limit, max(0, place.offset - limit)
    return {
        "next": _link(request, place, after) if has_more and after <= DEEPEST else None,
        "previous": _link(request, place, before) if place.offset else None,
    }


def _link(request: Request, place: Place, offset: int) -> str:
    cursor = sealed(f"1.{offset}.{place.meal_type}.{_question(request)}")
    return replace_query_param(request.build_absolute_uri(), CURSOR_PARAM, cursor)


def _question(request: Request) -> str:
    asked = {name: value for name, value in request.query_params.items() if name != CURSOR_PARAM}
    return canonical_hash(asked)[:8].hex()
