"""Weigh-ins brought from another app's file."""

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.health.models import Sample

URL = "/api/v1/health/body-mass/import"
ITALIAN = "Data;Peso (kg)\n13/01/2024;82,4\n14/01/2024;molto\n15/01/2024;8000\n16/01/2024;81,9\n"


def bring(client, text, **more):
    file = SimpleUploadedFile("pesi.csv", text.encode(), "text/csv")
    return client.post(URL, {"file": file, **more}, format="multipart")


def test_the_answer_tells_how_the_file_was_read(api, anna):
    found = bring(api(anna), ITALIAN).json()

    assert found["layout"] == {
        "app": "plain",
        "delimiter": ";",
        "decimal": ",",
        "unit": "kg",
        "date_order": "dmy",
        "has_header": True,
        "with_time": False,
    }
    assert (found["read"], found["accepted"], found["duplicate"]) == (4, 2, 0)


def test_rows_are_refused_by_line_and_reason(api, anna):
    refused = bring(api(anna), ITALIAN).json()["refused"]

    assert [(row["line"], row["code"]) for row in refused] == [
        (3, "WEIGHT_UNREADABLE"),
        (4, "VALUE_IMPLAUSIBLE"),
    ]


def test_the_same_file_again_brings_nothing(api, anna):
    client = api(anna)
    bring(client, ITALIAN)

    found = bring(client, ITALIAN + "17/01/2024;81,5\n").json()

    assert (found["accepted"], found["duplicate"]) == (1, 2)
    assert Sample.objects.count() == 3


def test_the_app_a_file_is_from_is_its_source(api, anna):
    bring(api(anna), "#Version: 6\n#Units: kg\n#date;weight\n2024-01-13T06:00:00.000Z;82.4\n")

    assert Sample.objects.get().source.bundle_id == "net.cachapa.libra"


def test_what_the_file_leaves_open_is_asked_for(api, anna):
    client, text = api(anna), "date,weight\n2024-01-05,176.4\n"

    refused = bring(client, text)

    assert (refused.status_code, refused.json()["code"]) == (422, "UNIT_NOT_STATED")
    assert refused.json()["errors"][0]["param"] == "unit"
    assert bring(client, text, unit="lb").json()["accepted"] == 1


def test_what_is_no_such_file_is_refused(api, anna):
    answer = bring(api(anna), "a letter to my aunt")

    assert (answer.status_code, answer.json()["code"]) == (422, "COLUMNS_NOT_FOUND")


def test_a_large_file_is_refused_before_it_is_read(api, anna):
    assert bring(api(anna), "x" * 3_000_000).status_code == 413
