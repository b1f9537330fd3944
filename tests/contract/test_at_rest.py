"""What a stolen copy of the application database shows: the bytes of its files after a life with every secret in it."""

import hashlib
from pathlib import Path

import pytest
from flask import Flask

from detomo import background
from tests.auth.visitor import Visitor
from tests.conftest import PASSWORD

TYPED_BY_MISTAKE = "my passw0rd typed as a name"
OTHER_ADDRESS = "alice.other@example.org"


@pytest.fixture
def life(app: Flask) -> list[str]:
    """The secrets of somebody who fails to log in, has a second factor, changes address and asks for their data."""
    alice = Visitor(app).join()
    known = [alice.email, OTHER_ADDRESS, PASSWORD, TYPED_BY_MISTAKE]
    for name in (alice.email, TYPED_BY_MISTAKE):
        alice.post("login", username=name, password="wrong")
    known += [alice.call("POST", "mfa").get_json()["secret"], *alice.switch_on_mfa()]
    key = alice.post("api-keys", name="program", permissions=["ask"], expires_in_days=1)
    known.append(key.get_json()["key"])
    alice.post("forgot-password", email=alice.email)
    assert alice.post("email", email=OTHER_ADDRESS).status_code < 300
    assert alice.call("POST", "me/export").status_code < 300
    with app.app_context():
        background.drain()
    return [*known, alice.session["access_token"], alice.session["refresh_token"]]


def stored(app: Flask) -> bytes:
    file = Path(app.config["USER_DB_PATH"])
    return b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))


def test_no_secret_of_a_person_is_in_the_files(app: Flask, life: list[str]) -> None:
    found = stored(app)
    assert b"alice" in found  # the user name: these are the right files
    assert [secret for secret in life if secret.encode() in found] == []


def test_no_plain_digest_of_what_can_be_guessed_is_in_the_files(app: Flask, life: list[str]) -> None:
    found = stored(app)
    guesses = ["alice@example.com", TYPED_BY_MISTAKE]
    texts = [f"{before}{guess}" for guess in guesses for before in ("", "login\x1f", "name\x1f")]
    digests = [hashlib.sha256(text.encode()) for text in texts]
    assert [digest for digest in digests if digest.hexdigest().encode() in found or digest.digest() in found] == []
