"""Uploads in a bucket: the real client against a local server that speaks S3's protocol."""

import re
from datetime import timedelta
from uuid import UUID
from xml.sax.saxutils import escape

import pytest
from django.core.files.storage import storages
from django.utils import timezone
from uuid_utils.compat import uuid7
from werkzeug import Request, Response

from apps.meals import services
from apps.meals.services import uploads
from nutrifit import checks, environment

ANNA, OTHER = UUID(int=1), UUID(int=2)


class Bucket:
    """Objects by key: PUT, GET, HEAD, DELETE of one, and the listing of those with a prefix."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def answer(self, request: Request) -> Response:
        assert request.headers["Authorization"].startswith("AWS4-HMAC-SHA256 ")
        key = request.path.removeprefix("/uploads").lstrip("/")
        if not key:
            return self.listing(request.args["prefix"], request.args["delimiter"])
        if request.method == "PUT":
            self.objects[key] = request.data
            return Response()
        if request.method == "DELETE":
            self.objects.pop(key, None)
            return Response(status=204)
        if key not in self.objects:
            return Response(status=404)
        return Response(
            self.objects[key], headers={"Last-Modified": "Mon, 02 Mar 2026 12:00:00 GMT"}
        )

    def listing(self, prefix: str, delimiter: str) -> Response:
        below = [key.removeprefix(prefix) for key in self.objects if key.startswith(prefix)]
        folders = {rest.partition(delimiter)[0] for rest in below if delimiter in rest}
        files = [rest for rest in below if delimiter not in rest]
        lines = [
            *(f"<Contents><Key>{escape(prefix + one)}</Key></Contents>" for one in files),
            *(
                f"<CommonPrefixes><Prefix>{prefix}{one}{delimiter}</Prefix></CommonPrefixes>"
                for one in sorted(folders)
            ),
        ]
        name = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
        body = f"<ListBucketResult {name}>{''.join(lines)}</ListBucketResult>"
        return Response(body, content_type="application/xml")


@pytest.fixture
def bucket(httpserver, settings, monkeypatch):
    made = Bucket()
    httpserver.expect_request(re.compile("^/uploads")).respond_with_handler(made.answer)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required")
    options = {
        "bucket_name": "uploads",
        "endpoint_url": httpserver.url_for("").rstrip("/"),
        "region_name": "eu-south-1",
        "addressing_style": "path",
    }
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": environment.S3, "OPTIONS": options}
    }
    return made


def test_the_setting_makes_the_storage(bucket):
    assert storages["default"].bucket_name == "uploads"
    assert list(checks.media()) == []


def test_options_the_storage_does_not_know_are_an_error_of_the_check(settings):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": environment.S3, "OPTIONS": {"bukket": "uploads"}}
    }

    [found] = checks.media()

    assert "MEDIA_STORAGE_OPTIONS" in found.msg


def test_a_file_is_kept_read_and_removed(bucket):
    name = uploads.keep("photos", ANNA, b"pixels", "jpg")

    assert bucket.objects == {name: b"pixels"}
    assert uploads.content_of(name) == b"pixels"
    uploads.discard(name, name)
    with pytest.raises(FileNotFoundError):
        uploads.content_of(name)


def test_the_files_of_an_erased_user_go(bucket):
    for folder in ("photos", "thumbnails", "analyses", "recordings"):
        uploads.keep(folder, ANNA, b"x", "jpg")
    left = uploads.keep("photos", OTHER, b"x", "jpg")

    assert services.discard_uploads_of(ANNA) == 4
    assert list(bucket.objects) == [left]


def test_orphans_are_found(db, bucket):
    uploads.keep("photos", uuid7(), b"x", "jpg")

    assert services.discard_orphans(at=timezone.now()) == 0
    assert services.discard_orphans(at=timezone.now() + timedelta(hours=25)) == 1
    assert bucket.objects == {}
