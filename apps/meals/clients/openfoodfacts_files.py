"""Files that Open Food Facts publishes: the index of daily changes, and the files it names."""

import shutil
from pathlib import Path
from urllib.parse import urljoin

import httpx

from apps.shared import http

SERVICE = "openfoodfacts_files"
TIMEOUT = httpx.Timeout(10, read=60)


class FileUnavailable(Exception):
    """The index or a file could not be fetched."""


def index_lines(url: str) -> list[str]:
    try:
        with _client() as client:
            answer = client.get(url, follow_redirects=True).raise_for_status()
    except httpx.HTTPError as error:
        raise FileUnavailable(f"{url}: {error}") from error
    return answer.text.splitlines()


def fetched(index_url: str, name: str, directory: Path) -> Path:
    """The file beside its index, in ``directory``; there under its name only when it is whole."""
    url, part = urljoin(index_url, name), directory / f"{name}.part"
    try:
        with _client() as client, client.stream("GET", url, follow_redirects=True) as answer:
            answer.raise_for_status()
            with part.open("wb") as file:
                for piece in answer.iter_raw():
                    file.write(piece)
    except httpx.HTTPError as error:
        raise FileUnavailable(f"{url}: {error}") from error
    return Path(shutil.move(part, directory / name))


def _client() -> httpx.Client:
    client = http.client(service=SERVICE, timeout=TIMEOUT)
    # The files are compressed already.
    client.headers["Accept-Encoding"] = "identity"
    return client
