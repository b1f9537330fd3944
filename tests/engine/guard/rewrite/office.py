"""A small catalog and its rules, in any dialect."""

from detomo.engine.catalog.model import Catalog, Column, ForeignKey, Table
from detomo.engine.guard.rewrite import Action, ColumnRule, RowRule, Rules, Sight
from detomo.engine.types import ColumnType, Dialect, Viewer

SCHEMAS: dict[Dialect, str] = {"sqlite": "main", "duckdb": "main", "postgres": "public", "mysql": "office"}

STAFF = Table(
    "staff",
    (
        Column("id", "INTEGER", ColumnType.INTEGER, unique=True),
        Column("name", "TEXT", ColumnType.TEXT),
        Column("team_id", "INTEGER", ColumnType.INTEGER),
        Column("salary", "INTEGER", ColumnType.INTEGER),
        Column("born", "DATE", ColumnType.DATE),
        Column("active", "BOOLEAN", ColumnType.BOOLEAN),
    ),
    primary_key=("id",),
    foreign_keys=(ForeignKey(("team_id",), "team", ("id",)),),
    row_estimate=40,
)
TEAM = Table(
    "team",
    (Column("id", "INTEGER", ColumnType.INTEGER, unique=True), Column("title", "TEXT", ColumnType.TEXT)),
    primary_key=("id",),
)
LIST = "SELECT s.id, s.name, t.title FROM staff s JOIN team t ON t.id = s.team_id"
VIEWER = Viewer("user", {"team": 3})


def view(definition: str, *names: str) -> Table:
    return Table("roster", tuple(Column(name) for name in names), is_view=True, definition=definition)


def catalog(*more: Table, dialect: Dialect = "sqlite") -> Catalog:
    return Catalog(dialect, (STAFF, TEAM, *more), default_schema=SCHEMAS[dialect])


def own_team(table: str = "staff") -> RowRule:
    return RowRule(table, "team_id = :user.team")


def on_staff(column: str, action: Action) -> ColumnRule:
    return ColumnRule("staff", column, action)


def sight(*rules: RowRule | ColumnRule, more: tuple[Table, ...] = (), dialect: Dialect = "sqlite") -> Sight:
    rows = tuple(rule for rule in rules if isinstance(rule, RowRule))
    columns = tuple(rule for rule in rules if isinstance(rule, ColumnRule))
    return Sight(catalog(*more, dialect=dialect), Rules(rows, columns), VIEWER)
