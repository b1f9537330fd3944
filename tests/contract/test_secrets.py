"""No tracked file holds a credential: known forms of keys and tokens, and long random text given to a secret's name."""

import dataclasses
import importlib
import math
import pkgutil
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

import detomo
from config import ROOT

FORMS = {
    "private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
    "AWS access key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "Anthropic key": r"\bsk-ant-[a-z0-9]+-[A-Za-z0-9_-]{20,}",
    "OpenAI key": r"\bsk-(?:proj-)?[A-Za-z0-9]{32,}",
    "GitHub token": r"\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_[A-Za-z0-9_]{40,}",
    "Slack token": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "Google key": r"\bAIza[0-9A-Za-z_-]{35}",
    "signed JWT": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}",
    "GitLab token": r"\bglpat-[\w-]{20,}",
    "Hugging Face token": r"\bhf_[A-Za-z0-9]{30,}",
    "Stripe key": r"\b[rs]k_live_[A-Za-z0-9]{20,}",
    "PyPI token": r"\bpypi-AgEIcHlwaS5vcmc[\w-]{20,}",
    "npm token": r"\bnpm_[A-Za-z0-9]{36}",
    "Azure storage key": r"AccountKey=[A-Za-z0-9+/]{60,}=*",
    "own API key": r"\bdtm_[A-Za-z0-9_-]{30,}",
}
IN_URL = re.compile(r"\b[a-z][a-z0-9+]{2,20}://[\w.%-]*:([^\s:/@'\"`{}<>$\\]{6,})@[\w.-]+")
ASSIGNED = re.compile(
    r"(?i)(?:secret|token|password|passwd|api_?key|encryption_?key)\w*[\"']?\s*[:=]\s*[\"']?([A-Za-z0-9+/=_-]{24,})"
)
RANDOM_BITS = 3.7  # per character: above what words, names and paths have


def findings(text: str) -> Iterator[str]:
    yield from (name for name, form in FORMS.items() if re.search(form, text))
    yield from (f"assigned: {value[:4]}…" for value in ASSIGNED.findall(text) if is_random(value))
    yield from (f"in a URL: {value[:4]}…" for value in IN_URL.findall(text) if is_mixed(value))


def is_random(value: str) -> bool:
    """Digits and both cases mixed, and as many different characters as chance gives."""
    counts = Counter(value)
    bits = -sum(count / len(value) * math.log2(count / len(value)) for count in counts.values())
    return is_mixed(value) and bits > RANDOM_BITS


def is_mixed(value: str) -> bool:
    return all(re.search(form, value) for form in ("[0-9]", "[a-z]", "[A-Z]"))


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name]


def test_no_tracked_file_holds_a_credential() -> None:
    texts = {path: path.read_text("utf-8", "replace") for path in tracked() if path.is_file()}
    found = {path.relative_to(ROOT).as_posix(): list(findings(text)) for path, text in texts.items()}
    assert len(texts) > 100
    assert {name: what for name, what in found.items() if what} == {}


PLANTED = {  # in pieces, so that this file holds none
    "private key": ("-----BEGIN RSA ", "PRIVATE KEY-----"),
    "AWS access key": ("AKIA", "IOSFODNN7EXAMPLE"),
    "Anthropic key": ("sk-ant-", "api03-" + "aB3" * 12),
    "OpenAI key": ("sk-", "proj-" + "aB3x" * 10),
    "GitHub token": ("ghp_", "aB3x" * 9),
    "Slack token": ("xoxb-", "1234567890-abcdefghij"),
    "Google key": ("AIza", "aB3x_" * 7),
    "GitLab token": ("glpat-", "aB3x" * 5),
    "Hugging Face token": ("hf_", "aB3x" * 9),
    "Stripe key": ("sk_live_", "aB3x" * 6),
    "PyPI token": ("pypi-AgEIcHlwaS5vcmc", "aB3x" * 8),
    "npm token": ("npm_", "aB3x" * 9),
    "Azure storage key": ("AccountKey=", "aB3x" * 16 + "=="),
    "own API key": ("dtm_", "aB3x" * 10),
    "in a URL: aB3x…": ("postgresql://reader:", "aB3xQ9@db.example.com/shop"),
    "signed JWT": ("eyJhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiIxMjM0NTYifQ." + "aB3x" * 8),
    "assigned: 9fK2…": ("SECRET_KEY=", "9fK2mQx7Lp0Zr4Vt8Ws1Yb6Nc3"),
}


def test_each_form_is_tried() -> None:
    assert set(FORMS) <= set(PLANTED)


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_credential_is_found(name: str) -> None:
    assert name in list(findings("".join(PLANTED[name])))


def test_files_that_hold_secrets_are_never_tracked() -> None:
    kept = {"secret_key", "encryption_key", ".env"}
    assert [path for path in tracked() if path.name in kept] == []
    ignored = subprocess.run(["git", "check-ignore", ".env", "instance/secret_key"], cwd=ROOT, capture_output=True)
    assert ignored.returncode == 0


SECRET_FIELDS = {"secret", "password", "token", "api_key", "cipher", "index", "target_url", "chroma_url", "qr_code"}


def our_dataclasses() -> set[type]:
    names = [module.name for module in pkgutil.walk_packages(detomo.__path__, "detomo.")]
    values = [value for name in names for value in vars(importlib.import_module(name)).values()]
    return {kind for kind in values if isinstance(kind, type) and dataclasses.is_dataclass(kind)}


def test_nothing_that_is_printed_shows_a_secret() -> None:
    fields = [(kind, field) for kind in our_dataclasses() for field in dataclasses.fields(kind)]
    secret = [
        (kind, field) for kind, field in fields if field.name in SECRET_FIELDS and field.type in (str, bytes, AESGCM)
    ]
    assert len(secret) > 8
    assert [f"{kind.__qualname__}.{field.name}" for kind, field in secret if field.repr] == []
