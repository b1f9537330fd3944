"""What tables and columns are called: a short comment in the reader's language, else the name in words."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sqlglot import exp

from detomo.engine.catalog.model import Catalog, Table
from detomo.engine.present.labels import label
from detomo.engine.types import Language, Text

_JAPANESE = re.compile(r"[぀-ヿ㐀-鿿]")
_LONGEST_COMMENT = 30
_OF = Text("{column} of {table}", "{table}の{column}")


@dataclass(frozen=True)
class Names:
    """The names in one SELECT: `sources` maps each alias, folded, to its table; None for a subquery or a WITH name.

    `tell_condition` and `tell_query` put a condition or a nested query into words: values hold both, and both hold
    values. `outer` are the names around a nested query.
    """

    catalog: Catalog
    language: Language
    dialect: str
    tell_condition: "Tell"
    tell_query: "Tell"
    sources: dict[str, Table | None] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, exp.Expr] = field(default_factory=dict)
    outer: "Names | None" = None

    def within(self, select: exp.Select) -> "Names":
        """The names that hold inside a SELECT."""
        tables = [source for source in _sources(select) if isinstance(source, exp.Table)]
        found = {s.alias_or_name.casefold(): self.catalog.table(s.name, s.db) for s in tables}
        others = {s.alias_or_name.casefold(): None for s in _sources(select) if not isinstance(s, exp.Table)}
        titles = {s.alias_or_name.casefold(): self._table_title(s, tables) for s in tables}
        outputs = {item.alias.casefold(): item.this for item in select.expressions if isinstance(item, exp.Alias)}
        outer = self if self.sources else None
        return replace(self, sources={**others, **found}, titles=titles, outputs=outputs, outer=outer)

    def column(self, column: exp.Column) -> str:
        """A column's name; with its table's where several tables are read and the name alone would leave a doubt."""
        if self.outer and column.table and column.table.casefold() not in self.sources:
            return self.outer.qualified(column)
        if self.outer and column.table:
            return self.qualified(column)
        return self._column(column)

    def qualified(self, column: exp.Column) -> str:
        """A column's name with its table's, from this query or one around it."""
        alias = column.table.casefold()
        if alias not in self.sources and self.outer:
            return self.outer.qualified(column)
        return _OF.within(column=self._name(column), table=self.titles.get(alias, column.table)).to(self.language)

    def _name(self, column: exp.Column) -> str:
        owners = self._owners(column)
        known = owners[0][1].column(column.name) if len(owners) == 1 else None
        return self._said(known.comment if known else "", label(column.name, self.language))

    def _column(self, column: exp.Column) -> str:
        owners = self._owners(column)
        name = self._name(column)
        alias = column.table.casefold() or (owners[0][0] if len(owners) == 1 else "")
        if len(self.sources) < 2 or not alias or (" " in name and len(self._owners(exp.column(column.name))) == 1):
            return name
        return _OF.within(column=name, table=self.titles.get(alias, alias)).to(self.language)

    def identified_by(self, column: exp.Column) -> str:
        """The name of the one table read, if this is its key; empty otherwise, as a join may repeat its rows."""
        owners = self._owners(column)
        if len(owners) != 1 or len(self.sources) != 1:
            return ""
        alias, table = owners[0]
        key = len(table.primary_key) == 1 and table.primary_key[0].casefold() == column.name.casefold()
        return self.titles.get(alias, alias) if key else ""

    def table(self, table: exp.Table) -> str:
        return self.titles.get(table.alias_or_name.casefold(), label(table.name, self.language))

    def _owners(self, column: exp.Column) -> list[tuple[str, Table]]:
        """The sources, with their tables, that have this column; only the one it names, if it names one."""
        named = column.table.casefold()
        return [
            (alias, table)
            for alias, table in self.sources.items()
            if table and named in ("", alias) and table.column(column.name)
        ]

    def _table_title(self, table: exp.Table, tables: list[exp.Table]) -> str:
        known = self.catalog.table(table.name, table.db)
        title = self._said(known.comment if known else "", label(table.name, self.language))
        twice = sum(other.name.casefold() == table.name.casefold() for other in tables) > 1
        twice = twice or bool(table.alias and known and any(known is around for around in self.sources.values()))
        return f"{title} ({table.alias_or_name})" if twice else title

    def _said(self, comment: str, name: str) -> str:
        fits = bool(_JAPANESE.search(comment)) == (self.language == "ja")
        return comment if comment and fits and len(comment) <= _LONGEST_COMMENT else name


def _sources(select: exp.Select) -> list[exp.Expr]:
    first = select.args.get("from_")
    joins = select.args.get("joins") or []
    return [*([first.this] if first else []), *(join.this for join in joins)]


Tell = Callable[[exp.Expr, Names], str]
