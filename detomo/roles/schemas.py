import marshmallow as ma

from detomo.identity import Permission, Role
from detomo.schemas import Schema

NAME_PATTERN = r"[a-z][a-z0-9_-]{1,31}\Z"
NAME_RULE = "Must be 2 to 32 lower-case letters, digits, _ and -, a letter first."
BASES = (str(Role.VIEWER), str(Role.ANALYST))
_PERMISSIONS = ma.validate.OneOf([str(permission) for permission in Permission])
_LONGEST_DESCRIPTION = 200


class RoleChangeSchema(Schema):
    permissions = ma.fields.List(ma.fields.String(validate=_PERMISSIONS), validate=ma.validate.Length(max=50))
    description = ma.fields.String(validate=ma.validate.Length(max=_LONGEST_DESCRIPTION))


class NewRoleSchema(RoleChangeSchema):
    name = ma.fields.String(required=True, validate=ma.validate.Regexp(NAME_PATTERN, error=NAME_RULE))
    permissions = ma.fields.List(
        ma.fields.String(validate=_PERMISSIONS),
        required=True,
        validate=ma.validate.Length(max=50),
        metadata={"description": "Those of the own account are always added"},
    )
    based_on = ma.fields.String(
        load_default=BASES[0],
        validate=ma.validate.OneOf(BASES),
        metadata={"description": "The role whose row and column rules hold for this one too"},
    )


class RoleSchema(ma.Schema):
    name = ma.fields.String()
    permissions = ma.fields.List(ma.fields.String())
    based_on = ma.fields.String(allow_none=True)
    description = ma.fields.String()
    is_built_in = ma.fields.Boolean()
    accounts = ma.fields.Integer(metadata={"description": "How many accounts have it"})


class RolesSchema(ma.Schema):
    roles = ma.fields.List(ma.fields.Nested(RoleSchema))
