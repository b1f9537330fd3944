"""What this feature holds about a person. A connection stays when who made it goes."""

from detomo.connections.models import Connection
from detomo.personal import PersonalRows

PERSONAL = (
    PersonalRows(
        "connections_made", Connection, Connection.created_by_id, (Connection.id, Connection.name), erase="forget"
    ),
)
