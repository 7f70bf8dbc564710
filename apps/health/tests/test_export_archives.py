"""What is an Apple Health export, and what is refused at the door."""

import io

import pytest

from apps.health.imports.apple_health.archive import check_export
from apps.health.imports.apple_health.refusals import ExportError, Reason
from apps.health.tests.apple_exports import export, record, zipped

EXPORT = export(record())
CLINICAL = b'<?xml version="1.0"?><ClinicalDocument/>'
MOST = 1 << 30


def refusal(content: bytes, most: int = MOST) -> Reason:
    with pytest.raises(ExportError) as caught:
        check_export(io.BytesIO(content), most_bytes=most)
    return caught.value.reason


@pytest.mark.parametrize(
    "name",
    ["export.xml", "apple_health_export/export.xml", "apple_health_export/esportazione.xml"],
)
def test_an_export_is_found_whatever_the_phones_language_calls_it(name):
    track = ("apple_health_export/workout-routes/route.gpx", b"<gpx/>")
    clinical = ("apple_health_export/export_cda.xml", CLINICAL)
    check_export(io.BytesIO(zipped(clinical, (name, EXPORT), track)), most_bytes=MOST)


def test_the_xml_alone_is_an_export_too():
    check_export(io.BytesIO(EXPORT), most_bytes=MOST)


def test_what_macos_adds_to_an_archive_is_no_second_export():
    content = zipped(("export.xml", EXPORT), ("__MACOSX/._export.xml", EXPORT))
    check_export(io.BytesIO(content), most_bytes=MOST)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"a diary in plain words", Reason.NOT_AN_EXPORT),
        (zipped(), Reason.NOT_AN_EXPORT),
        (zipped(("export_cda.xml", CLINICAL)), Reason.NOT_AN_EXPORT),
        (zipped(("a/b/c/export.xml", EXPORT)), Reason.NOT_AN_EXPORT),
        (zipped(("a.xml", EXPORT), ("b.xml", EXPORT)), Reason.TWO_EXPORTS),
        (zipped(("../export.xml", EXPORT)), Reason.ARCHIVE_UNSAFE_NAME),
        (zipped(("/etc/export.xml", EXPORT)), Reason.ARCHIVE_UNSAFE_NAME),
        (zipped(("c:\\export.xml", EXPORT)), Reason.ARCHIVE_UNSAFE_NAME),
        (zipped(("export.zip", zipped(("export.xml", EXPORT)))), Reason.ARCHIVE_NESTED),
        (zipped(("export.xml", EXPORT))[:200], Reason.ARCHIVE_BROKEN),
        (zipped(("export.xml", EXPORT), level=14), Reason.ARCHIVE_METHOD),
    ],
)
def test_what_is_no_export_is_refused_with_the_reason(content, reason):
    assert refusal(content) == reason


def test_an_encrypted_archive_is_refused():
    content = bytearray(zipped(("export.xml", EXPORT)))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(content)) == Reason.ARCHIVE_ENCRYPTED


def test_what_unpacks_to_more_than_200_times_its_size_is_a_bomb():
    # Deflate packs zeros 1,030 times smaller.
    content = zipped(("export.xml", EXPORT + bytes(65 << 20)))
    assert refusal(content) == Reason.ARCHIVE_BOMB


@pytest.mark.parametrize("content", [EXPORT, zipped(("export.xml", EXPORT))])
def test_an_xml_above_the_limit_is_refused_before_it_is_read(content):
    assert refusal(content, most=len(EXPORT) - 1) == Reason.TOO_LARGE
