"""Names found in texts, however they are written."""

import pytest

from detomo.engine.language import mentions

FOUND = [
    ("Email", "the email of a customer"),
    ("Email", "SELECT c.Email FROM c"),
    ("Email", 'the "EMAIL" column'),
    ("Email", "emails are private"),
    ("Email", "顧客のEmailは機密です"),
    ("Email", "顧客のＥｍａｉｌは機密です"),
    ("BirthDate", "birth date"),
    ("BirthDate", "birth_date and BIRTHDATE"),
    ("birth_date", "BirthDate"),
    ("birth_date", "birth dates"),
    ("card_number", "card-number"),
    ("メールアドレス", "顧客のメールアドレスは機密です"),
    ("給与", "社員の給与一覧"),
    ("E-mail", "their e-mail"),
    ("total (net)", "the total (net) of all"),
    ("%", "the % column"),
]
NOT_FOUND = [
    ("Email", "the mail of a customer"),
    ("Email", "email_verified"),
    ("Email", "hasEmailed"),
    ("id", "the idea is said"),
    ("BirthDate", "the birth of a date-time type"),
    ("給与", "社員の給料一覧"),
    ("a.b", "a only"),
]


@pytest.mark.parametrize(("name", "text"), FOUND, ids=[f"{name} in {text}" for name, text in FOUND])
def test_a_name_is_found(name: str, text: str) -> None:
    assert mentions(text, {name, "zzz"})


@pytest.mark.parametrize(("name", "text"), NOT_FOUND, ids=[f"{name} not in {text}" for name, text in NOT_FOUND])
def test_other_words_are_not(name: str, text: str) -> None:
    assert not mentions(text, {name})


@pytest.mark.parametrize("names", [set(), {""}], ids=["no names", "an empty name"])
def test_nothing_is_found_without_names(names: set[str]) -> None:
    assert not mentions("any text", names)
