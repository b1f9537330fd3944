"""Hashes of passwords, and who may compute one now"""

import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import bcrypt
import pytest

from detomo.auth.passwords import NICENESS, UNUSABLE, Slots, dummy_hash, hash_password, matches
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


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process has one rank for all its threads")
def test_only_the_thread_that_hashes_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    ranks: list[int] = []
    monkeypatch.setattr(bcrypt, "checkpw", lambda *_: ranks.append(own_rank()) or True)
    before = own_rank()
    assert matches("secret", dummy_hash(4))
    assert (ranks, own_rank()) == ([before + NICENESS], before)


def own_rank() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_a_place_that_stays_taken_is_told() -> None:
    slots = Slots(working=1, waiting=1, seconds=0.01)
    with slots.take(), pytest.raises(Busy), slots.take():
        pass


def test_one_more_than_may_wait_is_told_at_once() -> None:
    slots = Slots(working=1, waiting=0, seconds=5)
    begun = time.monotonic()
    with slots.take(), pytest.raises(Busy), slots.take():
        pass
    assert time.monotonic() - begun < 2


def test_who_waits_gets_the_place() -> None:
    slots = Slots(working=1, waiting=19)

    def take(_: int) -> int:
        with slots.take():
            return 1

    with ThreadPoolExecutor(20) as people:
        assert sum(people.map(take, range(200))) == 200


def test_a_place_is_free_again_after_a_failure() -> None:
    slots = Slots(working=1, waiting=0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), slots.take():
            raise ZeroDivisionError
