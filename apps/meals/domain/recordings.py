"""Recordings of speech as phones make them; the type is told by the content."""

MAX_BYTES = 25 * 1024 * 1024  # what transcription services take

EMPTY = "recording_empty"
TOO_LARGE = "recording_too_large"
UNKNOWN_TYPE = "recording_type_unknown"

MPEG_FRAME = 0xE0  # eleven set bits begin a frame; the first eight are 0xFF
LAYER = LAYER_I = 0x06
FRAME_HEADER_BYTES = 4
MP4_BRANDS = (b"M4A ", b"mp42", b"mp41", b"isom", b"iso2", b"iso5", b"iso6", b"dash", b"3gp")


class RecordingError(ValueError):
    """Not a recording we take; ``code`` is stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def suffix_of(head: bytes, *, size_bytes: int) -> str:
    """The file ending that says what the recording is. Raises RecordingError."""
    if not size_bytes:
        raise RecordingError(EMPTY)
    if size_bytes > MAX_BYTES:
        raise RecordingError(TOO_LARGE)
    suffix = _sniffed(head)
    if suffix is None:
        raise RecordingError(UNKNOWN_TYPE)
    return suffix


def _sniffed(head: bytes) -> str | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"OggS":
        return "ogg"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "webm"
    if head[4:8] == b"ftyp" and head[8:12].startswith(MP4_BRANDS):
        return "m4a"
    if head[:3] == b"ID3" or _is_mpeg_frame(head):
        return "mp3"
    return None


def _is_mpeg_frame(head: bytes) -> bool:
    """Of layer I there is no speech, but text in UTF-16 begins like it."""
    if len(head) < FRAME_HEADER_BYTES or head[0] != 0xFF:
        return False
    return head[1] & MPEG_FRAME == MPEG_FRAME and head[1] & LAYER != LAYER_I
