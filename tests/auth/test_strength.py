"""Which passwords are refused, and why"""

import threading
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse
from zxcvbn.matching import RANKED_DICTIONARIES

from detomo.auth.strength import WeakPassword, check_strength
from tests.auth.visitor import Visitor

OWN = ("山田太郎", "taro.yamada@example.com")
WEAK = [
    ("password", "password_common"),
    ("Passw0rd!", "password_common"),
    ("パスワード123", "password_common"),
    ("ﾊﾟｽﾜｰﾄﾞ123", "password_common"),
    ("ぱすわーど", "password_common"),
    ("letmein1", "password_common"),
    ("12345678", "password_common"),
    ("aaaaaaaaaaaaaaaa", "password_pattern"),
    ("yamada2026", "password_own"),
    ("TARO.YAMADA", "password_own"),
    ("山田太郎山田太郎", "password_own"),
    ("detomo-sql", "password_own"),
    ("example.com1", "password_own"),
    ("t-a-r-o-yamada", "password_own"),
    ("sql-ai-detomo", "password_own"),
    ("デトモデトモ12", "password_own"),
    ("ヨウコソ1234", "password_common"),
    ("ＰＡＳＳＷＯＲＤ", "password_common"),
    ("drowssap1", "password_common"),
    ("        ", "password_pattern"),
    ("\0" * 8, "password_pattern"),
]
STRONG = [
    "correct horse battery",
    "x9#Lq2vT",
    "長い合言葉で守ります",
    "yamada buys 7 odd kites",
    "🐟🐠🐡🦈🐙🦑🦐🦞",
    "a" * 30 + "k7#Lq2vTz!p",
]


@pytest.mark.parametrize(("password", "code"), WEAK)
def test_weak_passwords_are_refused_with_a_reason(password: str, code: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        check_strength(password, *OWN)
    assert refused.value.code == code


@pytest.mark.parametrize("password", ["サクラモチ12", "ｻｸﾗﾓﾁ1234", "さくら・もち12"])
def test_kana_of_either_kind_are_the_same_word(password: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        check_strength(password, "さくらもち")
    assert refused.value.code == "password_own"


@pytest.mark.parametrize("password", STRONG)
def test_strong_passwords_need_no_composition(password: str) -> None:
    check_strength(password, *OWN)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gets_an_answer(password: str) -> None:
    try:
        check_strength(password, *OWN)
    except WeakPassword as refused:
        assert refused.message.ja != refused.message.en


def test_one_users_words_do_not_count_for_another() -> None:
    refused: list[bool] = []

    def check(own: str) -> None:
        for _ in range(20):
            try:
                check_strength("quagmire", own)
            except WeakPassword as weak:
                refused.append(weak.code == "password_own" and own != "quagmire")

    threads = [threading.Thread(target=check, args=(own,)) for own in ("quagmire", "somebody else") * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not any(refused)


@pytest.mark.parametrize(("language", "advice"), [("en", "Use several words"), ("ja", "関連のない言葉")])
def test_the_answer_is_a_field_error_with_advice(client: FlaskClient, language: str, advice: str) -> None:
    body = {"email": "a@example.com", "username": "alice", "password": "password1"}
    answer = client.post("/api/v0/auth/register", json=body, headers={"Accept-Language": language})
    found = answer.get_json()
    assert (answer.status_code, found["detail"][0]["loc"]) == (422, ["body", "password"])
    assert found["hint"].startswith(advice)


LENGTHS = [("k7#Lq2v", 422), ("k7#Lq2vT", 201), ("春夏秋冬山川空", 422), ("春夏秋冬山川空海", 201)]
LENGTHS += [("k7#Lq2vT" * 128, 201), ("k7#Lq2vT" * 128 + "!", 422)]
LENGTHS += [("ｶﾞk7#Lq2", 422), ("\ufb03" * 400, 422)]  # normalised: a composed character is one, a ligature three


@pytest.mark.parametrize(("password", "status"), LENGTHS, ids=[f"{one[:8]} {len(one)}" for one, _ in LENGTHS])
def test_8_to_1024_characters_of_any_kind(client: FlaskClient, password: str, status: int) -> None:
    body = {"email": "a@example.com", "username": "alice", "password": password}
    assert client.post("/api/v0/auth/register", json=body).status_code == status


def test_thousands_of_leaked_passwords_are_refused() -> None:
    """The list was made from leaks; one in twenty of those that are long enough is tried."""
    long_enough = [word for word in RANKED_DICTIONARIES["passwords"] if len(word) >= 8]
    assert len(long_enough) > 10_000
    for password in long_enough[::20]:
        with pytest.raises(WeakPassword):
            check_strength(password)


def by_registering(alice: Visitor, password: str) -> TestResponse:
    return alice.post("register", email="other@example.com", username="alice-2", password=password)


def by_changing(alice: Visitor, password: str) -> TestResponse:
    return alice.post("password", current_password=alice.password, new_password=password)


def by_resetting(alice: Visitor, password: str) -> TestResponse:
    alice.post("forgot-password", email=alice.email)
    return alice.post("reset-password", token=alice.token(), password=password)


WAYS = [by_registering, by_changing, by_resetting]
REFUSED = [("alice-2026", "password_own"), ("letmein1", "password_common"), ("short 7", "validation_failed")]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize(("password", "code"), REFUSED, ids=[code for _, code in REFUSED])
def test_no_way_takes_a_weak_password(
    alice: Visitor, way: Callable[[Visitor, str], TestResponse], password: str, code: str
) -> None:
    answer = way(alice, password)
    assert (answer.status_code, answer.get_json()["code"]) == (422, code)
    assert alice.log_in().status_code == 200
