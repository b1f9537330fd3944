"""What the service says, in both languages"""

import re
import string

import marshmallow as ma
import pytest

from detomo.auth.schemas import RegisterSchema
from detomo.messages import HINTS, MESSAGES, translate_field
from detomo.schemas import PageSchema

JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
CONTRACT = {
    "user_exists": "User already exists",
    "login_failed": "Incorrect username or password",
    "inactive_user": "Inactive user",
}


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", MESSAGES)
def test_every_message_exists_in_both_languages(code: str) -> None:
    text = MESSAGES[code]
    assert JAPANESE.search(text.ja) and not JAPANESE.search(text.en)
    assert placeholders(text.en) == placeholders(text.ja)


@pytest.mark.parametrize("code", HINTS)
def test_every_hint_belongs_to_a_message_in_both_languages(code: str) -> None:
    assert code in MESSAGES
    assert JAPANESE.search(HINTS[code].ja) and not JAPANESE.search(HINTS[code].en)


@pytest.mark.parametrize("code", CONTRACT)
def test_the_contracts_english_stands(code: str) -> None:
    assert MESSAGES[code].en == CONTRACT[code]


WRONG = [
    ("missing", RegisterSchema, {}),
    ("unknown", RegisterSchema, {"x": 1}),
    ("null", RegisterSchema, {"email": None, "username": None, "password": None}),
    ("not text", RegisterSchema, {"email": 1, "username": [], "password": {}}),
    ("too short", RegisterSchema, {"email": "a", "username": "a", "password": "a"}),
    ("too long", RegisterSchema, {"email": "a" * 300, "username": "a" * 60, "password": "a" * 2000}),
    ("odd name", RegisterSchema, {"username": " a@b "}),
    ("unstorable", RegisterSchema, {"username": "a\0b"}),
    ("not a number", PageSchema, {"limit": "many", "offset": "x"}),
    ("out of range", PageSchema, {"limit": 0, "offset": -1}),
]


@pytest.mark.parametrize(("schema", "values"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_every_finding_of_our_schemas_is_told_in_japanese(schema: type[ma.Schema], values: dict[str, object]) -> None:
    texts = [text for found in schema().validate(values).values() for text in found]
    assert texts
    assert [text for text in texts if not JAPANESE.search(translate_field(text, "ja"))] == []


@pytest.mark.parametrize(
    ("validator", "value", "japanese"),
    [
        (ma.validate.Length(min=3), "a", "3 文字以上で指定してください"),
        (ma.validate.Length(max=3), "abcd", "3 文字以下で指定してください"),
        (ma.validate.OneOf(["en", "ja"]), "fr", "次のいずれかを指定してください: en, ja"),
        (ma.validate.Range(min=1), 0, "1 以上で指定してください"),
        (ma.validate.Range(max=9), 10, "9 以下で指定してください"),
        (ma.validate.Range(0, 1), 1.5, "0 以上 1 以下で指定してください"),
        (ma.validate.Range(min=0, min_inclusive=False), 0, "0 より大きい値を指定してください"),
    ],
)
def test_limits_keep_their_numbers(validator: ma.validate.Validator, value: object, japanese: str) -> None:
    with pytest.raises(ma.ValidationError) as caught:
        validator(value)
    assert translate_field(caught.value.messages[0], "ja") == japanese


def test_english_and_unknown_texts_stay() -> None:
    assert translate_field("Missing data for required field.", "en") == "Missing data for required field."
    assert translate_field("Something else.", "ja") == "Something else."
