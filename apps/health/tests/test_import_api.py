"""Uploading an export over HTTP, following it, taking it back."""

from uuid import uuid4

import pytest
from django.utils import timezone

from apps.health import services
from apps.health.models import ExportImport
from apps.health.tests.apple_exports import export, record, upload, zipped

pytestmark = pytest.mark.django_db
URL = "/api/v1/health/imports"


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def send(client, import_id, content: bytes = export(record()), **members):
    return client.post(
        URL, {"id": str(import_id), "file": upload(content), **members}, format="multipart"
    )


def test_an_upload_is_taken_in_and_can_be_followed(api, anna):
    import_id, client = uuid4(), api(anna)
    answer = send(client, import_id, zipped(("export.xml", export(record(), record(value="x")))))
    assert (answer.status_code, answer["Location"]) == (202, f"{URL}/{import_id}")
    assert answer.json()["status"] == "queued"
    services.run_import(import_id)
    shown = client.get(f"{URL}/{import_id}").json()
    assert (shown["status"], shown["records"]) == ("ready", 2)
    assert (shown["accepted"], shown["rejected"]) == (1, 1)
    assert shown["reasons"] == {"VALUE_INVALID": 1}
    assert shown["bytes_done"] == shown["bytes_total"] > 0
    assert shown["failure"] is None


def test_sending_it_again_answers_200_another_file_409_a_deleted_one_410(api, anna):
    import_id, client = uuid4(), api(anna)
    assert send(client, import_id).status_code == 202
    assert send(client, import_id).status_code == 200
    other = send(client, import_id, export(record(value="7")))
    assert (other.status_code, other.json()["code"]) == (409, "ID_ALREADY_USED")
    assert client.delete(f"{URL}/{import_id}").status_code == 204
    assert send(client, import_id).json()["code"] == "IMPORT_DELETED"
    assert client.get(f"{URL}/{import_id}").status_code == 404
    assert client.get(URL).json()["results"] == []


def test_a_failed_import_tells_where_and_can_be_retried(api, anna):
    import_id, client = uuid4(), api(anna)
    send(client, import_id, export(record(), "<Record <"))
    services.run_import(import_id)
    failure = client.get(f"{URL}/{import_id}").json()["failure"]
    assert (failure["code"], failure["line"]) == ("XML_BROKEN", 4)
    again = client.post(f"{URL}/{import_id}/retry")
    assert (again.status_code, again.json()["status"]) == (202, "queued")


def test_a_ready_import_cannot_be_retried(api, anna):
    import_id, client = uuid4(), api(anna)
    send(client, import_id)
    services.run_import(import_id)
    answer = client.post(f"{URL}/{import_id}/retry")
    assert (answer.status_code, answer.json()["code"]) == (409, "IMPORT_READY")


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "EXPORT_EMPTY"), (b"diary", "EXPORT_NOT_FOUND")]
)
def test_what_is_no_export_is_refused_and_names_the_field(api, anna, content, code):
    answer = send(api(anna), uuid4(), content)
    assert 400 <= answer.status_code < 500
    assert answer.json()["code"] == code
    assert not ExportImport.objects.exists()


def test_a_body_above_the_limit_is_refused_before_it_is_read(api, anna, settings):
    settings.HEALTH_EXPORT_MAX_BYTES = 1000
    assert send(api(anna), uuid4(), export(*[record()] * 500)).status_code == 413


def test_imports_are_listed_newest_first_each_user_their_own(api, anna, stranger):
    first, second = uuid4(), uuid4()
    for user, import_id in ((anna, first), (anna, second), (stranger, uuid4())):
        file = upload(export(record()))
        services.submit_import(user, import_id, file, at=timezone.now())
    found = [one["id"] for one in api(anna).get(URL).json()["results"]]
    assert found == [str(second), str(first)]


def test_anothers_import_is_not_found(api, anna, stranger):
    import_id = uuid4()
    send(api(anna), import_id)
    client = api(stranger)
    assert client.get(f"{URL}/{import_id}").status_code == 404
    assert client.delete(f"{URL}/{import_id}").status_code == 404
    assert client.post(f"{URL}/{import_id}/retry").status_code == 404
    assert send(client, import_id).status_code == 409
