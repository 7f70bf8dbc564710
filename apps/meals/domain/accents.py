"""Letters as people type them in a hurry."""

import unicodedata


def unaccented(text: str) -> str:
    """caffè → caffe; ligatures and full-width letters become plain ones as well."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
