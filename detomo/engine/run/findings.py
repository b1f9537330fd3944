"""What a look at a connection's rights found."""

from dataclasses import dataclass
from typing import Literal

from detomo.engine.types import Text


@dataclass(frozen=True, slots=True)
class Finding:
    """`refuse`: the connection must not be used as it is. `warn`: it works, but the user should know."""

    code: str
    severity: Literal["refuse", "warn"]
    message: Text
