import threading
from collections.abc import Iterator

import pytest

from detomo.auth import passwords
from detomo.auth.passwords import UNUSABLE, dummy_hash, hash_password, hashing_slot, matches
from detomo.exceptions import Busy

LONG = "x" * 72
DIFFERENT = [
    ("tail beyond 72 bytes", LONG + "a", LONG + "b"),
    ("tail after NUL", "abc\0def", "abc\0xyz"),
    ("NUL at the end", "abc", "abc\0"),
    ("case", "Password", "password"),
    ("spaces at the end", "password", "password "),
    ("multi-byte tail", "あ" * 30 + "い", "あ" * 30 + "う"),
]


@pytest.mark.parametrize(("one", "other"), [case[1:] for case in DIFFERENT], ids=[case[0] for case in DIFFERENT])
def test_two_passwords_differ(one: str, other: str) -> None:
    assert not matches(other, hash_password(one, 4))


@pytest.mark.parametrize("password", ["", LONG * 10, "abc\0def", "合言葉", "\ud800"])
def test_any_text_can_be_a_password(password: str) -> None:
    assert matches(password, hash_password(password, 4))


def test_encodings_of_the_same_characters_are_one_password() -> None:
    assert matches("パスワード", hash_password("ﾊﾟｽﾜｰﾄﾞ", 4))


def test_one_password_has_many_hashes() -> None:
    assert hash_password("secret", 4) != hash_password("secret", 4)


@pytest.mark.parametrize("stored", [UNUSABLE, dummy_hash(4)], ids=["unusable", "dummy"])
@pytest.mark.parametrize("password", ["", "!", "secret"])
def test_no_password_matches(stored: str, password: str) -> None:
    assert not matches(password, stored)


@pytest.fixture
def one_slot(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(passwords, "_slots", threading.BoundedSemaphore(1))
    monkeypatch.setattr(passwords, "WAIT_SECONDS", 0.01)
    yield


@pytest.mark.usefixtures("one_slot")
def test_a_place_that_stays_taken_is_told() -> None:
    with hashing_slot(), pytest.raises(Busy), hashing_slot():
        pass


@pytest.mark.usefixtures("one_slot")
def test_a_place_is_free_again_after_a_failure() -> None:
    with pytest.raises(ZeroDivisionError), hashing_slot():
        raise ZeroDivisionError
    with hashing_slot():
        pass
