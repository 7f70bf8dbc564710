"""allauth's own description of the sign-in endpoints, as they are mounted here."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import allauth.headless
import yaml
from allauth.headless.spec.internal import schema
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from apps.shared.api.problem import CONTENT_TYPE

ALLAUTH_MOUNT = re.compile(r"^/_allauth/(\{client\}|app)/v1")
OUR_MOUNT = "/api/v1"
DESCRIPTION = """Sign-up, sign-in and account management, served by django-allauth.

Error answers are RFC 9457 problem details (`application/problem+json`): the members described here
plus `type`, `title`, `code`, `detail` and `correlation_id`."""


@require_safe
def document(request: HttpRequest) -> JsonResponse:
    return JsonResponse(sign_in_schema())


@cache
def sign_in_schema() -> dict[str, Any]:
    """``allauth.headless.spec`` in our paths; its own loader knows only allauth's mount."""
    source = Path(allauth.headless.__file__).parent / "spec/doc/openapi.yaml"
    spec: dict[str, Any] = yaml.safe_load(source.read_text())
    spec["info"] |= {"title": "NutriFit sign-in API", "description": DESCRIPTION}
    spec["servers"] = [{"url": settings.PUBLIC_URL}]
    spec["paths"] = {
        ALLAUTH_MOUNT.sub(OUR_MOUNT, path): operations for path, operations in spec["paths"].items()
    }
    schema.specify_user(spec)
    schema.pin_client(spec)
    schema.drop_unused_client_parameter(spec)
    tags = schema.drop_unused_paths(spec)
    schema.drop_unused_tags(spec, tags)
    schema.drop_unused_tag_groups(spec, tags)
    schema.specify_signup_fields(spec)
    schema.specify_custom_signup_form(spec)
    _answer_problems(spec)
    return spec


def _answer_problems(spec: dict[str, Any]) -> None:
    for operations in spec["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if status >= "400":
                    _rename_media_type(_resolved(spec, response))


def _resolved(spec: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in response:
        return response
    name = response["$ref"].rpartition("/")[2]
    found: dict[str, Any] = spec["components"]["responses"][name]
    return found


def _rename_media_type(response: dict[str, Any]) -> None:
    content = response.get("content", {})
    if "application/json" in content:
        content[CONTENT_TYPE] = content.pop("application/json")
