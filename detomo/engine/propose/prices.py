"""What tokens cost, from the prices that the settings give: services and contracts differ, so none are built in."""

from dataclasses import dataclass
from decimal import Decimal

from detomo.engine.ports import Completion

_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars for a million tokens: read as input, written as output, written to and read from the cache."""

    input: Decimal
    output: Decimal
    cache_write: Decimal
    cache_read: Decimal

    def cost(self, completion: Completion) -> Decimal:
        """US dollars for one completion."""
        fresh = completion.input_tokens - completion.cache_read_tokens - completion.cache_write_tokens
        parts = (
            (fresh, self.input),
            (completion.output_tokens, self.output),
            (completion.cache_write_tokens, self.cache_write),
            (completion.cache_read_tokens, self.cache_read),
        )
        return sum((tokens * price for tokens, price in parts), Decimal(0)) / _MILLION
