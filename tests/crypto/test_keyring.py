"""Encrypting a value, and everything that must not decrypt."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detomo.crypto.keyring import KeyMissing, Keyring, ValueDamaged

OLD, NEW = "an old key of more than thirty-two characters", "a new key of more than thirty-two characters"
PLACE = "users.email"


@pytest.fixture(scope="module")
def keyring() -> Keyring:
    return Keyring([NEW])


@given(text=st.text())
def test_any_text_comes_back(keyring: Keyring, text: str) -> None:
    assert keyring.decrypt(keyring.encrypt(text, PLACE), PLACE) == text


def test_the_text_is_not_in_what_is_stored_and_never_stored_the_same_twice(keyring: Keyring) -> None:
    stored = {keyring.encrypt("alice@example.com", PLACE) for _ in range(100)}
    assert len(stored) == 100
    raw = b"".join(base64.urlsafe_b64decode(value.rpartition(".")[2]) for value in stored)
    assert b"alice" not in raw


def test_the_first_key_encrypts_and_all_decrypt() -> None:
    both = Keyring([NEW, OLD])
    assert both.decrypt(Keyring([OLD]).encrypt("x", PLACE), PLACE) == "x"
    assert Keyring([NEW]).decrypt(both.encrypt("x", PLACE), PLACE) == "x"


def test_another_key_says_that_a_key_is_missing(keyring: Keyring) -> None:
    with pytest.raises(KeyMissing):
        Keyring([OLD]).decrypt(keyring.encrypt("x", PLACE), PLACE)


def test_a_value_of_another_column_does_not_decrypt(keyring: Keyring) -> None:
    with pytest.raises(ValueDamaged):
        keyring.decrypt(keyring.encrypt("x", "connections.secret"), PLACE)


def test_no_changed_character_goes_unnoticed(keyring: Keyring) -> None:
    stored = keyring.encrypt("alice", PLACE)
    for at in range(stored.rindex(".") + 1, len(stored)):
        changed = stored[:at] + ("A" if stored[at] != "A" else "B") + stored[at + 1 :]
        with pytest.raises(ValueDamaged):
            keyring.decrypt(changed, PLACE)


@pytest.mark.parametrize("stored", ["", "alice@example.com", "v1.", "v1.x.y", "v2.0a0b0c0d.AAAA", "....", "電池"])
def test_what_was_never_encrypted_is_not_given_back(keyring: Keyring, stored: str) -> None:
    with pytest.raises(ValueDamaged):
        keyring.decrypt(stored, PLACE)


def test_a_value_that_ends_early_is_damaged(keyring: Keyring) -> None:
    with pytest.raises(ValueDamaged):
        keyring.decrypt(keyring.prefix + "AAAA", PLACE)


def test_an_index_finds_only_its_value_and_purpose(keyring: Keyring) -> None:
    (index,) = keyring.indexes("alice@example.com", PLACE)
    assert keyring.indexes("alice@example.com", PLACE) == (index,)
    assert index not in keyring.indexes("bob@example.com", PLACE)
    assert index not in keyring.indexes("alice@example.com", "elsewhere")
    assert index not in Keyring([OLD]).indexes("alice@example.com", PLACE)
    assert len(index) == 43


def test_while_keys_change_every_index_is_known() -> None:
    both = Keyring([NEW, OLD]).indexes("x", PLACE)
    assert both == Keyring([NEW]).indexes("x", PLACE) + Keyring([OLD]).indexes("x", PLACE)


def test_a_key_id_tells_nothing_of_its_key() -> None:
    (key_id,) = Keyring([NEW]).ids
    assert (len(key_id), key_id in NEW) == (8, False)
