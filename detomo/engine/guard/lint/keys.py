"""Which sources of a block are settled once some columns are known: functional dependency over declared keys.

A source whose row is settled adds no further rows to a join; one whose row is not may repeat the others' rows
(the "fan trap" and "chasm trap" of Kimball, The Data Warehouse Toolkit, and of every BI tool's manual).
"""

from collections.abc import Iterable

from sqlglot import exp

from detomo.engine.catalog.model import Table
from detomo.engine.guard.lint.blocks import Block, Output, Ref, Source
from detomo.engine.guard.lint.conditions import equal_columns, pinned_columns
from detomo.engine.guard.lint.kinds import is_numeric
from detomo.engine.types import ColumnType

Key = frozenset[str]
_LABELS = ("name", "title", "名", "名称", "氏名")


def keys_of(source: Source) -> tuple[Key, ...]:
    """Column sets that no two rows of the source share; the empty set means at most one row."""
    if source.table:
        table = source.table
        primary = frozenset(name.casefold() for name in table.primary_key)
        singles = [frozenset({column.name.casefold()}) for column in table.columns if column.unique]
        return (*([primary] if primary else []), *singles)
    return _query_keys(source) if source.query else ()


def _link_key(table: Table) -> tuple[Key, ...]:
    """A table that only links others (foreign keys make up its key, or it measures nothing) holds each pair once."""
    columns = {name.casefold() for key in table.foreign_keys for name in key.columns}
    primary = {name.casefold() for name in table.primary_key}
    if len({key.target.casefold() for key in table.foreign_keys}) < 2:
        return ()
    rest = [column for column in table.columns if column.name.casefold() not in columns | primary]
    return () if not columns <= primary and any(is_numeric(column.type) for column in rest) else (frozenset(columns),)


def _query_keys(source: Source) -> tuple[Key, ...]:
    block = source.query
    if block is None:
        return ()
    if _has_one_row(block):
        return (frozenset(),)
    if block.query.args.get("distinct"):
        return (frozenset(source.outputs),)
    if block.group_terms:
        columns = [_name_of(term, source.outputs, block) for term in block.group_terms]
        return (frozenset(name for name in columns if name),) if all(columns) else ()
    return _passed_keys(source, block)


def _has_one_row(block: Block) -> bool:
    if isinstance(block.query, exp.Select):
        if not block.sources and not block.projections_unfold:
            return True
        if block.has_aggregate and not block.query.args.get("group"):
            return True
    limit = block.query.args.get("limit")
    return isinstance(limit, exp.Limit) and limit.expression == exp.Literal.number(1)


def _name_of(term: exp.Expr, outputs: dict[str, Output], block: Block) -> str | None:
    """The output that carries a grouped expression."""
    ref = block.own(term)
    for name, output in outputs.items():
        if output.expression == term or (ref and _carried(output) == ref):
            return name
    return None


def _carried(output: Output) -> Ref | None:
    """The column of its own block that an output hands on unchanged."""
    if output.source is not None:
        return Ref(output.source.name, output.name)
    return output.block.own(output.expression) if output.expression is not None else None


def _passed_keys(source: Source, block: Block) -> tuple[Key, ...]:
    """Keys of an inner table that survive because nothing in the inner query repeats its rows."""
    names: dict[Ref, str] = {}
    for name, output in source.outputs.items():
        ref = _carried(output)
        if ref:
            names[ref] = name
    found: list[Key] = []
    for inner in block.sources.values():
        if len(settled(block, whole=[inner.name])) == len(row_sources(block)):
            keys = [{Ref(inner.name, column) for column in key} for key in keys_of(inner)]
            found.extend(frozenset(names[ref] for ref in key) for key in keys if key <= names.keys())
    return tuple(found)


def row_sources(block: Block) -> list[str]:
    """Sources that can add rows to the block."""
    return [source.name for source in block.sources.values() if not source.filters_only]


def settled(
    block: Block, known: Iterable[Ref] = (), whole: Iterable[str] = (), *, trust_links: bool = False
) -> set[str]:
    """Sources of which at most one row is left, given known columns and sources known as a whole.

    `trust_links`: take a linking table to hold each pair of its foreign keys once, declared or not.
    """
    done = set(whole)
    columns = {*known, *pinned_columns(block)}
    pairs = list(equal_columns(block))
    keys = {name: keys_of(block.sources[name]) for name in row_sources(block)}
    if trust_links:
        tables = {name: block.sources[name].table for name in keys}
        keys = {name: keys[name] + (_link_key(table) if table else ()) for name, table in tables.items()}
    while True:
        before = len(columns), len(done)
        for left, right in pairs:
            if _is_known(left, columns, done) or _is_known(right, columns, done):
                columns.update((left, right))
        done.update(name for name, found in keys.items() if _meets(name, found, columns))
        if (len(columns), len(done)) == before:
            return done & keys.keys()


def _is_known(ref: Ref, columns: set[Ref], done: set[str]) -> bool:
    return ref in columns or ref.source in done


def _meets(name: str, keys: tuple[Key, ...], columns: set[Ref]) -> bool:
    return any(all(Ref(name, column) in columns for column in key) for key in keys)


def multipliers(block: Block, known: Iterable[Ref] = (), whole: Iterable[str] = ()) -> list[Source]:
    """Sources that repeat the given ones by a declared one-to-many relation, joined on equal columns."""
    done = settled(block, known, whole, trust_links=True)
    joined = {ref.source for pair in equal_columns(block) for ref in pair if pair[0].source != pair[1].source}
    rest = [block.sources[name] for name in row_sources(block) if name not in done]
    return [source for source in rest if source.name in joined and _is_many(source, block)]


def _is_many(source: Source, block: Block) -> bool:
    """True on evidence: the source has a key and the join does not cover it, or it refers to another source."""
    if keys_of(source):
        return True
    tables = {other.table.full_name.casefold() for other in block.sources.values() if other.table}
    return source.table is not None and any(key.target.casefold() in tables for key in source.table.foreign_keys)


def group_refs(block: Block) -> list[Ref]:
    """Plain columns that the block groups by."""
    return [ref for ref in map(block.own, block.group_terms) if ref]


def labelled(block: Block, refs: Iterable[Ref]) -> list[str]:
    """Sources named by their own label (`name`, `title`): whoever groups by it means one row each."""
    found = []
    for ref in refs:
        column = block.sources[ref.source].column(ref.column)
        if column and column.type is ColumnType.TEXT and ref.column.endswith(_LABELS):
            found.append(ref.source)
    return found
