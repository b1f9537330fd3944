from typing import Any

import marshmallow as ma

from detomo.engine.knowledge.glossary import GlossaryEntry
from detomo.schemas import Schema

_NAME = ma.validate.Length(max=255)
_TEXT = ma.validate.Length(max=4_000)


class NewTermSchema(Schema):
    """`terms` are names for one thing: an `expression`, or a `table`, a `column` of it, or a `value` of that column."""

    terms = ma.fields.List(
        ma.fields.String(validate=ma.validate.Regexp(r"[^\r\n]{1,200}\Z")),
        required=True,
        validate=ma.validate.Length(1, 40),
        metadata={"description": "In both languages, such as revenue and 売上"},
    )
    table = ma.fields.String(load_default="", validate=_NAME)
    column = ma.fields.String(load_default="", validate=_NAME)
    value = ma.fields.String(load_default="", validate=_TEXT)
    expression = ma.fields.String(
        load_default="", validate=_TEXT, metadata={"description": "SQL, such as SUM(invoices.total)"}
    )
    note = ma.fields.String(load_default="", validate=_TEXT)

    @ma.post_load
    def _entry(self, data: dict[str, Any], **_: Any) -> GlossaryEntry:
        terms = tuple(dict.fromkeys(term.strip() for term in data.pop("terms") if term.strip()))
        return GlossaryEntry(terms, **{name: text.strip() for name, text in data.items()})


class TermSchema(ma.Schema):
    id = ma.fields.String()
    terms = ma.fields.List(ma.fields.String())
    table = ma.fields.String()
    column = ma.fields.String()
    value = ma.fields.String()
    expression = ma.fields.String()
    note = ma.fields.String()


class TermsSchema(ma.Schema):
    """`suggestions` come from documentation and count only once they are accepted."""

    entries = ma.fields.List(ma.fields.Nested(TermSchema))
    count = ma.fields.Integer()
    suggestions = ma.fields.List(ma.fields.Nested(TermSchema))
