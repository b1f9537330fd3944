"""Glossary entries that documentation suggests: sentences and table rows that say what a term is in SQL.

    Revenue is SUM(invoices.total).          「売上」とは SUM(invoices.total) です。
    - **Active customer**: `customers.active = 1`
    | revenue, sales | 売上、売上高 | `SUM(invoices.total)` |

Only what holds in the catalog is suggested: every column must exist, and an expression must read as SQL.
"""

import re
from collections.abc import Iterable, Iterator

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from detomo.engine.catalog import Catalog
from detomo.engine.knowledge.glossary import GlossaryEntry

_TERM = r"[^\W\d_][^`|.:：。=\n「」()（）]{0,48}?"
_SQL = r"(?:`(?P<ticked>[^`\n]+)`|(?P<bare>[A-Za-z_][\w.]*\s*(?:\(.+\)|\.[\w]+)[^。\n]*?))"
_END = r"(?=\s*(?:です|である|の(?:こと|合計)|を指し|[。.]?\s*$|[。.]\s|,\s))"
_ENGLISH = re.compile(
    rf"^(?:The\s+|A\s+|An\s+)?[\"“*]*(?P<term>{_TERM})[\"”*]*\s+(?:is|are|means?|equals|=)\s+"
    rf"(?:defined\s+as\s+|calculated\s+as\s+|computed\s+as\s+|the\s+)?{_SQL}{_END}",
    re.IGNORECASE,
)
_JAPANESE = re.compile(rf"^「?(?P<term>{_TERM})」?(?:とは|は|:|：|=)[、,]?\s*{_SQL}{_END}")
_LISTED = re.compile(rf"^\*{{0,2}}(?P<term>{_TERM})\*{{0,2}}\s*[:：]\*{{0,2}}\s*{_SQL}{_END}")
_BULLET = re.compile(r"^\s*(?:[-*+・]|\d+[.)])\s+")
_SENTENCE = re.compile(r"(?<=[.。])\s+|(?<=。)")
_CODE = re.compile(r"`([^`]+)`")
_SEPARATORS = re.compile(r"[,、，/／;；]|\s+and\s+")
_MOST = 200  # suggestions of one text
_LONGEST = 400  # characters of a meaning


def suggested(text: str, catalog: Catalog) -> tuple[GlossaryEntry, ...]:
    """The entries that a text suggests, each once, in order."""
    found: dict[GlossaryEntry, None] = {}
    for line in text.splitlines():
        for terms, sql in _row(line) if line.lstrip().startswith("|") else _sentences(line):
            entry = _entry(terms, sql, catalog)
            if entry is not None and len(found) < _MOST:
                found[entry] = None
    return tuple(found)


def is_known(expression: str, catalog: Catalog) -> bool:
    """Whether an SQL expression can be read and every column in it exists; at least one must be there."""
    tree = _parsed(expression, catalog)
    return tree is not None and _stands(tree, catalog)


def exists(entry: GlossaryEntry, catalog: Catalog) -> bool:
    """Whether everything that the entry's meaning names is in the catalog."""
    if entry.expression:
        return is_known(entry.expression, catalog)
    schema, _, name = entry.table.rpartition(".")
    table = catalog.table(name, schema)
    return table is not None and (not entry.column or table.column(entry.column) is not None)


def _stands(tree: exp.Expr, catalog: Catalog) -> bool:
    columns = list(tree.find_all(exp.Column))
    return bool(columns) and all(_place(column, catalog) for column in columns)


def _row(line: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The cells of a Markdown table: terms, and one cell that is nothing but one piece of code."""
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    codes = [match.group(1) for cell in cells if (match := _CODE.fullmatch(cell))]
    terms = [term.strip() for cell in cells if "`" not in cell for term in _SEPARATORS.split(cell)]
    if len(codes) == 1:
        yield tuple(filter(None, terms)), codes[0]


def _sentences(line: str) -> Iterator[tuple[tuple[str, ...], str]]:
    for sentence in _SENTENCE.split(_BULLET.sub("", line.strip())):
        match = _ENGLISH.match(sentence) or _LISTED.match(sentence) or _JAPANESE.match(sentence)
        if match:
            terms = tuple(term.strip(' *「」"“”') for term in _SEPARATORS.split(match["term"]))
            yield tuple(filter(None, terms)), match["ticked"] or match["bare"]


def _entry(terms: Iterable[str], sql: str, catalog: Catalog) -> GlossaryEntry | None:
    known = tuple(dict.fromkeys(term for term in terms if len(term) > 1 or not term.isascii()))
    tree = _parsed(sql.strip().rstrip(";。"), catalog)
    if not known or tree is None:
        return None
    if isinstance(tree, exp.Column):
        return _named(known, tree, catalog)
    return GlossaryEntry(known, expression=sql.strip()) if _stands(tree, catalog) else None


def _parsed(sql: str, catalog: Catalog) -> exp.Expr | None:
    try:
        tree = sqlglot.parse_one(sql, read=catalog.dialect, into=exp.Condition) if len(sql) <= _LONGEST else None
    except (SqlglotError, RecursionError, ValueError):
        return None
    return None if tree is None or tree.find(exp.Query, exp.Command) else tree


def _named(terms: tuple[str, ...], column: exp.Column, catalog: Catalog) -> GlossaryEntry | None:
    """A column with its table, or a table by itself."""
    place = _place(column, catalog) if column.table else None
    if place is not None:
        return GlossaryEntry(terms, table=place[0], column=place[1])
    table = catalog.table(column.name, column.table)
    return GlossaryEntry(terms, table=table.full_name) if table is not None else None


def _place(column: exp.Column, catalog: Catalog) -> tuple[str, str] | None:
    """The table and the column that a name stands for; without a table where one table alone has it."""
    if column.table:
        table = catalog.table(column.table, column.db)
        found = table.column(column.name) if table is not None else None
        return (table.full_name, found.name) if table is not None and found is not None else None
    holders = [(table.full_name, one.name) for table in catalog if (one := table.column(column.name))]
    return holders[0] if len(holders) == 1 else None
