"""Reading the XML of an export: one element at a time, forgiving Apple, nobody else."""

import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.health.imports.apple_health.parsing import ExportParser
from apps.health.imports.apple_health.refusals import ExportError, Reason
from apps.health.tests.apple_exports import export, record

# Of iOS 16: an attribute list that does not end before the next begins.
MALFORMED = """<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 12 -->
<!ELEMENT HealthData (ExportDate,Me,Record*)>
<!ATTLIST VisionPrescription
  type CDATA #REQUIRED
<!ATTLIST Me
  HKCharacteristicTypeIdentifierDateOfBirth CDATA #REQUIRED
>
]>
"""


def read(content: bytes) -> list:
    return [one for batch in ExportParser(io.BytesIO(content)).batches() for one in batch]


def fault(content: bytes) -> tuple[Reason, int | None]:
    with pytest.raises(ExportError) as caught:
        read(content)
    return caught.value.reason, caught.value.line


@given(
    st.lists(st.integers(0, 10**6), max_size=30),
    st.dictionaries(st.sampled_from("abc"), st.text("xyz")),
)
def test_records_come_out_as_they_were_written(values, metadata):
    content = export(*(record(value=str(value), metadata=metadata) for value in values))
    found = read(content)
    assert [int(attributes["value"]) for _n, attributes, _m, _s in found] == values
    assert all(entries == metadata for _n, _a, entries, _s in found)


def test_records_in_a_correlation_count_once_for_they_stand_at_the_top_too():
    inside = f"<Correlation>{record()}{record()}</Correlation>"
    parser = ExportParser(io.BytesIO(export(record(), inside, "<ActivitySummary/>")))
    assert sum(len(batch) for batch in parser.batches()) == 1
    assert parser.not_stored == {"Correlation": 1, "ActivitySummary": 1}


def test_a_workout_brings_its_statistics():
    statistics = '<WorkoutStatistics type="x" sum="5.2" unit="km"/>'
    workout = f'<Workout duration="30.5"><WorkoutEvent/>{statistics}</Workout>'
    assert read(export(workout)) == [
        ("Workout", {"duration": "30.5"}, {}, [{"type": "x", "sum": "5.2", "unit": "km"}])
    ]


def test_apples_malformed_dtd_and_control_characters_are_forgiven():
    content = export(record(source="Bil\x0bancia"), doctype=MALFORMED)
    assert read(content)[0][1]["sourceName"] == "Bilancia"


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE HealthData [<!ENTITY a "b">]>',
        '<!DOCTYPE HealthData [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>',
        '<!DOCTYPE HealthData SYSTEM "http://example.org/a.dtd" []>',
        '<!DOCTYPE HealthData SYSTEM "http://example.org/a.dtd">',
        '<!DOCTYPE HealthData PUBLIC "a" "http://example.org/a.dtd">',
        '<!-- <HealthData > --><!DOCTYPE HealthData [<!ENTITY a "b">]>',
    ],
)
def test_entities_and_outside_files_are_refused(doctype):
    assert fault(export(record(), doctype=doctype))[0] == Reason.ENTITIES


def test_an_entity_nobody_declared_is_refused_where_it_is_used():
    assert fault(export(record(), record(source="&lol;"))) == (Reason.ENTITIES, 4)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("Caffè".encode("utf-16"), Reason.ENCODING),
        (export(head='<?xml version="1.0" encoding="ISO-8859-1"?>'), Reason.ENCODING),
        (b"<GpxData><HealthData></HealthData></GpxData>", Reason.WRONG_ROOT),
        (export("<a>" * 30 + "</a>" * 30), Reason.XML_TOO_DEEP),
        (export(record(source="a" * (3 << 20))), Reason.XML_TOKEN_TOO_LONG),
        (export(record())[:-20], Reason.XML_TRUNCATED),
    ],
)
def test_what_is_not_as_apple_writes_it_is_refused_with_the_reason(content, reason):
    assert fault(content)[0] == reason


def test_what_came_before_a_fault_is_handed_out_and_the_line_is_told():
    content = export(record(value="1"), record(value="2"), "<Record", record(), doctype=MALFORMED)
    batches = ExportParser(io.BytesIO(content)).batches()
    found = next(batches)
    with pytest.raises(ExportError) as caught:
        next(batches)
    assert [attributes["value"] for _n, attributes, _m, _s in found] == ["1", "2"]
    # The head is line 1, the DTD nine, then the root, two records, the broken one, the next.
    assert (caught.value.reason, caught.value.line) == (Reason.XML_BROKEN, 15)


def test_memory_does_not_grow_with_the_file():
    content = export(*[record()] * 60_000)
    tracemalloc.start()
    for _batch in ExportParser(io.BytesIO(content)).batches():
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(content) / 2
