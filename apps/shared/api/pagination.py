"""Cursor pages for lists that grow."""

import re
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import pagination
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from apps.shared.api.cursors import invalid_cursor
from apps.shared.refusals import Invalid

SIZE = re.compile(r"[0-9]{1,4}")


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

    def get_page_size(self, request: Request) -> int:
        """The wanted size. Raises Problem where DRF would quietly take another."""
        given = request.query_params.get(self.page_size_query_param)
        if given is None:
            return self.page_size
        if not SIZE.fullmatch(given) or not 1 <= int(given) <= self.max_page_size:
            message = _("A page has 1 to %(most)d entries.") % {"most": self.max_page_size}
            raise Invalid("INVALID_LIMIT", message, param=self.page_size_query_param)
        return int(given)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        parameters = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"] |= {
                    "minimum": 1,
                    "maximum": self.max_page_size,
                    "default": self.page_size,
                }
        return parameters

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """DRF's own is of OpenAPI 3.0, where null was said in another way."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def decode_cursor(self, request: Request) -> Any:
        try:
            return super().decode_cursor(request)
        except NotFound:
            raise invalid_cursor() from None
