from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from detomo.extensions import db
from detomo.orm import Timestamps


class Project(Timestamps, db.Model):
    """`connection_id` null: questions are about the database of the settings.

    `knowledge_version` grows by one with every change to what was taught: workers compare it with their index.
    """

    __tablename__ = "projects"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    knowledge_version: Mapped[int] = mapped_column(default=0, server_default="0")
    connection_id: Mapped[int | None] = mapped_column(ForeignKey("connections.id"))
