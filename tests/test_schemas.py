"""The base of all schemas"""

import marshmallow as ma
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detomo.schemas import UNSTORABLE, PageSchema, Schema, is_storable


class Anything(Schema):
    value = ma.fields.Raw()


BAD_TEXTS = ["\0", "a\0b", "\ud800", "a\udfffb", "\ud83d"]


@pytest.mark.parametrize("text", BAD_TEXTS, ids=ascii)
@pytest.mark.parametrize("wrap", [lambda t: t, lambda t: [t], lambda t: {"a": [{"b": t}]}, lambda t: {t: 1}])
def test_unstorable_text_is_found_at_any_depth(text: str, wrap: object) -> None:
    assert Anything().validate({"value": wrap(text)}) == {"value": [UNSTORABLE]}  # type: ignore[operator]


@pytest.mark.parametrize("text", ["", "abc", "日本語", "😀", "\n\t\x7f", "\ufffd", "\ue000"], ids=ascii)
def test_other_text_passes(text: str) -> None:
    assert Anything().load({"value": text}) == {"value": text}


@given(st.text())
def test_storable_text_is_what_utf8_encodes_without_nul(text: str) -> None:
    try:
        encodes = b"\0" not in text.encode()
    except UnicodeEncodeError:
        encodes = False
    assert is_storable(text) == encodes


def test_an_unstorable_name_is_told_printably() -> None:
    (name,) = Anything().validate({"a\0\ud800": 1})
    assert name.encode("utf-8") == b"a??"


def test_depth_does_not_matter() -> None:
    value: object = "x"
    for _ in range(50_000):
        value = [value]
    Anything().load({"value": value})


def test_unknown_fields_are_refused() -> None:
    assert Anything().validate({"other": 1}) == {"other": ["Unknown field."]}


@pytest.mark.parametrize(
    ("given", "loaded"),
    [
        ({}, {"limit": 1000, "offset": 0}),
        ({"limit": "5"}, {"limit": 5, "offset": 0}),
        ({"offset": "10"}, {"limit": 1000, "offset": 10}),
    ],
)
def test_a_page_has_defaults(given: dict[str, str], loaded: dict[str, int]) -> None:
    assert PageSchema().load(given) == loaded


@pytest.mark.parametrize("given", [{"limit": 0}, {"limit": 1001}, {"offset": -1}, {"offset": 2**31}, {"limit": "x"}])
def test_a_page_has_bounds(given: dict[str, object]) -> None:
    assert set(PageSchema().validate(given)) == set(given)
