"""What services are told in tests: cheap hashes, lives of one day."""

from datetime import timedelta

from detomo.auth import login
from detomo.auth.login import LoginRules
from detomo.auth.sessions import Client, Grant, Lifetimes

DAY = timedelta(days=1)
LIFETIMES = Lifetimes(refresh=DAY, idle=DAY, longest=30 * DAY, longest_of_admins=2 * DAY)
RULES = LoginRules(rounds=4, lifetimes=LIFETIMES)
HERE = Client("192.0.2.1", "curl/8.5.0")


def log_in(name: str = "alice", password: str = "long enough", client: Client = HERE) -> Grant:
    opened = login.log_in(name, password, client, RULES)
    assert isinstance(opened, Grant)
    return opened
