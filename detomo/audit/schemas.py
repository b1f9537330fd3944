from datetime import UTC, datetime
from typing import Any

import marshmallow as ma

from detomo.audit.actions import Action, Outcome
from detomo.schemas import Schema

_MOMENT = "2026-01-31T00:00:00+00:00; without a zone: UTC"


class Moment(ma.fields.AwareDateTime):
    """A moment that UTC has too: 0001-01-01T00:00+14:00 has none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        moment = super()._deserialize(value, attr, data, **kwargs)
        try:
            return moment.astimezone(UTC)
        except OverflowError as error:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE) from error


class FilterSchema(Schema):
    actor_id = ma.fields.Integer(validate=ma.validate.Range(1, 2**31 - 1))
    action = ma.fields.String(
        validate=ma.validate.Length(1, 64),
        metadata={"description": "One action, or a group with a dot at its end, such as `rule.`"},
    )
    outcome = ma.fields.String(validate=ma.validate.OneOf([str(outcome) for outcome in Outcome]))
    target = ma.fields.String(validate=ma.validate.Length(1, 200))
    address = ma.fields.String(validate=ma.validate.Length(1, 64))
    since = Moment(default_timezone=UTC, metadata={"description": _MOMENT})
    until = Moment(default_timezone=UTC, metadata={"description": _MOMENT})


class SearchSchema(FilterSchema):
    limit = ma.fields.Integer(load_default=100, validate=ma.validate.Range(1, 1000))
    below = ma.fields.Integer(
        validate=ma.validate.Range(1, 2**62), metadata={"description": "`next` of the page before"}
    )


class ExportSchema(FilterSchema):
    format = ma.fields.String(load_default="csv", validate=ma.validate.OneOf(["csv", "jsonl"]))


class LineSchema(ma.Schema):
    id = ma.fields.Integer()
    at = ma.fields.AwareDateTime()
    action = ma.fields.String(metadata={"enum": [str(action) for action in Action]})
    outcome = ma.fields.String(metadata={"enum": [str(outcome) for outcome in Outcome]})
    actor_id = ma.fields.Integer(allow_none=True)
    target = ma.fields.String()
    address = ma.fields.String()
    request_id = ma.fields.String()
    session_id = ma.fields.String()
    details = ma.fields.Dict()
    hash = ma.fields.String()


class LinesSchema(ma.Schema):
    lines = ma.fields.List(ma.fields.Nested(LineSchema))
    next = ma.fields.Integer(allow_none=True, metadata={"description": "Pass as `below` for the next page"})


class HeadSchema(ma.Schema):
    line_id = ma.fields.Integer()
    hash = ma.fields.String()
