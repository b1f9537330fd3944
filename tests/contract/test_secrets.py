"""No tracked file holds a credential: known forms of keys and tokens, and long random text given to a secret's name."""

import math
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

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
}
ASSIGNED = re.compile(
    r"(?i)(?:secret|token|password|passwd|api_?key|encryption_?key)\w*[\"']?\s*[:=]\s*[\"']?([A-Za-z0-9+/=_-]{24,})"
)
RANDOM_BITS = 3.7  # per character: above what words, names and paths have


def findings(text: str) -> Iterator[str]:
    yield from (name for name, form in FORMS.items() if re.search(form, text))
    yield from (f"assigned: {value[:4]}…" for value in ASSIGNED.findall(text) if is_random(value))


def is_random(value: str) -> bool:
    """Digits and both cases mixed, and as many different characters as chance gives."""
    counts = Counter(value)
    bits = -sum(count / len(value) * math.log2(count / len(value)) for count in counts.values())
    mixed = all(re.search(form, value) for form in ("[0-9]", "[a-z]", "[A-Z]"))
    return mixed and bits > RANDOM_BITS


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
    "GitHub token": ("ghp_", "aB3x" * 9),
    "signed JWT": ("eyJhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiIxMjM0NTYifQ." + "aB3x" * 8),
    "assigned: 9fK2…": ("SECRET_KEY=", "9fK2mQx7Lp0Zr4Vt8Ws1Yb6Nc3"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_credential_is_found(name: str) -> None:
    assert name in list(findings("".join(PLANTED[name])))


def test_files_that_hold_secrets_are_never_tracked() -> None:
    kept = {"secret_key", "encryption_key", ".env"}
    assert [path for path in tracked() if path.name in kept] == []
    ignored = subprocess.run(["git", "check-ignore", ".env", "instance/secret_key"], cwd=ROOT, capture_output=True)
    assert ignored.returncode == 0
