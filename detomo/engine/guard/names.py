"""How each engine compares names, and which catalog table a written name means."""

from collections import defaultdict
from collections.abc import Iterable

from sqlglot import exp

from detomo.engine.catalog.model import Catalog, Table
from detomo.engine.types import Dialect

_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def ascii_lower(text: str) -> str:
    """Engines fold ASCII letters only: `str.lower` would equate names that the database keeps apart."""
    return text.translate(_ASCII_LOWER)


def fold(identifier: exp.Expr | None, dialect: Dialect) -> str:
    """Give the form under which the engine compares this identifier; empty for none."""
    if identifier is None:
        return ""
    quoted = isinstance(identifier, exp.Identifier) and bool(identifier.args.get("quoted"))
    return identifier.name if dialect == "postgres" and quoted else ascii_lower(identifier.name)


class TableIndex:
    """Looks catalog tables up by the names as the engine would compare them.

    PostgreSQL's names are exact once folded. The others are compared without case; where MySQL keeps two tables apart
    by case alone, only the exact spelling finds one.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._exact = catalog.dialect == "postgres"
        self._default = self._key(catalog.default_schema)
        self._database = self._key(catalog.database)
        self._tables: dict[tuple[str, str], list[Table]] = defaultdict(list)
        for table in catalog.tables:
            self._tables[(self._schema(table.schema), self._key(table.name))].append(table)

    def find(self, node: exp.Table, dialect: Dialect) -> Table | None:
        """The catalog table that this reference names, or None."""
        name, schema, database = (fold(node.args.get(part), dialect) for part in ("this", "db", "catalog"))
        if database and self._key(database) != self._database:
            return None
        found = self._tables.get((self._schema(schema), name), ())
        if len(found) > 1:
            return next((table for table in found if table.name == node.name), None)
        return found[0] if found else None

    def _key(self, name: str) -> str:
        return name if self._exact else ascii_lower(name)

    def _schema(self, schema: str) -> str:
        key = self._key(schema)
        return "" if key == self._default else key


def names_of(identifiers: Iterable[exp.Expr] | None) -> tuple[str, ...]:
    return tuple(identifier.name for identifier in identifiers or ())
