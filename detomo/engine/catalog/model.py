"""A database's schema as the guard, the prompts and repair see it. Immutable: a changed schema is a new Catalog."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from detomo.engine.language import search_words
from detomo.engine.types import ColumnType, Dialect


@dataclass(frozen=True, slots=True)
class Column:
    """`declared` is the engine's own type text; `unique` means a single-column primary key or unique constraint."""

    name: str
    declared: str = ""
    type: ColumnType = ColumnType.UNKNOWN
    nullable: bool = True
    unique: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`columns[i]` points at `target_columns[i]` of `target` (a `Table.full_name`)."""

    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[Column, ...]
    schema: str = ""  # empty: the connection's default schema, so that its tables need no prefix
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    is_view: bool = False
    comment: str = ""
    row_estimate: int | None = None
    definition: str = ""  # of a view: its SELECT, or its CREATE VIEW statement, in the database's dialect

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name.casefold(): column for column in self.columns}

    @cached_property
    def name_words(self) -> frozenset[str]:
        """The words of the name and the comment, for comparing with questions."""
        return frozenset(search_words(f"{self.name} {self.comment}"))

    @cached_property
    def column_words(self) -> frozenset[str]:
        """The words of all columns' names and comments."""
        return frozenset(search_words(" ".join(f"{column.name} {column.comment}" for column in self.columns)))

    def column(self, name: str) -> Column | None:
        """Look a column up; every supported engine compares column names without case."""
        return self._by_name.get(name.casefold())


@dataclass(frozen=True)
class Catalog:
    """`default_schema` is the name under which unprefixed tables may also be addressed (`main`, `public`, …)."""

    dialect: Dialect
    tables: tuple[Table, ...]
    default_schema: str = ""
    database: str = ""
    server: str = ""  # "PostgreSQL 15.4", for people
    _index: dict[tuple[str, str], Table] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index = {(table.schema.casefold(), table.name.casefold()): table for table in self.tables}
        object.__setattr__(self, "_index", index)

    def __iter__(self) -> Iterator[Table]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)

    def table(self, name: str, schema: str = "") -> Table | None:
        """Find a table by name without case; the default schema's name counts as no schema."""
        folded = schema.casefold()
        if folded == self.default_schema.casefold():
            folded = ""
        return self._index.get((folded, name.casefold()))

    def restricted_to(self, names: Collection[str]) -> "Catalog":
        """Keep only the named tables (`name` or `schema.name`, without case)."""
        wanted = {name.casefold() for name in names}
        kept = tuple(t for t in self.tables if t.full_name.casefold() in wanted or t.name.casefold() in wanted)
        return replace(self, tables=kept)
