from typing import Any

import marshmallow as ma

from detomo.schemas import LONGEST_QUESTION, Schema

LONGEST_TEXT = 200_000


class TrainSchema(Schema):
    """One of `ddl`, `documentation`, or `question` with `sql`; which of them is the service's to say."""

    ddl = ma.fields.String(validate=ma.validate.Length(max=LONGEST_TEXT))
    documentation = ma.fields.String(validate=ma.validate.Length(max=LONGEST_TEXT))
    question = ma.fields.String(validate=ma.validate.Length(max=LONGEST_QUESTION))
    sql = ma.fields.String(validate=ma.validate.Length(max=LONGEST_TEXT))

    @ma.pre_load
    def _drop_nulls(self, data: Any, **_: Any) -> Any:
        """Vanna's page sends the fields that it does not use as null."""
        return {name: value for name, value in data.items() if value is not None} if isinstance(data, dict) else data


class TaughtSchema(ma.Schema):
    status = ma.fields.String()
    message = ma.fields.String()
    id = ma.fields.String()


class RemovedSchema(ma.Schema):
    """`success` is what Vanna's page reads."""

    success = ma.fields.Boolean()
    status = ma.fields.String()
    message = ma.fields.String()


class ItemSchema(ma.Schema):
    id = ma.fields.String()
    training_data_type = ma.fields.String(attribute="kind")
    question = ma.fields.Function(lambda item: item.question or None, metadata={"type": ["string", "null"]})
    content = ma.fields.String()


class ListSchema(ma.Schema):
    """`count` counts all items, also those on other pages. `type`, `id` and `df` are what Vanna's page reads."""

    training_data = ma.fields.List(ma.fields.Nested(ItemSchema))
    count = ma.fields.Integer()
    type = ma.fields.String()
    id = ma.fields.String()
    df = ma.fields.String()
