"""Misspelt and invented-but-near names of tables and columns."""

import random
import re
from collections.abc import Callable, Iterator

from sqlglot import exp

from detomo.engine.catalog.model import Catalog
from detomo.engine.evaluate.mutate.common import owned_columns

_SHORT_FORMS = {
    "description": "desc",
    "number": "num",
    "quantity": "qty",
    "address": "addr",
    "average": "avg",
    "population": "pop",
    "percentage": "pct",
    "department": "dept",
    "manager": "mgr",
    "category": "cat",
}


_LINKING = frozenset({"of", "in", "by", "for", "from", "to"})


def words(name: str) -> list[str]:
    return [word for word in re.split(r"_|(?<=[a-z0-9])(?=[A-Z])|\s", name) if word]


def typo(name: str, rng: random.Random) -> str:
    """One slip of the fingers: two letters swapped, one lost, or one doubled."""
    if len(name) < 4:
        return name
    at = rng.randrange(1, len(name) - 1)
    slips = (
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
    )
    return rng.choice(slips)


def plural_toggle(name: str) -> str:
    if name.lower().endswith("ies"):
        return name[:-3] + "y"
    if name.lower().endswith("s"):
        return name[:-1]
    return name[:-1] + "ies" if name.lower().endswith("y") else name + "s"


def restyle(name: str) -> str:
    """The other naming convention: snake_case for CamelCase and the reverse."""
    parts = words(name)
    if len(parts) < 2:
        return name
    return "".join(part.capitalize() for part in parts) if "_" in name else "_".join(parts).lower()


def _near_tables(name: str) -> list[str]:
    parts = words(name)
    shorter = [parts[-1]] if len(parts) > 1 else []
    return [plural_toggle(name), restyle(name), plural_toggle(restyle(name)), f"tbl_{name}", *shorter]


def _near_columns(name: str, table: str) -> list[str]:
    parts = words(name)
    singular = plural_toggle(table).lower() if table.lower().endswith("s") else table.lower()
    kept = parts[:-2] if len(parts) > 2 and parts[-2].lower() in _LINKING else parts[:-1]
    shorter = ["_".join(parts[1:]), "_".join(kept)] if len(parts) > 1 else []
    abbreviated = [_SHORT_FORMS.get(part.lower(), part) for part in parts]
    return [f"{singular}_{name.lower()}", restyle(name), plural_toggle(name), "_".join(abbreviated), *shorter]


def table_typo(tree: exp.Expr, catalog: Catalog, rng: random.Random) -> Iterator[str]:
    return _renamed_tables(tree, catalog, lambda name: [typo(name, rng)])


def table_near(tree: exp.Expr, catalog: Catalog, rng: random.Random) -> Iterator[str]:
    return _renamed_tables(tree, catalog, _near_tables)


def column_typo(tree: exp.Expr, catalog: Catalog, rng: random.Random) -> Iterator[str]:
    return _renamed_columns(tree, catalog, lambda name, table: [typo(name, rng)])


def column_near(tree: exp.Expr, catalog: Catalog, rng: random.Random) -> Iterator[str]:
    return _renamed_columns(tree, catalog, _near_columns)


def _renamed_tables(tree: exp.Expr, catalog: Catalog, variants: Callable[[str], list[str]]) -> Iterator[str]:
    """Rename one table wherever it is used, as a model that believes in the wrong name does."""
    nodes = [node for node in tree.find_all(exp.Table) if catalog.table(node.name, node.db)]
    for name in sorted({node.name.lower() for node in nodes}):
        for variant in variants(name):
            yield _with_names(tree, [(node.this, variant) for node in nodes if node.name.lower() == name], catalog)


def _renamed_columns(tree: exp.Expr, catalog: Catalog, variants: Callable[[str, str], list[str]]) -> Iterator[str]:
    """Rename one column wherever it is used."""
    uses: dict[tuple[str, str], list[exp.Identifier]] = {}
    for column, _, table in owned_columns(tree, catalog):
        uses.setdefault((table.full_name, column.name.lower()), []).append(column.this)
    for (table_name, _), identifiers in sorted(uses.items()):
        for variant in variants(identifiers[0].name, table_name):
            yield _with_names(tree, [(identifier, variant) for identifier in identifiers], catalog)


def _with_names(tree: exp.Expr, renamed: list[tuple[exp.Identifier, str]], catalog: Catalog) -> str:
    before = [(identifier, identifier.name) for identifier, _ in renamed]
    for identifier, name in renamed:
        identifier.set("this", name)
    sql = tree.sql(catalog.dialect)
    for identifier, name in before:
        identifier.set("this", name)
    return sql
