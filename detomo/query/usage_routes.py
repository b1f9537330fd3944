from datetime import date, timedelta
from typing import Any

import marshmallow as ma

from detomo import clock
from detomo.http import Blueprint, requires
from detomo.identity import Permission
from detomo.query.usage_report import By, report
from detomo.schemas import Schema

blueprint = Blueprint("usage", __name__, url_prefix="/api/v0/admin/usage", description="Usage (administrators)")


class PeriodSchema(Schema):
    since = ma.fields.Date(metadata={"description": "First day (UTC). Default: 30 days ago"})
    until = ma.fields.Date(metadata={"description": "Day after the last. Default: tomorrow. At most 92 days"})
    by = ma.fields.Enum(By, by_value=True, load_default=By.DAY)
    user_id = ma.fields.Integer(validate=ma.validate.Range(1, 2**31 - 1))


class UsageRowSchema(ma.Schema):
    day = ma.fields.Date(allow_none=True)
    user_id = ma.fields.Integer(allow_none=True)
    questions = ma.fields.Integer()
    failures = ma.fields.Integer()
    p50_ms = ma.fields.Float(allow_none=True)
    p95_ms = ma.fields.Float(allow_none=True)
    model_calls = ma.fields.Integer()
    input_tokens = ma.fields.Integer()
    output_tokens = ma.fields.Integer()
    cost_usd = ma.fields.Float(allow_none=True)


class UsageReportSchema(ma.Schema):
    usage = ma.fields.List(ma.fields.Nested(UsageRowSchema))


@blueprint.route("", methods=["GET"])
@requires(Permission.READ_USAGE)
@blueprint.arguments(PeriodSchema, location="query")
@blueprint.response(200, UsageReportSchema)
def show_usage(query: dict[str, Any]) -> dict[str, Any]:
    """Questions, failures, latency, tokens and cost by day, user or both"""
    today: date = clock.utcnow().date()
    since, until = query.get("since", today - timedelta(days=30)), query.get("until", today + timedelta(days=1))
    return {"usage": report(since, until, query["by"], query.get("user_id"))}
