"""After another SECRET_KEY nobody can check the seals of older lines. A head that was noted before vouches for them.

Without it, lines that an attacker wrote anew would look like lines of an earlier key.
"""

from detomo.audit.purge import ChainBroken
from detomo.audit.service import Action, record_alone
from detomo.audit.verify import Head, Verification, verify


def adopt(noted: Head) -> Verification:
    """Let a line under the present key say that the chain up to a noted head is in order. Raises `ChainBroken`.

    The caller vouches that `flask audit verify` was in order under the earlier key when it printed this head.
    """
    found = verify(vouched=noted)
    if not found.holds:
        raise ChainBroken
    record_alone(Action.AUDIT_ADOPTED, actor_id=None, details={"through": noted.line_id, "hash": noted.hash})
    return found
