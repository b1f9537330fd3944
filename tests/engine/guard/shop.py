"""A small shop in all four dialects: the catalog that the guard sees, and the statements that fill a database."""

from collections.abc import Callable, Iterator
from pathlib import Path

from detomo.engine.catalog.model import Catalog, Column, Table
from detomo.engine.dialects import facts
from detomo.engine.types import Dialect

DIALECTS: tuple[Dialect, ...] = ("sqlite", "duckdb", "postgres", "mysql")
CASES = Path(__file__).parent / "cases"

_COLUMNS = {
    "customers": "id name email country signed_up active",
    "products": "id name category price attributes",
    "orders": "id customer_id ordered_at status total",
    "order_items": "order_id product_id quantity unit_price",
    "employees": "id name manager_id department salary hired_on",
}


def catalog(dialect: Dialect) -> Catalog:
    """Only the shop's tables: `secrets` and `v_secret` exist in the database and may not be read."""
    tables = tuple(Table(name, tuple(map(Column, columns.split()))) for name, columns in _COLUMNS.items())
    return Catalog(dialect, tables, facts(dialect).default_schema or "shop", "shop")


def fill(execute: Callable[[str], object]) -> None:
    """Create and fill every table through `execute`, one statement at a time."""
    for statement in (CASES / "shop.sql").read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            execute(statement)


def statements(name: str) -> Iterator[str]:
    """The statements of a case file: one a line, `--` lines are headings."""
    for line in (CASES / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("--"):
            yield line.replace("\\n", "\n") if "\\n" in line and "'" not in line else line
