"""The sign-in endpoints are described at our own paths."""

from typing import Any

import pytest
from django.test import Client
from django.urls import resolve


@pytest.fixture
def document() -> Any:
    return Client().get("/api/v1/auth/openapi.json").json()


def test_every_described_path_is_served(document: Any) -> None:
    assert "/api/v1/auth/login" in document["paths"]
    assert "/api/v1/tokens/refresh" in document["paths"]
    for path in document["paths"]:
        assert resolve(path)


def test_the_server_is_ours_and_nothing_is_loaded_from_elsewhere(document: Any) -> None:
    assert document["servers"] == [{"url": "http://127.0.0.1:8000"}]
    assert "{client}" not in str(document["paths"])


def test_sign_up_needs_an_address_and_a_password(document: Any) -> None:
    schemas = document["components"]["schemas"]

    assert schemas["BaseSignup"]["required"] == ["email"]
    assert "phone" not in schemas["BaseSignup"]["properties"]


def test_errors_are_described_as_problems(document: Any) -> None:
    refused = document["paths"]["/api/v1/auth/login"]["post"]["responses"]["400"]

    assert list(refused["content"]) == ["application/problem+json"]
