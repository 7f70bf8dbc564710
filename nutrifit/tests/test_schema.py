"""The committed OpenAPI document describes the API as it is."""

from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

COMMITTED = Path(settings.BASE_DIR, "docs/openapi.yaml")


@pytest.fixture(scope="module")
def document():
    return yaml.safe_load(COMMITTED.read_text())


def operations(document):
    return [
        operation
        for methods in document["paths"].values()
        for name, operation in methods.items()
        if name != "parameters"
    ]


def test_the_committed_document_is_the_generated_one():
    generated = StringIO()

    call_command("spectacular", "--lang=it", "--validate", "--fail-on-warn", stdout=generated)

    assert generated.getvalue() == COMMITTED.read_text(), "run `make schema` and look at the diff"


def test_it_is_openapi_3_1_without_words_of_3_0(document):
    assert document["openapi"].startswith("3.1.")
    assert "nullable:" not in COMMITTED.read_text()


def test_every_operation_has_a_name_of_its_own_and_a_summary(document):
    names = [operation["operationId"] for operation in operations(document)]

    assert len(set(names)) == len(names)
    assert all(operation["summary"] for operation in operations(document))


def test_every_operation_asks_for_a_bearer_token(document):
    assert document["components"]["securitySchemes"] == {
        "accessToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    }
    assert {str(operation["security"]) for operation in operations(document)} == {
        "[{'accessToken': []}]"
    }


def test_logging_a_meal_tells_of_its_headers(document):
    operation = document["paths"]["/api/v1/meals"]["post"]

    assert set(operation["responses"]["201"]["headers"]) == {"ETag", "Location"}
    assert set(operation["responses"]["429"]["headers"]) == {"Retry-After"}
    assert [parameter["name"] for parameter in operation["parameters"]] == ["Idempotency-Key"]


def test_input_refuses_unknown_fields_also_on_paper(document):
    inputs = [
        schema
        for name, schema in document["components"]["schemas"].items()
        if name.endswith("Request")
    ]

    assert inputs
    assert all(schema["additionalProperties"] is False for schema in inputs)
