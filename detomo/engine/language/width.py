"""One form for texts that differ in width, case and white space alone."""

import unicodedata

_APOSTROPHES = str.maketrans("’ʼ‘", "'''")
_DASHES = str.maketrans("‐‑‒–−〜", "-----~")


def tidy(text: str) -> str:
    """Unicode NFKC (full and half width become one), one kind of apostrophe and dash, white space made one space."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_APOSTROPHES | _DASHES).split())


def squash(text: str) -> str:
    """`tidy` without case."""
    return tidy(text).casefold()
