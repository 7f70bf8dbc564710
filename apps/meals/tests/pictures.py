"""Real pictures and recordings for tests, and a service that speaks OpenAI's wire format."""

import io
import json
import struct
import wave
from typing import Any

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

GPS_INFO, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


def plate(size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A red plate on a blue table; its left half is darker, so that turning it shows."""
    picture = Image.new("RGB", size, "navy")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((size[0] // 4, size[1] // 4, size[0] * 3 // 4, size[1] * 3 // 4), "firebrick")
    draw.rectangle((0, 0, size[0] // 8, size[1]), "black")
    return picture


def encoded(picture: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    if form == "HEIF":
        pillow_heif.from_pillow(picture).save(out, **options)
    else:
        picture.save(out, form, **options)
    return out.getvalue()


def photo_from_a_phone(
    size: tuple[int, int] = (640, 480), *, orientation: int = 1, form: str = "JPEG"
) -> bytes:
    """With the place it was taken, the phone's make, and the way it was held."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKE] = "Telefono"
    exif.get_ifd(GPS_INFO).update({1: "N", 2: (45.0, 28.0, 0.0), 3: "E", 4: (9.0, 11.0, 0.0)})
    return encoded(plate(size), form, exif=exif.tobytes())


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def wav(seconds: int = 1) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(8000)
        recording.writeframes(struct.pack("<h", 0) * 8000 * seconds)
    return out.getvalue()


def seen(name_it: str = "pane integrale", **changes: Any) -> dict[str, Any]:
    return {
        "name_it": name_it,
        "name_en": "bread",
        "size": "medium",
        "grams_low": 60,
        "grams_likely": 80,
        "grams_high": 110,
        "confidence": 0.9,
        **changes,
    }


def completion(content: Any, *, refusal: str | None = None, finish: str = "stop") -> dict[str, Any]:
    """A chat completion that cost 1,000 tokens in and 100 out."""
    text = content if content is None or isinstance(content, str) else json.dumps(content)
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1772438400,
        "model": "gpt-4o-2024-08-06",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text, "refusal": refusal},
                "finish_reason": finish,
                "logprobs": None,
            }
        ],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100},
    }


def printed(nutrient: str, value: float, unit: str, modifier: str = "") -> dict[str, Any]:
    """One figure of a label."""
    return {"nutrient": nutrient, "value": value, "unit": unit, "modifier": modifier}


def seen_label(**changes: Any) -> dict[str, Any]:
    """Biscuits of 20 g fat, 67 g carbohydrate, 8 g protein: 9 x 20 + 4 x 75 = 480 kcal, which are
    2008 kJ."""
    return {
        "name": "Frollini",
        "brand": "Forno",
        "per": "100g",
        "serving_size": 25,
        "serving_unit": "g",
        "amounts": [
            printed("energy", 2008, "kJ"),
            printed("energy", 480, "kcal"),
            printed("fat", 20, "g"),
            printed("saturated-fat", 2.5, "g"),
            printed("carbohydrates", 67, "g"),
            printed("sugars", 21, "g"),
            printed("proteins", 8, "g"),
            printed("salt", 0.6, "g"),
        ],
        **changes,
    }
