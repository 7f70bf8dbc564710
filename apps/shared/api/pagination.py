"""Cursor pages for lists that grow."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import pagination
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from apps.shared.api.problem import Problem


class CursorPagination(pagination.CursorPagination):
    """Pages of 50 (at most 200 with ``limit``); the view's queryset must be ordered."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "limit"

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        ordering = tuple(str(name) for name in queryset.query.order_by)
        if not ordering:
            raise AssertionError(f"{type(view).__name__} pages an unordered queryset")
        return ordering

    def decode_cursor(self, request: Request) -> Any:
        try:
            return super().decode_cursor(request)
        except NotFound:
            raise Problem(400, "INVALID_CURSOR", _("The cursor is not valid.")) from None
