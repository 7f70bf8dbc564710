"""Files of weigh-ins: how they are laid out, and what they say."""

from datetime import UTC, datetime
from typing import Any

import pytest

from apps.health.domain.weigh_in_files import (
    FileError,
    RefusedRow,
    WeighInFile,
    decoded,
    read_weigh_ins,
)

# After the sample at libra-app.eu/support/csv: a row of all columns, and short ones.
LIBRA = """#Version: 6
#Units: kg
#date;weight;weight trend;body fat;body fat trend;muscle mass;muscle mass trend;log
2023-10-16T05:19:20.000Z;70.0;70.4;11.0;11.1;56.0;56.3;
2008-09-06T06:00:00.000Z;83.3
2008-09-08T06:00:00.000Z;84.1;83.3;15.3;15.3;This is a comment
"""


def read(text: str, **given: Any) -> WeighInFile:
    return read_weigh_ins(text, zone_name="Europe/Rome", **given)


def masses(text: str, **given: Any) -> list[float]:
    return [one.mass_kg for one in read(text, **given).weigh_ins]


def moments(text: str, **given: Any) -> list[datetime]:
    return [one.taken_at for one in read(text, **given).weigh_ins]


def test_libra_is_read_by_its_remarks() -> None:
    found = read(LIBRA)

    assert (found.layout.app, found.layout.unit, found.layout.delimiter) == ("libra", "kg", ";")
    assert [(one.line, one.mass_kg) for one in found.weigh_ins] == [(4, 70), (5, 83.3), (6, 84.1)]
    assert found.weigh_ins[0].taken_at == datetime(2023, 10, 16, 5, 19, 20, tzinfo=UTC)


def test_libra_in_pounds_becomes_kilograms() -> None:
    # 154.3 lb × 0.45359237 kg/lb
    assert masses("#Units: lbs\n#date;weight\n2024-01-01T06:00:00.000Z;154.3\n") == [69.989303]


def test_a_version_of_libra_nobody_knows_is_refused() -> None:
    with pytest.raises(FileError, match="VERSION_UNKNOWN"):
        read(LIBRA.replace("6", "7", 1))


def test_happy_scale_is_told_by_a_column_named_like_a_unit() -> None:
    found = read('"Date","Pounds"\n"2024-01-01","176.4"\n')

    assert (found.layout.app, found.layout.unit) == ("happy_scale", "lb")
    assert found.weigh_ins[0].mass_kg == 80.013694  # 176.4 × 0.45359237


def test_an_italian_file_has_decimal_commas_and_the_day_first() -> None:
    found = read("Data;Peso (kg);Media\n13/01/2024;82,4;82,0\n05/02/2024 07:30;81,9;82,0\n")

    assert (found.layout.decimal, found.layout.date_order) == (",", "dmy")
    assert [one.mass_kg for one in found.weigh_ins] == [82.4, 81.9]
    # 7:30 in Rome in winter is 6:30 UTC
    assert found.weigh_ins[1].taken_at == datetime(2024, 2, 5, 6, 30, tzinfo=UTC)


def test_a_day_without_a_time_is_put_at_noon() -> None:
    # noon in Rome is 11:00 UTC in winter, 10:00 in summer
    text = "date,weight_kg\n2024-01-05,80\n2024-07-05,81\n"

    assert [moment.hour for moment in moments(text)] == [11, 10]


def test_a_column_of_times_is_read_with_the_date() -> None:
    found = moments("Date,Time,Weight (lb)\n1/25/2024,8:15 PM,180\n")

    assert found == [datetime(2024, 1, 25, 19, 15, tzinfo=UTC)]


def test_a_file_without_a_header_is_a_date_and_a_weight() -> None:
    assert masses("2024-01-05\t80,5 kg\n2024-01-06\t80,1 kg\n") == [80.5, 80.1]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Mar 5, 2024", datetime(2024, 3, 5, 11, tzinfo=UTC)),
        ("5 March 2024 06:10", datetime(2024, 3, 5, 5, 10, tzinfo=UTC)),
        ("2024-03-05T06:10:00+05:00", datetime(2024, 3, 5, 1, 10, tzinfo=UTC)),
        ("20240305", datetime(2024, 3, 5, 11, tzinfo=UTC)),
        ("5.3.24", datetime(2024, 3, 5, 11, tzinfo=UTC)),
    ],
)
def test_dates_are_read_however_they_are_written(written: str, moment: datetime) -> None:
    assert moments(f"date;weight kg\n{written};80\n", date_order="dmy") == [moment]


def test_dates_that_fit_two_orders_are_asked_for() -> None:
    text = "date,kg\n03/04/2024,80\n"

    with pytest.raises(FileError) as refused:
        read(text)
    assert (refused.value.code, refused.value.field) == ("DATE_ORDER_NOT_CLEAR", "date_order")
    assert moments(text, date_order="dmy")[0].month == 4
    assert moments(text, date_order="mdy")[0].month == 3


def test_a_unit_nobody_states_is_asked_for() -> None:
    text = "date,weight\n2024-01-05,176.4\n"

    with pytest.raises(FileError) as refused:
        read(text)
    assert (refused.value.code, refused.value.field) == ("UNIT_NOT_STATED", "unit")
    assert masses(text, unit="lb") == [80.013694]


def test_what_the_file_states_is_believed_before_what_is_said_of_it() -> None:
    assert masses("date,weight (kg)\n2024-01-05,80\n", unit="lb") == [80]


def test_rows_that_cannot_be_read_are_named_by_line() -> None:
    found = read("Data;Peso kg\n31/02/2024;80\n13/02/2024;\n14/02/2024;molto\n15/02/2024\n\n")

    assert found.refused == (
        RefusedRow(2, "DATE_UNREADABLE"),
        RefusedRow(3, "WEIGHT_MISSING"),
        RefusedRow(4, "WEIGHT_UNREADABLE"),
        RefusedRow(5, "ROW_TOO_SHORT"),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "FILE_EMPTY"),
        ("\n\n", "FILE_EMPTY"),
        ("a letter to my aunt", "COLUMNS_NOT_FOUND"),
        ("name,colour\ncat,red\n", "COLUMNS_NOT_FOUND"),
        ("date,trend weight\n2024-01-05,80\n", "COLUMNS_NOT_FOUND"),
    ],
)
def test_what_is_no_file_of_weigh_ins_is_refused(text: str, code: str) -> None:
    with pytest.raises(FileError, match=code):
        read(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_every_usual_encoding(encoding: str) -> None:
    text = "data;peso (kg);note\n13/02/2024;80;perché sì\n"

    assert decoded(text.encode(encoding)) == text
