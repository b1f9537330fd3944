import marshmallow as ma

from detomo.schemas import LONGEST_QUESTION, LONGEST_SQL, IdSchema, LanguageField, Schema

LONGEST_PROMPT = 200_000


class QuestionSchema(Schema):
    question = ma.fields.String(required=True, validate=ma.validate.Length(max=LONGEST_QUESTION))
    language = LanguageField(metadata={"description": "Default: the question's own"})
    previous_id = ma.fields.String(
        validate=ma.validate.Length(1, 64), metadata={"description": "The question that this one may follow up on"}
    )


class ClarifySchema(IdSchema):
    option = ma.fields.String(required=True, validate=ma.validate.Length(max=64))


class FollowUpsSchema(Schema):
    question = ma.fields.String(required=True, validate=ma.validate.Length(max=LONGEST_QUESTION))
    sql = ma.fields.String(validate=ma.validate.Length(max=LONGEST_SQL), load_default="")
    df = ma.fields.Raw(metadata={"description": "Rows; accepted and not used: rows never reach the model"})


class PromptSchema(Schema):
    prompt = ma.fields.String(required=True, validate=ma.validate.Length(1, LONGEST_PROMPT))
    model = ma.fields.String(validate=ma.validate.Length(1, 100))
    temperature = ma.fields.Float(validate=ma.validate.Range(0, 1), allow_nan=False)
    max_tokens = ma.fields.Integer(validate=ma.validate.Range(1, 200_000), strict=True)


class CsvSchema(Schema):
    bom = ma.fields.Boolean(load_default=False, metadata={"description": "Byte order mark, for Excel"})


class CsvByIdSchema(CsvSchema, IdSchema):
    pass


class LanguageSchema(Schema):
    language = LanguageField()


class NoteSchema(ma.Schema):
    """A lint warning, or a change that repair made (`before`, `after`)."""

    code = ma.fields.String()
    part = ma.fields.String()
    before = ma.fields.String()
    after = ma.fields.String()
    message = ma.fields.String()


class OptionSchema(ma.Schema):
    id = ma.fields.String()
    label = ma.fields.String()


class ClarificationSchema(ma.Schema):
    """A question back: send the question's id and the option's to /api/v0/query/clarify."""

    text = ma.fields.String()
    options = ma.fields.List(ma.fields.Nested(OptionSchema))


class ConfidenceReasonSchema(ma.Schema):
    code = ma.fields.String()
    message = ma.fields.String()


class BindingSchema(ma.Schema):
    taught = ma.fields.String()
    asked = ma.fields.String()
    sql = ma.fields.String()


class SqlSchema(ma.Schema):
    id = ma.fields.String()
    question = ma.fields.String()
    sql = ma.fields.String()
    source = ma.fields.String(metadata={"description": "verified, claude, grammar or user"})
    confidence = ma.fields.Float(allow_none=True, metadata={"description": "How likely it is right, 0 to 1"})
    confidence_level = ma.fields.String(allow_none=True, metadata={"description": "high, medium or low"})
    confidence_reasons = ma.fields.List(ma.fields.Nested(ConfidenceReasonSchema))
    clarification = ma.fields.Nested(
        ClarificationSchema, allow_none=True, metadata={"description": "There is no SQL yet: which one is meant?"}
    )
    matched_question = ma.fields.String(allow_none=True)
    bindings = ma.fields.List(
        ma.fields.Nested(BindingSchema),
        metadata={"description": "What stands in place of what the taught question says"},
    )
    model = ma.fields.String(allow_none=True)
    assumptions = ma.fields.List(
        ma.fields.String(), metadata={"description": "What the model took for granted, in the question's language"}
    )
    explanation = ma.fields.String(metadata={"description": "The SQL in words"})
    language = ma.fields.String()
    warnings = ma.fields.List(ma.fields.Nested(NoteSchema))
    changes = ma.fields.List(ma.fields.Nested(NoteSchema))


class RowsSchema(ma.Schema):
    id = ma.fields.String()
    results = ma.fields.Raw(metadata={"description": "One object a row"})
    columns = ma.fields.List(ma.fields.String())
    column_types = ma.fields.List(ma.fields.String())
    row_count = ma.fields.Integer()
    truncated = ma.fields.Boolean(metadata={"description": "More rows exist than were read, or cells were cut"})
    incomplete = ma.fields.Boolean(metadata={"description": "The database itself may have left something out"})
    notes = ma.fields.List(ma.fields.String())


class SuggestionSchema(ma.Schema):
    """What to ask instead of `asked`: the nearest stored values, or the range that exists."""

    expression = ma.fields.String()
    asked = ma.fields.String()
    nearest = ma.fields.List(ma.fields.String())
    low = ma.fields.Raw(allow_none=True)
    high = ma.fields.Raw(allow_none=True)


class ReasonSchema(ma.Schema):
    code = ma.fields.String()
    predicates = ma.fields.List(ma.fields.String())
    message = ma.fields.String()
    suggestions = ma.fields.List(ma.fields.Nested(SuggestionSchema))


class UsageSchema(ma.Schema):
    model_calls = ma.fields.Integer()
    input_tokens = ma.fields.Integer()
    output_tokens = ma.fields.Integer()
    cost_usd = ma.fields.Float(allow_none=True, metadata={"description": "Where CLAUDE_PRICES is set"})


class AnswerSchema(SqlSchema, RowsSchema):
    visualization = ma.fields.Raw(allow_none=True, metadata={"description": "Plotly JSON: data and layout"})
    figure = ma.fields.Raw(allow_none=True, metadata={"description": "The same as visualization"})
    summary = ma.fields.String()
    reasons = ma.fields.List(
        ma.fields.Nested(ReasonSchema), metadata={"description": "What emptied an empty result, the likeliest first"}
    )
    usage = ma.fields.Nested(UsageSchema, metadata={"description": "What the question took of the model"})
    timings = ma.fields.Raw(metadata={"description": "Milliseconds by step"})


class FigureSchema(ma.Schema):
    id = ma.fields.String()
    figure = ma.fields.Raw(allow_none=True)


class QuestionsSchema(ma.Schema):
    """`type` and `header` are what Vanna's page reads."""

    type = ma.fields.String()
    header = ma.fields.String()
    questions = ma.fields.List(ma.fields.String())


class HistoryEntrySchema(ma.Schema):
    id = ma.fields.String()
    question = ma.fields.String(attribute="text")


class HistorySchema(ma.Schema):
    """`type` and `questions` are what Vanna's page reads."""

    type = ma.fields.String()
    questions = ma.fields.List(ma.fields.Nested(HistoryEntrySchema))
    history = ma.fields.List(ma.fields.Nested(HistoryEntrySchema))


class CompletionSchema(ma.Schema):
    text = ma.fields.String()
    model = ma.fields.String()
