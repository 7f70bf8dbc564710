"""An uploaded export becomes samples: once, beside what phones sync, behind what was stored."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from apps.health import services
from apps.health.domain.readings import read_records
from apps.health.imports.apple_health import chunks
from apps.health.models import ExportImport, Identity, Sample, SetAside, Source
from apps.health.services import export_worker
from apps.health.tests.apple_exports import WATCH, export, record, upload, zipped
from apps.outbox.models import OutboxEvent
from apps.shared.refusals import Conflict, Gone, Invalid, NotFound

pytestmark = pytest.mark.django_db
AT = "2024-06-15 08:00:00 +0200"
NOON = "2024-06-15 12:00:00 +0200"
NOON_UTC = datetime(2024, 6, 15, 10, tzinfo=UTC)
Import = Callable[..., ExportImport]


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def imported(anna) -> Import:
    """Upload a file as Anna, let a worker read it, return the job."""

    def run(*elements: str, content: bytes | None = None) -> ExportImport:
        file = upload(content or zipped(("export.xml", export(*elements))))
        job, _created = services.submit_import(anna, uuid4(), file, at=timezone.now())
        services.run_import(job.pk)
        job.refresh_from_db()
        return job

    return run


def sync(user, *records: dict, at: datetime = NOON_UTC) -> None:
    """What a phone sends, with its own uuids."""
    batch = read_records(records, now_us=int(at.timestamp() * 1_000_000), zone="Europe/Rome")
    assert not batch.refusals
    services.prepare_months(batch)
    services.retire_twins(user.pk, batch, at=at)
    services.store_readings(user.pk, batch, received_at=at)


def live(start: str, value: float = 100.0, **members) -> dict:
    source = {"bundle_id": "com.apple.health.6F2A", "product_type": "iPhone14,2", "name": "iPhone"}
    told = {"type": "HKQuantityTypeIdentifierStepCount", "unit": "count", "source": source}
    return {"uuid": str(uuid4()), "start": start, "end": start, "value": value, **told, **members}


def living(user) -> int:
    return Sample.objects.filter(user=user, deleted_at__isnull=True).count()


def test_records_are_stored_and_counted(imported, anna):
    unknown = record(kind="HKQuantityTypeIdentifierUnheardOf")
    job = imported(record(AT), record(NOON), record(value="nan"), unknown, "<ActivitySummary/>")
    assert (job.status, job.records_done) == ("ready", 4)
    assert (job.accepted, job.rejected, job.set_aside) == (2, 1, 1)
    assert job.reasons == {"VALUE_NOT_FINITE": 1, "NOT_STORED_ActivitySummary": 1}
    assert living(anna) == 2
    assert SetAside.objects.filter(user=anna).count() == 1


def test_two_equal_records_of_a_file_are_two(imported, anna):
    assert imported(record(), record()).accepted == 2
    assert living(anna) == 2


def test_a_second_import_of_the_same_records_changes_nothing(imported, anna):
    imported(record(), record(), record(NOON))
    job = imported(record(), record(), record(NOON))
    assert (job.accepted, job.duplicate) == (0, 3)
    assert living(anna) == 3


def test_a_later_export_brings_only_what_is_new_also_a_second_equal_record(imported, anna):
    imported(record())
    job = imported(record(), record(), record(NOON))
    assert (job.accepted, job.duplicate) == (2, 1)


def test_an_export_in_another_unit_and_zone_is_known(imported, anna):
    mass = "HKQuantityTypeIdentifierBodyMass"
    imported(record("2024-06-15 08:00:00 +0200", kind=mass, unit="kg", value="72.5"))
    # 72.5 kg are 159.835 lb, as the Health app shows it.
    job = imported(record("2024-06-15 02:00:00 -0400", kind=mass, unit="lb", value="159.835"))
    assert (job.accepted, job.duplicate) == (0, 1)


def test_what_a_phone_synced_is_a_duplicate_in_an_export(imported, anna):
    sync(anna, live("2024-06-15T08:00:00.372+02:00"))
    job = imported(record(AT), record(AT))
    assert (job.accepted, job.duplicate) == (1, 1)


def test_what_a_user_deleted_on_the_phone_is_not_brought_back(imported, anna):
    sample = live("2024-06-15T08:00:00.372+02:00")
    sync(anna, sample)
    batch = read_records([], now_us=0, zone="Europe/Rome")
    services.store_readings(anna.pk, batch, deletions={sample["uuid"]}, received_at=NOON_UTC)
    assert imported(record(AT)).duplicate == 1
    assert living(anna) == 0


@pytest.mark.parametrize(
    "told",
    [
        record("2024-06-15 08:00:01 +0200"),
        record(AT, value="101"),
        record(AT, source="Contapassi"),
        record(AT, kind="HKQuantityTypeIdentifierFlightsClimbed"),
    ],
)
def test_another_second_value_source_or_type_is_another_sample(imported, anna, told):
    sync(anna, live("2024-06-15T08:00:00.372+02:00"))
    assert imported(told).accepted == 1


def test_a_phones_sample_takes_the_place_of_the_exports(imported, anna):
    imported(record(AT), record(AT), record(NOON))
    sample = live("2024-06-15T08:00:00.372+02:00")
    sync(anna, sample)
    assert living(anna) == 3
    sync(anna, sample)
    assert living(anna) == 3
    assert Sample.objects.filter(user=anna, uuid=sample["uuid"]).exists()
    sync(anna, live("2024-06-15T08:00:00.900+02:00"))
    assert living(anna) == 3


def test_an_export_is_still_known_after_its_samples_were_replaced(imported, anna):
    imported(record(AT))
    sync(anna, live("2024-06-15T08:00:00.372+02:00"))
    assert imported(record(AT)).duplicate == 1
    assert living(anna) == 1


def test_samples_come_under_the_source_the_phone_sent(imported, anna):
    sync(anna, live("2024-06-14T08:00:00+02:00"))
    imported(record(AT, source="iPhone"), record(AT, source="Bilancia"))
    named = Source.objects.filter(user=anna).order_by("bundle_id")
    assert list(named.values_list("bundle_id", flat=True)) == [
        "com.apple.health.6F2A",
        "export:Bilancia",
    ]


def test_a_watch_that_was_renamed_is_the_same_watch(imported, anna):
    imported(record(AT, source="Orologio", device=WATCH, sourceVersion="10.1"))
    job = imported(record(AT, source="Apple Watch", device=WATCH, sourceVersion="10.1"))
    assert job.duplicate == 1


def test_what_came_before_a_fault_stays_and_the_job_tells_the_line(imported, anna):
    job = imported(content=export(record(AT), record(NOON), "<Record <"))
    assert (job.status, job.failure, job.failure_line) == ("failed", "XML_BROKEN", 5)
    assert (job.accepted, living(anna)) == (2, 2)
    assert default_storage.exists(job.upload.name)


def test_an_archive_that_is_damaged_inside_fails_the_job(imported):
    # The beginning, which is looked into at the door, is whole.
    content = bytearray(zipped(("export.xml", export(*[record()] * 1000)), level=0))
    place = content.rindex(b"<Record")
    content[place : place + 7] = b"<Recorf"
    job = imported(content=bytes(content))
    assert (job.status, job.failure) == ("failed", "ARCHIVE_BROKEN")


def test_a_file_that_is_no_export_is_refused_and_not_kept(anna, tmp_path):
    with pytest.raises(Invalid) as refused:
        services.submit_import(anna, uuid4(), upload(b"no export"), at=timezone.now())
    assert (refused.value.code, refused.value.param) == ("EXPORT_NOT_FOUND", "file")
    assert not list(tmp_path.rglob("*.export"))
    assert not ExportImport.objects.exists()


def test_the_same_upload_again_is_the_same_job_another_file_a_conflict(anna):
    import_id, at = uuid4(), timezone.now()
    first = services.submit_import(anna, import_id, upload(export(record())), at=at)
    again = services.submit_import(anna, import_id, upload(export(record())), at=at)
    assert (first[1], again[1], again[0].pk) == (True, False, import_id)
    assert OutboxEvent.objects.filter(name="health.import_submitted.v1").count() == 1
    with pytest.raises(Conflict):
        services.submit_import(anna, import_id, upload(export(record(NOON))), at=at)


def test_a_lost_worker_is_followed_by_another_behind_what_it_stored(anna, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_RECORDS", 1)
    elements = [record(f"2024-06-15 08:{minute:02d}:00 +0200") for minute in range(30)]
    # Blocks of a file are 64 KB: the padding puts the records into several of them.
    padding = f"<Export{'a' * 40_000}/>"
    file = upload(export(*(f"{padding}{one}" for one in elements)))
    job, _created = services.submit_import(anna, uuid4(), file, at=timezone.now())
    stored = export_worker.store_readings
    calls = iter([False, False, True])

    def dies(*args, **options):
        if next(calls):
            raise KeyboardInterrupt
        return stored(*args, **options)

    monkeypatch.setattr(export_worker, "store_readings", dies)
    with pytest.raises(KeyboardInterrupt):
        services.run_import(job.pk)
    monkeypatch.setattr(export_worker, "store_readings", stored)
    job.refresh_from_db()
    assert 0 < job.records_done == living(anna) < 30

    services.run_import(job.pk)
    job.refresh_from_db()
    assert job.status == "processing"  # the lease of the first holds
    ExportImport.objects.filter(pk=job.pk).update(due_at=timezone.now() - timedelta(hours=1))
    assert services.due_imports(at=timezone.now()) == [job.pk]
    services.run_import(job.pk)
    job.refresh_from_db()
    assert (job.status, job.records_done, job.accepted) == ("ready", 30, 30)
    assert living(anna) == 30


def test_a_job_whose_workers_die_without_a_chunk_fails_in_the_end(anna):
    job, _created = services.submit_import(
        anna, uuid4(), upload(export(record())), at=timezone.now()
    )
    ExportImport.objects.filter(pk=job.pk).update(attempts=export_worker.TRIES)
    services.run_import(job.pk)
    job.refresh_from_db()
    assert (job.status, job.failure) == ("failed", "WORKER_LOST")
    services.retry_import(anna, job.pk, at=timezone.now())
    services.run_import(job.pk)
    job.refresh_from_db()
    assert (job.status, job.failure, job.accepted) == ("ready", "", 1)


def test_a_deleted_import_stops_and_its_id_is_gone(anna):
    file = upload(export(record()))
    job, _created = services.submit_import(anna, uuid4(), file, at=timezone.now())
    services.delete_import(anna, job.pk, at=timezone.now())
    services.delete_import(anna, job.pk, at=timezone.now())
    services.run_import(job.pk)
    assert living(anna) == 0
    assert not default_storage.exists(job.upload.name)
    with pytest.raises(Gone):
        services.submit_import(anna, job.pk, upload(export(record())), at=timezone.now())
    with pytest.raises(NotFound):
        services.import_of(anna, job.pk)


def test_an_import_deleted_while_a_chunk_is_stored_stores_no_more(anna, monkeypatch):
    file = upload(export(record()))
    job, _created = services.submit_import(anna, uuid4(), file, at=timezone.now())
    known = export_worker.already_stored

    def deletes(*args):
        ExportImport.objects.filter(pk=job.pk).update(deleted_at=timezone.now())
        return known(*args)

    monkeypatch.setattr(export_worker, "already_stored", deletes)
    services.run_import(job.pk)
    assert living(anna) == 0
    assert not Identity.objects.filter(user=anna).exists()


def test_files_go_when_they_are_read_or_were_kept_long_enough(imported, settings):
    assert not imported(record()).upload
    job = imported(content=export(record(), "<Record <"))
    assert services.forget_exports(at=timezone.now()) == 0
    later = timezone.now() + settings.HEALTH_EXPORT_KEEP + timedelta(minutes=1)
    assert services.forget_exports(at=later) == 1
    assert not default_storage.exists(job.upload.name)
    with pytest.raises(Gone):
        services.retry_import(job.user, job.pk, at=later)


def test_the_files_of_an_erased_user_go_with_the_user(anna, stranger):
    for user in (anna, stranger):
        services.submit_import(user, uuid4(), upload(export(record())), at=timezone.now())
    assert services.discard_exports_of(anna.pk) == 1
    assert services.discard_exports_of(anna.pk) == 0
    kept = ExportImport.objects.get(user=stranger).upload.name
    assert default_storage.exists(kept)
    assert isinstance(UUID(kept.split("/")[1]), UUID)


def test_anothers_import_is_not_there(anna, stranger):
    job, _created = services.submit_import(
        anna, uuid4(), upload(export(record())), at=timezone.now()
    )
    for act in (services.retry_import, services.delete_import):
        with pytest.raises(NotFound):
            act(stranger, job.pk, at=timezone.now())
