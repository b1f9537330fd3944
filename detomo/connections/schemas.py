import marshmallow as ma

from detomo.schemas import Schema

LONGEST_PASSWORD = 1_024


class NewConnectionSchema(Schema):
    name = ma.fields.String(required=True, validate=ma.validate.Length(1, 100))
    url = ma.fields.String(
        required=True,
        validate=ma.validate.Length(1, 2_000),
        metadata={"description": "As postgresql://reader@host/database; a password in it is kept apart from it"},
    )
    password = ma.fields.String(validate=ma.validate.Length(max=LONGEST_PASSWORD), load_only=True)


class PasswordSchema(Schema):
    password = ma.fields.String(required=True, validate=ma.validate.Length(max=LONGEST_PASSWORD), load_only=True)


class AssignmentSchema(Schema):
    connection_id = ma.fields.Integer(
        required=True,
        allow_none=True,
        validate=ma.validate.Range(1, 2**31 - 1),
        metadata={"description": "null: the database of the settings"},
    )


class FindingSchema(ma.Schema):
    code = ma.fields.String()
    severity = ma.fields.String()
    en = ma.fields.String()
    ja = ma.fields.String()


class ConnectionSchema(ma.Schema):
    """`version` grows with the password, which is never shown."""

    id = ma.fields.Integer()
    name = ma.fields.String()
    url = ma.fields.String()
    has_password = ma.fields.Boolean()
    version = ma.fields.Integer()
    is_used = ma.fields.Boolean(metadata={"description": "Questions go to it"})
    findings = ma.fields.List(ma.fields.Nested(FindingSchema), metadata={"description": "About its rights"})
    probed_at = ma.fields.AwareDateTime()
    created_at = ma.fields.AwareDateTime()


class ConnectionsSchema(ma.Schema):
    connections = ma.fields.List(ma.fields.Nested(ConnectionSchema))
