"""A small database with forbidden rows and values, the rules that forbid them, and what is left when they are gone.

What is left is worked out here in Python, without SQL: it is what the rewritten queries are compared with. Forbidden
values carry a canary that must appear in no result and no error.
"""

import hashlib
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from detomo.engine.catalog.model import Catalog, Column, Table
from detomo.engine.guard.rewrite import Action, ColumnRule, RowRule, Rules
from detomo.engine.types import ColumnType, Dialect, Viewer

CANARY = "CANARY"
CANARY_NUMBER = 7_000_000  # forbidden numbers are at least this
VIEWER = Viewer("analyst", {"region": "east", "employee": 3, "ceiling": 60, "open": True, "nick": "o'neil\\"})

# The east, or employee 3. Engines put conditions that look cheaper first: without a fence, the person's own.
_COSTLY = (
    "CASE WHEN LOWER(TRIM(LOWER(TRIM(region)))) = LOWER(TRIM(LOWER(:user.region))) THEN 1 ELSE 0 END = 1 "
    "OR id = :user.employee"
)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TableSpec:
    """`keep` and `masks` are what the rules come to, in Python."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: Sequence[Row]
    keep: Callable[[Row], bool] = lambda _: True
    masks: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    def visible_columns(self) -> tuple[tuple[str, str], ...]:
        return tuple((name, kind) for name, kind in self.columns if name not in self.hidden)

    def visible_rows(self) -> list[dict[str, Any]]:
        names = [name for name, _ in self.visible_columns()]
        return [{name: self._seen(name, row[name]) for name in names} for row in self.rows if self.keep(row)]

    def _seen(self, name: str, value: Any) -> Any:
        return self.masks[name](value) if name in self.masks else value


@dataclass(frozen=True, slots=True)
class ViewSpec:
    name: str
    columns: tuple[tuple[str, str], ...]
    query: str  # valid with and without the hidden columns


VIEWS = (
    ViewSpec(
        "staff",
        (("id", "int"), ("who", "text"), ("place", "text"), ("region", "text")),
        "SELECT e.id, e.name AS who, d.name AS place, e.region FROM emp e LEFT JOIN dept d ON d.id = e.dept_id",
    ),
    ViewSpec(
        "turnover",
        (("who", "text"), ("sales", "int")),
        "SELECT s.who, COUNT(x.id) AS sales FROM staff s JOIN sale x ON x.emp_id = s.id GROUP BY s.who",
    ),
)


def rules(dialect: Dialect) -> Rules:
    badge = Action.NULL if dialect == "sqlite" else Action.HASH
    quote = "`" if dialect == "mysql" else '"'
    return Rules(
        (
            RowRule("emp", _COSTLY),
            RowRule("sale", "amount < :user.ceiling"),
            RowRule("sale", "region IS NULL OR NOT region IN ('vault', :user.nick)"),
            RowRule("Item", f"{quote}Label{quote} LIKE 'pub%' AND :user.open"),
            RowRule("dept", "1 = 0", frozenset({"nobody"})),
        ),
        (
            ColumnRule("emp", "budget", Action.HIDDEN),
            ColumnRule("emp", "email", Action.EMAIL),
            ColumnRule("emp", "phone", Action.LAST4),
            ColumnRule("emp", "hired", Action.YEAR),
            ColumnRule("emp", "badge", badge),
            ColumnRule("sale", "note", Action.NULL),
            ColumnRule("Item", "Cost", Action.HIDDEN),
        ),
    )


def tables(dialect: Dialect, seed: int = 1) -> tuple[TableSpec, ...]:
    source = random.Random(seed)  # noqa: S311 - reproducible, not secret
    return (_departments(), _employees(source, dialect), _sales(source), _items(source))


def catalog(dialect: Dialect, schema: str) -> Catalog:
    """The catalog of the whole database, hidden columns and views included."""
    plain = tuple(
        Table(spec.name, tuple(_column(name, kind) for name, kind in spec.columns), primary_key=(spec.columns[0][0],))
        for spec in tables(dialect)
    )
    views = tuple(
        Table(view.name, tuple(_column(*pair) for pair in view.columns), is_view=True, definition=view.query)
        for view in VIEWS
    )
    return Catalog(dialect, plain + views, default_schema=schema)


def _column(name: str, kind: str) -> Column:
    types = {"int": ColumnType.INTEGER, "text": ColumnType.TEXT, "date": ColumnType.DATE}
    return Column(name, type=types[kind])


def _departments() -> TableSpec:
    rows = [
        {"id": number, "name": name, "region": region, "budget": 10 * number}
        for number, (name, region) in enumerate((("sales", "east"), ("labs", "west"), ("board", None)), start=1)
    ]
    return TableSpec("dept", (("id", "int"), ("name", "text"), ("region", "text"), ("budget", "int")), rows)


def _employees(source: random.Random, dialect: Dialect) -> TableSpec:
    return TableSpec(
        "emp",
        (
            ("id", "int"),
            ("dept_id", "int"),
            ("boss_id", "int"),
            ("name", "text"),
            ("region", "text"),
            ("budget", "int"),
            ("email", "text"),
            ("phone", "text"),
            ("badge", "text"),
            ("hired", "date"),
        ),
        [_employee(source, number) for number in range(1, 15)],
        keep=lambda row: row["region"] == "east" or row["id"] == 3,
        masks={
            "email": _masked_email,
            "phone": masked_phone,
            "badge": (lambda _: None) if dialect == "sqlite" else _hashed,
            "hired": lambda value: value and value[:4] + "-01-01",
        },
        hidden=frozenset({"budget"}),
    )


def _employee(source: random.Random, number: int) -> dict[str, Any]:
    region = source.choice(("east", "east", "west", None))
    allowed = region == "east" or number == 3
    return {
        "id": number,
        "dept_id": source.choice((1, 2, 3, None)),
        "boss_id": source.choice((None, 1, 2, 3, 5)),
        "name": f"{100 + number}" if allowed else f"{CANARY}{number}",
        "region": region,
        "budget": CANARY_NUMBER + number,
        "email": source.choice((f"{'k' + CANARY}{number}@example.com", None, f"{CANARY}@x@y", CANARY)),
        "phone": source.choice((f"{CANARY}-555-{1000 + number}", None, "1234567")),
        "badge": f"{CANARY}{source.randint(1, 3)}",
        "hired": source.choice((f"20{source.randint(15, 24)}-0{source.randint(1, 9)}-17", None)),
    }


def _sales(source: random.Random) -> TableSpec:
    rows = []
    for number in range(1, 26):
        region = source.choice(("east", "west", None, "vault"))
        amount = source.choice((5, 10, 20, 40, 59, CANARY_NUMBER))
        allowed = amount < 60 and region != "vault"
        rows.append(
            {
                "id": number,
                "emp_id": source.randint(1, 14),
                "amount": amount,
                "region": region,
                "name": source.choice(("12", "7", "30")) if allowed else f"{CANARY}{number}",
                "note": CANARY,
                "sold": f"20{source.randint(20, 24)}-0{source.randint(1, 9)}-1{source.randint(0, 9)}",
            }
        )
    kinds = ("int", "int", "int", "text", "text", "text", "date")
    return TableSpec(
        "sale",
        tuple(zip(rows[0], kinds, strict=True)),
        rows,
        keep=lambda row: row["amount"] < 60 and row["region"] != "vault",
        masks={"note": lambda _: None},
    )


def _items(source: random.Random) -> TableSpec:
    rows = [
        {
            "Id": number,
            "Sale": source.randint(1, 25),
            "Label": f"pub{number}" if number % 3 else f"{CANARY}{number}",
            "Cost": CANARY_NUMBER + number,
            "Quantity": source.randint(0, 5),
        }
        for number in range(1, 13)
    ]
    columns = (("Id", "int"), ("Sale", "int"), ("Label", "text"), ("Cost", "int"), ("Quantity", "int"))
    return TableSpec("Item", columns, rows, keep=lambda row: row["Label"].startswith("pub"), hidden=frozenset({"Cost"}))


def _masked_email(value: str | None) -> str | None:
    if value is None:
        return None
    local, _, domain = value.partition("@")
    return f"{local[:1]}***@{domain}" if value.count("@") == 1 else "***"


def masked_phone(value: object) -> str | None:
    """The mask `last4`."""
    if value is None:
        return None
    value = str(value)
    return f"****{value[-4:]}" if len(value) >= 8 else "****"


def _hashed(value: str | None) -> str | None:
    return None if value is None else hashlib.sha256(value.encode()).hexdigest()
