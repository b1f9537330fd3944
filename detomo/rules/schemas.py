import math

import marshmallow as ma

from detomo.schemas import Schema

ACTIONS = ("hidden", "null", "hash", "year", "last4", "email")
LONGEST_VALUE = 4_000
_BIGINT = 2**63


class NewRuleSchema(Schema):
    """Either `predicate` (a row rule), or `column` with `action` (a column rule)."""

    table = ma.fields.String(required=True, validate=ma.validate.Length(1, 255))
    predicate = ma.fields.String(
        validate=ma.validate.Length(1, 4_000),
        metadata={"description": "Boolean SQL over the table's columns; :user.<attribute> is the user's"},
    )
    column = ma.fields.String(validate=ma.validate.Length(1, 255))
    action = ma.fields.String(validate=ma.validate.OneOf(ACTIONS))
    roles = ma.fields.List(
        ma.fields.String(validate=ma.validate.Length(1, 32)),
        validate=ma.validate.Length(min=1),
        metadata={"description": "Names of roles. Default: every role, administrators included"},
    )


class RuleSchema(ma.Schema):
    id = ma.fields.Integer()
    table = ma.fields.String()
    predicate = ma.fields.String(allow_none=True)
    column = ma.fields.String(allow_none=True)
    action = ma.fields.String(allow_none=True)
    roles = ma.fields.List(ma.fields.String(), allow_none=True)


class RulesSchema(ma.Schema):
    rules = ma.fields.List(ma.fields.Nested(RuleSchema))


class AttributeSchema(Schema):
    name = ma.fields.String(
        required=True,
        validate=ma.validate.Regexp(
            r"[A-Za-z_][A-Za-z0-9_]{0,63}\Z", error="Must be up to 64 letters, digits and _, not a digit first."
        ),
    )
    value = ma.fields.Raw(
        required=True,
        allow_none=True,
        validate=lambda value: _check_scalar(value),
        metadata={"description": "Text, number, boolean; null takes the attribute away"},
    )


def _check_scalar(value: object) -> None:
    """Only what every database can store and compare."""
    if isinstance(value, list | dict):
        raise ma.ValidationError("Must be text, a number, a boolean or null.")
    if isinstance(value, str):
        ma.validate.Length(max=LONGEST_VALUE)(value)
    elif isinstance(value, int | float) and not (math.isfinite(value) and abs(value) < _BIGINT):
        raise ma.ValidationError("Must be a finite number of at most 64 bits.")
