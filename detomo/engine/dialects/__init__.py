"""What the product knows about each SQL dialect: the functions and types that a read-only question may use."""

from detomo.engine.dialects.duckdb import DUCKDB
from detomo.engine.dialects.facts import DialectFacts
from detomo.engine.dialects.mysql import MYSQL
from detomo.engine.dialects.postgres import POSTGRES
from detomo.engine.dialects.sqlite import SQLITE
from detomo.engine.types import Dialect

_ALL: dict[Dialect, DialectFacts] = {"sqlite": SQLITE, "duckdb": DUCKDB, "postgres": POSTGRES, "mysql": MYSQL}

__all__ = ["DialectFacts", "facts"]


def facts(dialect: Dialect) -> DialectFacts:
    return _ALL[dialect]
