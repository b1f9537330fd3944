import marshmallow as ma

from detomo.schemas import Schema


class HealthSchema(Schema):
    status = ma.fields.String(required=True)
    service = ma.fields.String(required=True)
    version = ma.fields.String(required=True)


class ReadinessSchema(HealthSchema):
    llm_endpoint = ma.fields.String(metadata={"description": "The model's server, or `not configured`"})
    database = ma.fields.String(metadata={"description": "The database that questions are about, and its state"})
    training_data_count = ma.fields.Integer()
