import marshmallow as ma

from detomo.schemas import LONGEST_QUESTION, LONGEST_SQL, LanguageField, Schema

MOST_ALTERNATIVES = 20
MOST_RUN = 200  # questions in one call

_sql = ma.validate.Length(1, LONGEST_SQL)


class NewGoldenSchema(Schema):
    question = ma.fields.String(required=True, validate=ma.validate.Length(1, LONGEST_QUESTION))
    gold_sql = ma.fields.String(required=True, validate=_sql)
    alt_gold_sql = ma.fields.List(
        ma.fields.String(validate=_sql),
        load_default=list,
        validate=ma.validate.Length(max=MOST_ALTERNATIVES),
        metadata={"description": "Other SQL that is right too"},
    )
    language = LanguageField(metadata={"description": "Default: the question's own"})
    difficulty = ma.fields.String(load_default="", validate=ma.validate.Length(max=32))


class GoldenSchema(ma.Schema):
    id = ma.fields.Integer()
    question = ma.fields.String()
    gold_sql = ma.fields.String()
    alt_gold_sql = ma.fields.List(ma.fields.String())
    language = ma.fields.String()
    difficulty = ma.fields.String()


class GoldenListSchema(ma.Schema):
    """`count` counts all questions, also those on other pages."""

    golden_questions = ma.fields.List(ma.fields.Nested(GoldenSchema))
    count = ma.fields.Integer()


class RunSchema(Schema):
    """Which golden questions to ask, in the order in which they were added."""

    limit = ma.fields.Integer(load_default=MOST_RUN, validate=ma.validate.Range(1, MOST_RUN), strict=True)
    offset = ma.fields.Integer(load_default=0, validate=ma.validate.Range(0, 2**31 - 1), strict=True)
    extra_columns = ma.fields.Boolean(
        load_default=False, metadata={"description": "Accept columns beside those that gold asks for"}
    )


class ShareSchema(ma.Schema):
    count = ma.fields.Integer()
    right = ma.fields.Integer()
    answered = ma.fields.Integer()
    answered_right = ma.fields.Integer()
    accuracy = ma.fields.Float()
    coverage = ma.fields.Float(metadata={"description": "The share that was answered"})
    precision = ma.fields.Float(allow_none=True, metadata={"description": "Of what was answered, the share right"})


class PointSchema(ma.Schema):
    threshold = ma.fields.Float()
    coverage = ma.fields.Float()
    risk = ma.fields.Float()


class TimesSchema(ma.Schema):
    """Milliseconds."""

    median = ma.fields.Float()
    p95 = ma.fields.Float()


class ResultSchema(ma.Schema):
    """One question; `reason` says why it was missed, `sql` is also there for what was too unsure to be answered."""

    id = ma.fields.String()
    question = ma.fields.String()
    sql = ma.fields.String()
    answered = ma.fields.Boolean()
    confidence = ma.fields.Float()
    source = ma.fields.String(allow_none=True)
    match = ma.fields.Boolean()
    ms = ma.fields.Float()
    reason = ma.fields.String(allow_none=True)
    detail = ma.fields.String()
    language = ma.fields.String()
    difficulty = ma.fields.String()


class ReportSchema(ma.Schema):
    overall = ma.fields.Nested(ShareSchema)
    groups = ma.fields.Raw(metadata={"description": "Shares by difficulty, language and source, as overall"})
    reasons = ma.fields.Raw(metadata={"description": "Misses by reason"})
    curve = ma.fields.List(ma.fields.Nested(PointSchema))
    aurc = ma.fields.Float(metadata={"description": "Area under the risk–coverage curve, 0 is best"})
    calibration_error = ma.fields.Float()
    answer_times = ma.fields.Nested(TimesSchema)
    writing_times = ma.fields.Nested(TimesSchema)
    input_tokens = ma.fields.Integer()
    output_tokens = ma.fields.Integer()
    results = ma.fields.List(ma.fields.Nested(ResultSchema))
