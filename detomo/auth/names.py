"""How names are compared."""

import unicodedata

LOCAL_NAME = "local"  # the user of AUTH_REQUIRED=false; nobody can register it


def name_key(name: str) -> str:
    """The form in which user names and e-mail addresses are compared: without case and width, domains as Unicode."""
    local, at, domain = _folded(name).rpartition("@")
    return f"{local}{at}{_folded(_as_unicode(domain))}" if "xn--" in domain and at else f"{local}{at}{domain}"


def as_address(text: str) -> str:
    """An e-mail address as it is stored and written to: in half width, which a Japanese keyboard may not give."""
    return unicodedata.normalize("NFKC", text).strip()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()


def _as_unicode(domain: str) -> str:
    """A domain written in ASCII (RFC 3490), as it is read: both are one mailbox."""
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:  # it only looks like one
        return domain
