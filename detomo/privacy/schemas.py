import marshmallow as ma


class AskedSchema(ma.Schema):
    kind = ma.fields.String(metadata={"description": "export or deletion"})
    status = ma.fields.String(metadata={"description": "waiting, done, failed or cancelled"})
    asked_at = ma.fields.AwareDateTime()
    due_at = ma.fields.AwareDateTime(metadata={"description": "When it is done, or begins to be"})
