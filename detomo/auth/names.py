"""How names are compared."""

import unicodedata

LOCAL_NAME = "local"  # the user of AUTH_REQUIRED=false; nobody can register it


def name_key(name: str) -> str:
    """The form in which user names and e-mail addresses are compared: without case and width."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()
