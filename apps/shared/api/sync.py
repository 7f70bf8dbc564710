"""Delta sync over HTTP: one address for everything of the user's that changed."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.shared import sync
from apps.shared.api.cursors import invalid_cursor, opened, sealed
from apps.shared.api.hiding import without_figures
from apps.shared.api.serializers import OutputSerializer, StrictSerializer
from apps.shared.api.viewsets import BaseViewSet

if TYPE_CHECKING:
    from apps.accounts.models import User

# The format's version, the number of the last change told, the id of its row.
CURSOR = re.compile(r"1\.([0-9]{1,18})\.([0-9a-f]{32})")


class SyncQuery(StrictSerializer):
    cursor = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="From the last answer; without one, from the beginning.",
    )
    limit = serializers.IntegerField(min_value=1, max_value=500, default=200)


class ChangedOutput(OutputSerializer):
    """Things as they are now, by kind."""

    def get_fields(self) -> dict[str, Any]:
        return {kind.name: kind.output(many=True, required=False) for kind in sync.kinds()}


class DeletedOutput(OutputSerializer):
    """Ids of things that are no more, by kind."""

    def get_fields(self) -> dict[str, Any]:
        return {
            kind.name: serializers.ListField(child=serializers.UUIDField(), required=False)
            for kind in sync.kinds()
        }


@extend_schema_serializer(component_name="Sync")
class SyncOutput(OutputSerializer):
    changed = ChangedOutput()
    deleted = DeletedOutput()
    cursor = serializers.CharField()
    has_more = serializers.BooleanField()


class SyncViewSet(BaseViewSet):
    capability = "diary.own"

    @extend_schema(
        operation_id="sync",
        summary="What changed since",
        parameters=[SyncQuery],
        responses=SyncOutput,
    )
    def list(self, request: Request) -> Response:
        """Everything of the user's that changed or was deleted since the cursor, as it is now.

        Ask again with the answer's cursor, at once while ``has_more``. A thing that changes
        meanwhile is told again; taking the same thing twice must be harmless to the phone.
        """
        query = SyncQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        after = position_of(query.validated_data.get("cursor"))
        page = sync.changes_since(self.user.pk, after, limit=query.validated_data["limit"])
        if not page.ids and after.change > sync.last_change():
            raise invalid_cursor()
        return Response(
            {
                **_things(self.user, page.ids),
                "cursor": cursor_of(page.end),
                "has_more": page.has_more,
            }
        )


def _things(user: "User", ids: Mapping[str, list[UUID]]) -> dict[str, Any]:
    changed: dict[str, list[Any]] = {}
    deleted: dict[str, list[UUID]] = {}
    for kind in sync.kinds():
        hide = without_figures if kind.hides_figures and user.is_sensitive else _as_it_is
        for thing in kind.read(user.pk, ids[kind.name]) if kind.name in ids else ():
            if getattr(thing, "deleted_at", None) is None:
                changed.setdefault(kind.name, []).append(hide(kind.present(thing)))
            else:
                deleted.setdefault(kind.name, []).append(getattr(thing, kind.key))
    return {"changed": changed, "deleted": deleted}


def _as_it_is(data: Any) -> Any:
    return data


def cursor_of(position: sync.Position) -> str:
    return sealed(f"1.{max(position.change, 0)}.{position.row_id.hex}")


def position_of(cursor: str | None) -> sync.Position:
    """The place a cursor names. Raises Problem."""
    if cursor is None:
        return sync.BEGINNING
    found = opened(cursor, CURSOR)
    return sync.Position(int(found[1]), UUID(found[2]))
