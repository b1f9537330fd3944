"""How names are compared."""

import unicodedata


def name_key(name: str) -> str:
    """The form in which user names and e-mail addresses are compared: without case and width."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()
