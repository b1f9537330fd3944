import marshmallow as ma

from detomo.schemas import Schema

_MOST = ma.validate.Range(0, 2**31 - 1)


class LimitsSchema(Schema):
    questions_per_day = ma.fields.Integer(load_default=None, allow_none=True, validate=_MOST)
    tokens_per_month = ma.fields.Integer(load_default=None, allow_none=True, validate=_MOST)


class QuotaSchema(ma.Schema):
    user_id = ma.fields.Integer(allow_none=True)
    role = ma.fields.String(allow_none=True)
    questions_per_day = ma.fields.Integer(allow_none=True)
    tokens_per_month = ma.fields.Integer(allow_none=True)


class QuotasSchema(ma.Schema):
    quotas = ma.fields.List(ma.fields.Nested(QuotaSchema))


class StandingSchema(ma.Schema):
    questions_per_day = ma.fields.Integer(allow_none=True, metadata={"description": "null: unlimited"})
    questions_today = ma.fields.Integer()
    tokens_per_month = ma.fields.Integer(allow_none=True, metadata={"description": "null: unlimited"})
    tokens_this_month = ma.fields.Integer()
