"""Health data in."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from apps.health import services
from apps.health.api import serializers as wire
from apps.health.domain.types import BY_NUMBER, TYPES
from apps.health.models import Sample, SyncState
from apps.shared.api.parsing import JSONParser
from apps.shared.api.problem import Problem
from apps.shared.api.viewsets import BaseViewSet
from apps.shared.garbage import none_collected

LISTS = {
    "samples": wire.MOST_RECORDS,
    "deleted": wire.MOST_RECORDS,
    "statistics": wire.MOST_TOTALS,
}


class BatchParser(JSONParser):
    """5,000 samples with their metadata; a larger body is refused by its stated length."""

    max_bytes = 10 * 1024 * 1024

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        request = (parser_context or {})["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > self.max_bytes:
            raise RequestDataTooBig
        return super().parse(stream, media_type, parser_context)


Action = TypeVar("Action", bound=Callable[..., Response])


def _taken(name: str, example: dict[str, Any]) -> Callable[[Action], Action]:
    return extend_schema(
        operation_id=f"health_{name}_create",
        summary=f"Send {name.replace('_', ' ')} of HealthKit",
        request=wire.HealthBatch,
        responses={200: wire.HealthBatchOutput},
        examples=[
            OpenApiExample("A batch", example, request_only=True),
            OpenApiExample("What became of it", wire.ANSWER_EXAMPLE, response_only=True),
        ],
    )


class BatchViewSet(BaseViewSet):
    queryset: QuerySet[Any] = Sample.objects.none()
    capability = "health.own"
    parser_classes = [BatchParser]

    @_taken("samples", wire.EXAMPLE)
    def create(self, request: Request) -> Response:
        """Store what is good of a batch, at once and once, however often it is sent.

        The answer has the outcome of every record: how many were accepted, which were duplicates,
        and a notice with the reason for each other. What was deleted stays deleted. The anchors
        are those to resume from; the anchor of a type moves when its batch is stored.
        """
        return self._store(None)

    @_taken("workouts", wire.WORKOUT_EXAMPLE)
    def workouts(self, request: Request) -> Response:
        """`POST /health/samples` for workouts alone; other types are refused."""
        return self._store("workout_min")

    @_taken("sleep", wire.EXAMPLE)
    def sleep(self, request: Request) -> Response:
        """`POST /health/samples` for sleep analysis alone; other types are refused."""
        return self._store("sleep_analysis")

    @_taken("state_of_mind", wire.EXAMPLE)
    def state_of_mind(self, request: Request) -> Response:
        """`POST /health/samples` for states of mind alone; other types are refused."""
        return self._store("state_of_mind")

    def _store(self, code: str | None) -> Response:
        with none_collected():
            return self._stored(code)

    def _stored(self, code: str | None) -> Response:
        data = self.request.data
        if not isinstance(data, dict):
            raise ValidationError({"": [_("A batch is an object.")]})
        lists = {name: _list_of(data, name, most) for name, most in LISTS.items()}
        given = wire.EnvelopeInput(
            data={name: value for name, value in data.items() if name not in lists}
        )
        given.is_valid(raise_exception=True)
        envelope = given.validated_data
        sync = services.Sync(
            device=services.Device(**envelope["device"]),
            sent_at=envelope.get("sent_at"),
            anchors=envelope["anchors"],
            only=None if code is None else frozenset({TYPES[code].number}),
            **lists,
        )
        answer = services.store_batch(self.user, sync, at=timezone.now())
        return Response(_present(answer))


def _list_of(data: dict[str, Any], name: str, most: int) -> list[object]:
    found = data.get(name, [])
    if not isinstance(found, list):
        raise ValidationError({name: [ErrorDetail(_("This is not a list."), "not_a_list")]})
    if len(found) > most:
        message = _("%(name)s has more than %(most)d entries.") % {"name": name, "most": most}
        raise Problem(413, "TOO_MANY_RECORDS", message)
    return found


def _present(answer: services.Answer) -> dict[str, Any]:
    return {
        "counts": answer.counts,
        "duplicates": answer.duplicates,
        "notices": wire.NoticeOutput.present_all(answer.notices),
        "states": [_present_state(state) for state in answer.states],
        "clock_skew_s": answer.clock_skew_s,
    }


def _present_state(state: SyncState) -> dict[str, Any]:
    kind = BY_NUMBER[state.type]
    return {
        "type": kind.identifiers[0],
        "code": kind.code,
        "anchor": state.anchor,
        "last_sync_at": state.last_sync_at,
        "last_sample_at": state.last_sample_at,
        "grade": state.grade,
    }
