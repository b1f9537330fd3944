"""What random queries are made of: columns, conditions and nested queries over relations."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detomo.engine.types import Dialect

Columns = tuple[tuple[str, str], ...]  # name and kind: int, text or date


@dataclass(frozen=True, slots=True)
class Relation:
    """What a FROM clause can name. `alias` is empty before it is given one."""

    name: str
    columns: Columns
    alias: str = ""


_NESTED = (
    "EXISTS (SELECT 1 FROM {source} WHERE {mine} = {theirs})",
    "NOT EXISTS (SELECT * FROM {source} WHERE {mine} = {theirs})",
    "{theirs} IN (SELECT {mine} FROM {source}{where})",
    "{theirs} NOT IN (SELECT {mine} FROM {source}{where})",
    "{theirs} >= (SELECT MIN({mine}) FROM {source}{where})",
    "{theirs} < (SELECT COUNT(*) FROM {source} WHERE {mine} = {theirs})",
)
_CONDITIONS = {
    "int": ("{column} > {number}", "{column} BETWEEN 2 AND {number}", "{column} IS NULL"),
    "text": ("{column} LIKE '{word}'", "{column} <> '{word}'", "{column} IN ('{word}', 'x')"),
    "date": ("{column} >= '{day}'", "{column} < '{day}'"),
}
_WORDS = ("a%", "%e%", "pub%", "%1%", "east", "west", "%***%")


class QueryParts:
    """`tables` are the visible ones; `keys` the primary keys of some; `absent` are columns that must not be found."""

    def __init__(
        self,
        dialect: Dialect,
        tables: Mapping[str, Columns],
        *,
        keys: Mapping[str, str],
        absent: Sequence[str],
        schema: str,
        seed: int,
    ) -> None:
        self._dialect = dialect
        self._tables = [Relation(name, columns) for name, columns in tables.items()]
        self._keys = keys
        self._absent = absent
        self._schema = schema
        self._random = random.Random(seed)  # noqa: S311 - reproducible, not secret
        self._number = 0
        self._shadowed: set[str] = set()

    def _named(self, picked: Sequence[tuple[str, str]]) -> tuple[str, Columns]:
        named = [(text, self._fresh("x"), kind) for text, kind in picked]
        return ", ".join(f"{text} AS {name}" for text, name, _ in named), tuple((name, kind) for _, name, kind in named)

    def _aggregate(self, relations: Sequence[Relation]) -> tuple[str, str]:
        text, kind = self._any_column(relations)
        number = self._column(relations, "int") or "1"
        return self._random.choice(
            (("COUNT(*)", "int"), (f"COUNT(DISTINCT {text})", "int"), (f"SUM({number})", "int"), (f"MAX({text})", kind))
        )

    def _any_column(self, relations: Sequence[Relation]) -> tuple[str, str]:
        if self._chance(0.01):
            return f"{self._random.choice(relations).alias}.{self._random.choice(self._absent)}", "int"
        relation = self._random.choice(relations)
        name, kind = self._random.choice(relation.columns)
        return self._refer(relation, name), kind

    def _column(self, relations: Sequence[Relation], kind: str) -> str | None:
        fitting = [(r, name) for r in relations for name, its in r.columns if its == kind]
        return self._refer(*self._random.choice(fitting)) if fitting else None

    def _refer(self, relation: Relation, name: str) -> str:
        plain = [name, name.upper(), name.capitalize()] if name.islower() else []
        return f"{relation.alias}.{self._random.choice([*plain, self._quote(name)])}"

    def _where(self, relations: Sequence[Relation], depth: int) -> str:
        count = self._random.choice((0, 0, 1, 1, 2))
        conditions = [self._condition(relations, depth) for _ in range(count)]
        return " WHERE " + self._random.choice((" AND ", " OR ")).join(conditions) if conditions else ""

    def _condition(self, relations: Sequence[Relation], depth: int) -> str:
        if depth > 1 and self._chance(0.35):
            return self._nested(relations, depth - 1)
        kind = self._random.choice(("int", "text", "date", "fragile"))
        column = self._column(relations, "int" if kind == "fragile" else kind)
        if column is None:
            return "1 = 1"
        negated = "NOT " if self._chance(0.15) else ""
        return f"{negated}({self._simple(kind, column, relations)})"

    def _simple(self, kind: str, column: str, relations: Sequence[Relation]) -> str:
        number, word = self._random.randint(0, 12), self._random.choice(_WORDS)
        if kind in _CONDITIONS:
            day = f"20{self._random.randint(15, 24)}-0{self._random.randint(1, 9)}-15"
            return self._random.choice(_CONDITIONS[kind]).format(column=column, number=number, word=word, day=day)
        text = self._column(relations, "text")
        if text is None or self._chance(0.5):
            return f"10 / ({column} - {number}) > 0"
        return f"CAST({text} AS {'SIGNED' if self._dialect == 'mysql' else 'INT'}) >= 0"

    def _nested(self, relations: Sequence[Relation], depth: int) -> str:
        table = self._random.choice([table for table in self._tables if table.name not in self._shadowed])
        inner = Relation(table.name, table.columns, self._fresh("n"))
        source = f"{self._quote(table.name)} {inner.alias}"
        mine, theirs = self._column([inner], "int") or "1", self._column(relations, "int") or "1"
        where = f" WHERE {self._condition([inner, *relations], depth)}" if self._chance(0.5) else ""
        shape = self._random.choice(_NESTED)
        return shape.format(source=source, mine=mine, theirs=theirs, where=where)

    def _quote(self, name: str) -> str:
        return f"`{name}`" if self._dialect == "mysql" else f'"{name}"'

    def _fresh(self, prefix: str) -> str:
        self._number += 1
        return f"{prefix}{self._number}"

    def _chance(self, share: float) -> bool:
        return self._random.random() < share
