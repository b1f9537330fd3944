"""An authenticator app, as a person would have on their telephone"""

import pyotp

from detomo import clock
from detomo.auth import second_factor
from detomo.extensions import db
from detomo.identity import Caller


class Authenticator:
    """Gives codes of a secret, as of now or some steps of 30 seconds away."""

    def __init__(self, secret: str) -> None:
        self._totp = pyotp.TOTP(secret)

    def code(self, steps: int = 0) -> str:
        return self._totp.at(clock.utcnow(), counter_offset=steps)


def switch_on(account: Caller) -> tuple[Authenticator, list[str]]:
    """Enrol an account, with a code of the step before so that the present one is unused; its recovery codes."""
    app = Authenticator(second_factor.enrol(account).secret)
    codes = second_factor.confirm(account.id, app.code(-1))
    db.session.commit()
    return app, codes
