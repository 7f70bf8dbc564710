from typing import Any

import pytest

CHAT = "/v1/chat/completions"
SPEECH = "/v1/audio/transcriptions"


@pytest.fixture
def kept_files(settings: Any, tmp_path: Any) -> Any:
    """Where uploads of this test are kept."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def ai_service(settings: Any, httpserver: Any, kept_files: Any) -> Any:
    """A local service that speaks OpenAI's wire format; the test says what it answers."""
    settings.OPENAI_API_KEY = "sk-test"
    settings.OPENAI_BASE_URL = httpserver.url_for("/v1")
    settings.OPENAI_TIMEOUT_S = 5
    settings.OPENAI_RATE = "100000/minute"
    return httpserver
