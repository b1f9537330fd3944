"""The base of every request and response schema. Schemas check shape only."""

import re
from collections.abc import Mapping
from typing import Any

import marshmallow as ma

LONGEST_QUESTION = 4_000  # characters
LONGEST_SQL = 100_000
UNSTORABLE = "Must not contain NUL or unpaired surrogate characters."
_UNSTORABLE_CHARACTER = re.compile("[\0\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Whether every database can store the text: PostgreSQL refuses NUL, and UTF-8 has no unpaired surrogates."""
    return not _UNSTORABLE_CHARACTER.search(text)


def _is_storable_tree(value: object) -> bool:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if not is_storable(item):
                return False
        elif isinstance(item, Mapping):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, list | tuple):
            waiting.extend(item)
    return True


class Schema(ma.Schema):
    """Refuses unknown fields, and text that no database can store, in any field at any depth."""

    @ma.pre_load
    def _refuse_unstorable(self, data: Any, **_: Any) -> Any:
        if isinstance(data, Mapping):
            wrong = {name: [UNSTORABLE] for name, value in data.items() if not _is_storable_tree((name, value))}
            if wrong:
                raise ma.ValidationError({_printable(name): messages for name, messages in wrong.items()})
        return data


def _printable(name: object) -> str:
    return str(name).encode("utf-8", "replace").decode().replace("\0", "?")


class LanguageField(ma.fields.String):
    """`en` or `ja`; `jp` means `ja`, as earlier clients send it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validate=ma.validate.OneOf(["en", "ja"]), **kwargs)
        self.metadata |= {"enum": ["en", "ja", "jp"]}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        return "ja" if text == "jp" else text


class IdSchema(Schema):
    """What a call is about, by its id."""

    id = ma.fields.String(required=True, validate=ma.validate.Length(max=64))


class FieldErrorSchema(ma.Schema):
    loc = ma.fields.List(
        ma.fields.Raw(), required=True, metadata={"description": "Where: body or query, then the field"}
    )
    msg = ma.fields.String(required=True)
    type = ma.fields.String(required=True)


class ErrorSchema(ma.Schema):
    """The one error body. `detail` is a list of field errors with status 422 and a sentence otherwise."""

    detail = ma.fields.Raw(required=True)
    code = ma.fields.String(required=True, metadata={"description": "Stable name of the error"})
    request_id = ma.fields.String(required=True)
    hint = ma.fields.String(metadata={"description": "What to do about it"})


class PageSchema(Schema):
    """Query parameters of lists. Without `limit`, a list comes in pages of 1000."""

    limit = ma.fields.Integer(load_default=1000, validate=ma.validate.Range(1, 1000))
    offset = ma.fields.Integer(load_default=0, validate=ma.validate.Range(0, 2**31 - 1))
