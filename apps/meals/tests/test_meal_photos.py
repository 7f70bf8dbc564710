"""Photos kept with meals: their owner's alone."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from apps.meals import services
from apps.meals.models import MealPhoto
from apps.meals.tests.pictures import photo_from_a_phone, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def meal(api, anna, bread, kept_files):
    item = {"id": str(uuid4()), "food_id": str(bread.pk), "quantity_g": 80}
    meal = {
        "id": str(uuid4()),
        "type": "lunch",
        "eaten_at": "2026-03-02T12:00:00Z",
        "items": [item],
    }
    assert api(anna).post("/api/v1/meals", meal).status_code == 201
    return f"/api/v1/meals/{meal['id']}"


def keep(client, meal, **fields):
    form = {"id": str(uuid4()), "photo": upload(photo_from_a_phone()), **fields}
    return client.post(f"{meal}/photos", form, format="multipart")


def test_a_photo_is_kept_and_shown_without_its_metadata(api, anna, meal):
    kept = keep(api(anna), meal)

    assert kept.status_code == 201
    [listed] = api(anna).get(f"{meal}/photos").json()["results"]
    assert (listed["width"], listed["height"]) == (640, 480)
    shown = api(anna).get(kept["Location"], HTTP_ACCEPT="image/*")
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Cache-Control"].startswith("private")
    assert dict(Image.open(io.BytesIO(shown.content)).getexif()) == {}


def test_a_thumbnail_is_there_at_once(api, anna, meal):
    kept = keep(api(anna), meal)

    small = api(anna).get(f"{meal}/photos/{kept.json()['id']}/thumbnail")

    assert Image.open(io.BytesIO(small.content)).size == (320, 240)


def test_what_an_iphone_takes_is_kept_as_jpeg(api, anna, meal):
    heic = photo_from_a_phone(form="HEIF")

    kept = keep(api(anna), meal, photo=upload(heic, "IMG_0001.HEIC"))

    assert kept.status_code == 201
    shown = api(anna).get(kept["Location"], HTTP_ACCEPT="image/*")
    picture = Image.open(io.BytesIO(shown.content))
    assert (picture.format, picture.size) == ("JPEG", (640, 480))
    assert dict(picture.getexif()) == {}


def test_nobody_else_sees_adds_or_deletes_one(api, anna, stranger, meal):
    photo = f"{meal}/photos/{keep(api(anna), meal).json()['id']}"
    other = api(stranger)

    statuses = {
        other.get(f"{meal}/photos").status_code,
        other.get(f"{photo}/content").status_code,
        other.get(f"{photo}/thumbnail").status_code,
        other.delete(photo).status_code,
        keep(other, meal).status_code,
    }

    assert statuses == {404}
    assert api(None).get(f"{photo}/content").status_code == 401
    assert MealPhoto.objects.get().deleted_at is None


def test_no_address_leads_to_the_file_itself(api, anna, meal, client):
    keep(api(anna), meal)
    name = MealPhoto.objects.get().image.name

    assert default_storage.exists(name)
    assert {client.get(f"/{name}").status_code, client.get(f"/media/{name}").status_code} == {404}


def test_sending_a_photo_again_keeps_one(api, anna, meal):
    photo_id = str(uuid4())
    first, second = (keep(api(anna), meal, id=photo_id) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 200)
    assert MealPhoto.objects.count() == 1
    other = keep(api(anna), meal, id=photo_id, photo=upload(photo_from_a_phone((64, 64))))
    assert (other.status_code, other.json()["code"]) == (409, "ID_ALREADY_USED")


def test_a_deleted_photo_is_gone_and_its_files_soon_after(api, anna, meal):
    photo_id = str(uuid4())
    keep(api(anna), meal, id=photo_id)
    names = MealPhoto.objects.values_list("image", "thumbnail").get()

    for _ in range(2):
        assert api(anna).delete(f"{meal}/photos/{photo_id}").status_code == 204

    assert api(anna).get(f"{meal}/photos/{photo_id}/content").status_code == 404
    assert keep(api(anna), meal, id=photo_id).status_code == 410
    assert services.forget_uploads(at=timezone.now()) == 1
    assert not any(default_storage.exists(name) for name in names)
    assert services.forget_uploads(at=timezone.now() + timedelta(days=1)) == 0


def test_photos_go_with_their_meal(api, anna, meal):
    keep(api(anna), meal)
    api(anna).delete(meal)

    services.delete_photos_of(MealPhoto.objects.get().meal_id, at=timezone.now())

    assert MealPhoto.objects.get().deleted_at is not None
    assert api(anna).get(f"{meal}/photos").status_code == 404


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7", "picture_type_unknown"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "picture_damaged"),
        (photo_from_a_phone()[:800], "picture_damaged"),
    ],
)
def test_what_is_no_photo_is_refused_by_name(api, anna, meal, content, code):
    refused = keep(api(anna), meal, photo=upload(content))

    [error] = refused.json()["errors"]
    assert (refused.status_code, error["param"], error["code"]) == (422, "photo", code)
    assert not MealPhoto.objects.exists()


def test_a_form_that_is_too_long_is_refused_unread(api, anna, meal):
    answer = api(anna).post(
        f"{meal}/photos",
        b"--x--",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(16 * 1024 * 1024),
    )

    assert (answer.status_code, answer.json()["code"]) == (413, "CONTENT_TOO_LARGE")


def test_json_is_no_photo(api, anna, meal):
    assert api(anna).post(f"{meal}/photos", {"id": str(uuid4())}).status_code == 415
