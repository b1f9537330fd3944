"""What a DuckDB statement may do, by DuckDB's own parser and binder."""

import json
import re
from collections.abc import Iterator
from typing import Any

import duckdb

from detomo.engine.catalog.model import Catalog
from detomo.engine.dialects.duckdb import DUCKDB
from detomo.engine.run.adapter import AdapterError

_NAME = re.compile(r'"(?:[^"]|"")*"|[^.]+')
_EXPLAIN = re.compile(r"\s*EXPLAIN\s+", re.IGNORECASE)
# What the serialised tree calls operators and literals by.
_FUNCTIONS = DUCKDB.allowed_functions | {
    "list_value",
    "struct_pack",
    "row",
    "count_star",
    "array_extract",
    "list_extract",
}


def check(connection: duckdb.DuckDBPyConnection, sql: str, catalog: Catalog) -> None:
    """Raise `AdapterError` `query_denied` unless the statement is one SELECT over the catalog's tables."""
    statements = connection.extract_statements(sql)
    if len(statements) != 1:
        raise _denied(f"{len(statements)} statements")
    inner = _EXPLAIN.sub("", sql, count=1) if statements[0].type == duckdb.StatementType.EXPLAIN else sql
    (text,) = connection.execute("SELECT json_serialize_sql(?)", [inner]).fetchone() or ("",)
    tree = json.loads(text)
    if tree["error"]:
        if tree.get("error_type") == "parser" or tree.get("error_subtype") == "SYNTAX_ERROR":
            raise AdapterError("query_failed", tree.get("error_message", ""), touched_rows=False)
        raise _denied("not a SELECT")
    expressions = _check_tree(tree, catalog)
    if expressions:
        _check_shadowing(connection, inner, expressions, catalog)


def _check_tree(tree: Any, catalog: Catalog) -> set[str]:
    """Check every table and function by its name; returns the names of the common table expressions."""
    nodes = list(_nodes(tree))
    expressions = {entry["key"].casefold() for node in nodes for entry in node.get("cte_map", {}).get("map", ())}
    for node in nodes:
        kind = node.get("type")
        if kind == "BASE_TABLE":
            _check_table(node, expressions, catalog)
        elif kind == "SHOW_REF":
            raise _denied("a description of the schema")
        elif kind == "TABLE_FUNCTION":
            name = node["function"].get("function_name", "").lower()
            if name not in DUCKDB.table:
                raise _denied(f"table function {name}")
        elif "function_name" in node:
            _check_function(node["function_name"].lower())
    return expressions


def _check_table(node: dict[str, Any], expressions: set[str], catalog: Catalog) -> None:
    parts = [part for part in (node.get("catalog_name"), node.get("schema_name"), node["table_name"]) if part]
    if len(parts) == 1 and parts[0].casefold() in expressions:
        return  # the expression or, outside its scope, a table: `_check_shadowing` tells
    if not _allowed(parts, catalog):
        raise _denied(f"table {'.'.join(parts)}")


def _check_shadowing(connection: duckdb.DuckDBPyConnection, sql: str, expressions: set[str], catalog: Catalog) -> None:
    """Deny a table that hides behind the name of a common table expression; what views read is not looked at."""
    for name in connection.get_table_names(sql, qualified=True):
        parts = _parts(name)
        if parts[-1].casefold() in expressions and not _allowed(parts, catalog):
            raise _denied(f"table {name}")


def _check_function(name: str) -> None:
    """Operators are functions as well here; they have no letters in their names."""
    if name not in _FUNCTIONS and any(character.isalnum() for character in name):
        raise _denied(f"function {name}")


def _allowed(parts: list[str], catalog: Catalog) -> bool:
    """Whether a name of one, two or three parts is a table of the catalog."""
    if len(parts) == 1:
        return catalog.table(parts[0]) is not None
    if len(parts) == 2 and parts[0].casefold() == catalog.database.casefold():
        return catalog.table(parts[1]) is not None or catalog.table(parts[1], parts[0]) is not None
    if len(parts) == 3 and parts[0].casefold() != catalog.database.casefold():
        return False
    return catalog.table(parts[-1], parts[-2]) is not None


def _parts(name: str) -> list[str]:
    return [part[1:-1].replace('""', '"') if part.startswith('"') else part for part in _NAME.findall(name)]


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of the serialised statement."""
    todo = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            yield node
            todo.extend(node.values())
        elif isinstance(node, list):
            todo.extend(node)


def _denied(what: str) -> AdapterError:
    return AdapterError("query_denied", f"{what} is not allowed on this connection", touched_rows=False)
