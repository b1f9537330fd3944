"""Which passwords are refused, and why"""

import threading

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from detomo.auth.strength import WeakPassword, check_strength

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


@pytest.mark.parametrize("password", ["k7#Lq2vT"[:7], "ｶﾞk7#Lq2", "k7#Lq2vT" * 128 + "k", "\ufb03" * 400])
def test_fewer_or_more_characters_are_refused(client: FlaskClient, password: str) -> None:
    """Counted after normalisation: a composed character is one, a ligature three."""
    body = {"email": "a@example.com", "username": "alice", "password": password}
    answer = client.post("/api/v0/auth/register", json=body)
    assert (answer.status_code, answer.get_json()["detail"][0]["loc"]) == (422, ["body", "password"])


@pytest.mark.parametrize("password", ["k7#Lq2vT", "春夏秋冬山川空海", "k7#Lq2vT" * 128])
def test_8_to_1024_characters_of_any_kind(client: FlaskClient, password: str) -> None:
    body = {"email": "a@example.com", "username": "alice", "password": password}
    assert client.post("/api/v0/auth/register", json=body).status_code == 201
