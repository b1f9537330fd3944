"""One mend at a time, each followed by a fresh look: what a mend uncovers is found like any other problem."""

from collections.abc import Callable, Sequence

from sqlglot import exp

from detomo.engine.catalog.model import Catalog
from detomo.engine.guard.bind import Code, Problem, bind
from detomo.engine.guard.bind.values import StoredValues
from detomo.engine.guard.names import TableIndex
from detomo.engine.guard.repair import columns, conditions, literals, qualifiers, tables
from detomo.engine.guard.repair.workbench import Workbench
from detomo.engine.types import Change

_MOST_MENDS = 40
_Mend = Callable[[Problem, Workbench], Change | None]

# In the order of trying, over the whole statement: a wrong table explains its columns, a missing join explains a
# qualifier, and a sure mend of one column can settle another that would only be guessed.
_MENDS: tuple[tuple[Code, _Mend], ...] = (
    (Code.UNKNOWN_TABLE, tables.rename),
    (Code.UNKNOWN_FUNCTION, literals.translate_call),
    (Code.UNKNOWN_QUALIFIER, qualifiers.requalify),
    (Code.UNKNOWN_QUALIFIER, qualifiers.join_meant_table),
    (Code.TABLE_NOT_JOINED, qualifiers.join_named_table),
    (Code.SELF_COMPARISON, conditions.separate_sides),
    (Code.COLUMN_OF_OTHER_TABLE, conditions.use_key),
    (Code.COLUMN_OF_OTHER_TABLE, columns.rename_prefixed),
    (Code.COLUMN_OF_OTHER_TABLE, columns.requalify),
    (Code.COLUMN_OF_OTHER_TABLE, conditions.bridge),
    (Code.UNKNOWN_COLUMN, conditions.use_key),
    (Code.UNKNOWN_COLUMN, columns.rename_surely),
    (Code.UNKNOWN_COLUMN, conditions.bridge),
    (Code.UNKNOWN_COLUMN, columns.join_owner),
    (Code.UNKNOWN_COLUMN, columns.rename_prefixed),
    (Code.UNKNOWN_COLUMN, columns.rename_loosely),
    (Code.AMBIGUOUS_COLUMN, columns.qualify),
    (Code.ALIAS_NOT_VISIBLE, columns.write_out),
    (Code.NUMBER_AS_TEXT, literals.unquote_number),
    (Code.TEXT_AS_NUMBER, literals.quote_number),
    (Code.BOOLEAN_AS_NUMBER, literals.number_to_boolean),
    (Code.UNKNOWN_VALUE, literals.respell_value),
)


def repair(
    tree: exp.Expr, catalog: Catalog, *, values: StoredValues | None = None, index: TableIndex | None = None
) -> tuple[exp.Expr, tuple[Change, ...]]:
    """Mend what does not bind; what binds is not touched, and a tree without problems comes back as the same object.

    Names come from `catalog` only, so that what a viewer may not see is never offered. What cannot be mended without
    guessing stays as it is: `bind` the result to get the rest for `diagnose`.

    `values` also respells text that no row holds. A statement with such text is valid and merely finds nothing: pass
    them for statements that a model wrote, or once the result came back empty, not for statements that a person saved.
    """
    index = index or TableIndex(catalog)
    problems = bind(tree, catalog, values=values, index=index)
    if not problems:
        return tree, ()
    bench = Workbench(tree.copy(), catalog, index)
    changes: list[Change] = []
    for _ in range(_MOST_MENDS):
        change = _mend_one(bind(bench.tree, catalog, values=values, index=index), bench)
        if change is None:
            break
        changes.append(change)
    return (bench.tree, tuple(dict.fromkeys(changes))) if changes else (tree, ())


def _mend_one(problems: Sequence[Problem], bench: Workbench) -> Change | None:
    for code, mend in _MENDS:
        for problem in problems:
            change = mend(problem, bench) if problem.code == code else None
            if change is not None:
                return change
    return None
