from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from detomo.extensions import db
from detomo.orm import Timestamps


class StoredRole(Timestamps, db.Model):
    """A role. The built-in ones have a row too, without permissions of their own: those are in `identity.BUILT_IN`.

    `based_on` is the built-in role whose row and column rules hold for a custom one as well.
    """

    __tablename__ = "roles"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    based_on: Mapped[str | None] = mapped_column(String(32))
    permissions: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    description: Mapped[str] = mapped_column(String(200), default="")
