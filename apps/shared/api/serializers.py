"""Serializers of the API: strict on the way in, cheap on the way out; neither saves."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """Input that refuses fields it does not know, so a phone's misspelling is not lost silently."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := set(data) - set(self.fields)):
            message = _("This field is not known.")
            raise serializers.ValidationError(
                {
                    str(name): [serializers.ErrorDetail(message, "unknown_field")]
                    for name in sorted(unknown, key=str)
                }
            )
        return super().to_internal_value(data)


class InstantField(serializers.DateTimeField):
    """An instant: ISO 8601 with its offset from UTC, kept as UTC."""

    default_error_messages = {
        "offset_missing": gettext_lazy("Give the offset from UTC, like 2026-03-02T07:30:00+01:00."),
    }

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            self.fail("offset_missing")
        try:
            return value.astimezone(UTC)
        except OverflowError:
            self.fail("overflow")


Getter = Callable[[Any], Any]


class OutputSerializer(serializers.Serializer[Any]):
    """Describes an answer for the schema, and builds it from attributes without DRF's per-field
    work: values are given to the JSON renderer as they are."""

    @classmethod
    def present(cls, instance: Any) -> dict[str, Any]:
        names, read_plain, nested = _plan(cls)
        shown = dict(zip(names, read_plain(instance), strict=True))
        for name, read in nested:
            shown[name] = read(instance)
        return shown

    @classmethod
    def present_all(cls, instances: Iterable[Any]) -> list[dict[str, Any]]:
        return [cls.present(instance) for instance in instances]


@cache
def _plan(
    serializer: type[OutputSerializer],
) -> tuple[tuple[str, ...], Getter, tuple[tuple[str, Getter], ...]]:
    """Fields that are attributes, what reads them all at once, and the fields that are not."""
    declared: Mapping[str, Any] = serializer._declared_fields
    plain = {name: field.source or name for name, field in declared.items() if _is_plain(field)}
    nested = [(name, _reader(name, field)) for name, field in declared.items() if name not in plain]
    return tuple(plain), _attributes(tuple(plain.values())), tuple(nested)


def _is_plain(field: Any) -> bool:
    presented = isinstance(getattr(field, "child", None) or field, OutputSerializer)
    return field.source != "*" and not presented


def _attributes(paths: tuple[str, ...]) -> Getter:
    """Reads several attributes of a thing into a tuple."""
    if len(paths) > 1:
        return attrgetter(*paths)
    return lambda instance: tuple(attrgetter(path)(instance) for path in paths)


def _reader(name: str, field: Any) -> Getter:
    read = _whole if field.source == "*" else attrgetter(field.source or name)
    child = getattr(field, "child", None)
    if isinstance(field, serializers.ListSerializer) and isinstance(child, OutputSerializer):
        return lambda instance: type(child).present_all(_called(read(instance)))
    if isinstance(field, serializers.DictField) and isinstance(child, OutputSerializer):
        return lambda instance: {
            key: type(child).present(value) for key, value in read(instance).items()
        }
    if isinstance(field, OutputSerializer):
        return lambda instance: None if (v := read(instance)) is None else type(field).present(v)
    return read


def _whole(instance: Any) -> Any:
    return instance


def _called(value: Any) -> Any:
    """Related managers' ``all`` is given as it is."""
    return value() if callable(value) else value
