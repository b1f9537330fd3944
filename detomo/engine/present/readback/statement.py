"""Whole statements in words: one sentence per SELECT."""

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from detomo.engine.catalog.model import Catalog
from detomo.engine.present.labels import label
from detomo.engine.present.readback.conditions import condition
from detomo.engine.present.readback.expressions import listed, phrase, quoted
from detomo.engine.present.readback.names import Names
from detomo.engine.types import Language, Text

_SHOW = Text("Shows {outputs}", "{outputs}を表示します")
_SHOW_DISTINCT = Text("Shows every different {outputs} once", "重複を除いた{outputs}を表示します")
_FROM = Text(" from {tables}", "{tables}から")
_WHERE = Text(", where {condition}", "、{condition}行について")
_GROUP = Text(", for each {groups}", "、{groups}ごとに")
_HAVING = Text(", keeping groups where {condition}", "、{condition}グループだけに絞り")
_ORDER = Text(", sorted by {keys}", "、{keys}に並べて")
_UP = Text("{key} (lowest first)", "{key}の小さい順")
_DOWN = Text("{key} (highest first)", "{key}の大きい順")
_FIRST = Text(", only the first {count}", "、先頭{count}件だけ")
_SKIP = Text(", after leaving out {count}", "、{count}件を飛ばして")
_INNER = Text("{table} (matched where {condition})", "{table}（{condition}ように結合）")
_NESTED = Text("({words})", "（{words}）")
_DIFFERENT = Text("every different {outputs}", "重複を除いた{outputs}")
_ROWS_OF = Text("the rows", "行")
_NAMED = Text("{query} as {name}", "{query}（{name}とする）")
_RIGHT = Text("all of {table} (matched where {condition})", "{table}（すべて。{condition}ように結合）")
_FULL = Text(
    "{table} (matched where {condition}; without a match too, on both sides)",
    "{table}（{condition}ように結合。合わない行も両側とも）",
)
_LEFT = Text("{table} if there is any (matched where {condition})", "{table}（あれば。{condition}ように結合）")
_JOINS = {"LEFT": _LEFT, "RIGHT": _RIGHT, "FULL": _FULL}
_AGREES = Text("{columns} agrees", "{columns}が一致する")
_ALL_PAIRS = Text("{table} (every combination)", "{table}（すべての組み合わせ）")
_OTHER = Text("; further: {sql}", "、その他：{sql}")
_STEP = Text("First, {name}: {sentence} ", "まず{name}：{sentence}")
_SETS: dict[type[exp.Expr], Text] = {
    exp.Union: Text("{a} Together with, each row once: {b}", "{a}次と合わせ、重複を除きます：{b}"),
    exp.Except: Text("{a} Without: {b}", "{a}次を除きます：{b}"),
    exp.Intersect: Text("{a} Only what is also in: {b}", "{a}次にもあるものだけです：{b}"),
}
_KEPT = Text("{a} Together with: {b}", "{a}次と合わせます：{b}")
_ALL = Text(" All of it {arranged}.", "全体を{arranged}示します。")
_UNREADABLE = Text("This SQL could not be put into words: `{sql}`", "このSQLは言葉にできませんでした：`{sql}`")
_TOLD = frozenset(
    ("expressions", "distinct", "from_", "joins", "where", "group", "having", "order", "limit", "offset", "with_")
)


def explain(statement: str | exp.Expr, catalog: Catalog, language: Language) -> str:
    """Say in words what a statement returns. Parts without words of their own appear as SQL in backquotes.

    A string is read in the catalog's dialect. Never raises: what cannot be parsed is quoted whole.
    """
    if isinstance(statement, str):
        try:
            tree: exp.Expr = sqlglot.parse_one(statement, read=catalog.dialect)
        except SqlglotError:
            return _UNREADABLE.within(sql=statement.strip()).to(language)
    else:
        tree = statement
    return _query(tree, Names(catalog, language, catalog.dialect, condition, _nested)).strip()


def _query(node: exp.Expr, names: Names) -> str:
    node = node.unnest()
    with_ = node.args.get("with_")
    steps = [_step(cte, names) for cte in with_.expressions] if with_ else []
    if isinstance(node, exp.Select):
        sentence = _select(node, names.within(node))
    elif isinstance(node, exp.SetOperation):
        sentence = _combined(node, names)
    else:
        sentence = _UNREADABLE.within(sql=node.sql(dialect=names.dialect, comments=False)).to(names.language)
    return "".join([*steps, sentence])


def _combined(node: exp.SetOperation, names: Names) -> str:
    sides = {"a": _query(node.this, names), "b": _query(node.expression, names)}
    kept = isinstance(node, exp.Union) and not node.args.get("distinct")
    sentence = (_KEPT if kept else _SETS[type(node)]).within(**sides).to(names.language)
    arranged = _arranged(node, names).lstrip(",、 ")
    return sentence + (_ALL.within(arranged=arranged).to(names.language) if arranged else "")


def _step(cte: exp.Expr, names: Names) -> str:
    return _STEP.within(name=cte.alias, sentence=_query(cte.this, names)).to(names.language)


def _outputs(select: exp.Select, names: Names, *, named: bool) -> str:
    """What a SELECT gives; with its names where the statement around it speaks of them."""
    return listed([_output(item, names, named=named) for item in select.expressions], names)


def _output(item: exp.Expr, names: Names, *, named: bool) -> str:
    words = phrase(item, names)
    if not (named and isinstance(item, exp.Alias)):
        return words
    name = label(item.alias, names.language)
    return words if words == name else _NAMED.within(query=words, name=name).to(names.language)


def _is_source(query: exp.Expr) -> bool:
    """Whether other parts of the statement read this query's columns by name."""
    parent = query.parent
    while isinstance(parent, exp.Subquery) and not parent.alias:
        parent = parent.parent
    return isinstance(parent, exp.CTE | exp.Subquery)


def _select(select: exp.Select, names: Names) -> str:
    shown = _outputs(select, names, named=_is_source(select))
    show = (_SHOW_DISTINCT if select.args.get("distinct") else _SHOW).within(outputs=shown).to(names.language)
    source, filters, rest = _from(select, names), _filters(select, names), _arranged(select, names)
    other = _untold(select, names)
    if names.language == "ja":
        middle = f"{source}{filters}{rest}"
        return f"{middle}{'、' if middle else ''}{show}{other}。"
    return f"{show}{source}{filters}{rest}{other}."


def _nested(node: exp.Expr, names: Names) -> str:
    """A query inside another: what it gives, as a noun."""
    query = node.unnest()
    if not isinstance(query, exp.Select) or query.args.get("with_"):
        return _NESTED.within(words=_query(query, names)).to(names.language)
    names = names.within(query)
    rows = isinstance(node.parent, exp.Exists) or isinstance(query.parent, exp.Exists)
    shown = _ROWS_OF.to(names.language) if rows else _outputs(query, names, named=_is_source(query))
    if query.args.get("distinct") and not rows:
        shown = _DIFFERENT.within(outputs=shown).to(names.language)
    around = f"{_from(query, names)}{_filters(query, names)}{_arranged(query, names)}"
    words = f"{around}{'、' if around else ''}{shown}" if names.language == "ja" else f"{shown}{around}"
    return _NESTED.within(words=f"{words}{_untold(query, names)}").to(names.language)


def _from(select: exp.Select, names: Names) -> str:
    first = select.args.get("from_")
    if not first:
        return ""
    tables = [_source(first.this, names), *(_join(join, names) for join in select.args.get("joins") or [])]
    return _FROM.within(tables=listed(tables, names)).to(names.language)


def _source(node: exp.Expr, names: Names) -> str:
    """A table by its name; a subquery in words; a function or a table with further clauses as SQL."""
    extra = any(value for key, value in node.args.items() if key not in ("this", "db", "catalog", "alias"))
    if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier) and not extra:
        return names.table(node)
    if isinstance(node, exp.Subquery) and not _given(node) - {"this", "alias"}:
        query = _nested(node, names)
        return _NAMED.within(query=query, name=node.alias).to(names.language) if node.alias else query
    return quoted(node, names)


def _given(node: exp.Expr) -> set[str]:
    return {key for key, value in node.args.items() if value}


def _join(join: exp.Join, names: Names) -> str:
    table = _source(join.this, names)
    on, using = join.args.get("on"), join.args.get("using")
    kinds = {join.side, join.kind, join.method} - {"", "INNER", "OUTER", "CROSS"}
    if len(kinds) > 1 or kinds - _JOINS.keys():
        return quoted(join, names)
    text = _JOINS[next(iter(kinds))] if kinds else _INNER
    if using:
        matched = _agreeing([label(column.name, names.language) for column in using], names)
    elif on and (kinds or not isinstance(on, exp.Boolean)):
        matched = _same_name(on, names) or condition(on, names)
    else:
        return _ALL_PAIRS.within(table=table).to(names.language)
    return text.within(table=table, condition=matched).to(names.language)


def _same_name(on: exp.Expr, names: Names) -> str:
    """A join over columns of one name is told by that name."""
    left, right = on.args.get("this"), on.args.get("expression")
    if not (isinstance(on, exp.EQ) and isinstance(left, exp.Column) and isinstance(right, exp.Column)):
        return ""
    same = left.name.casefold() == right.name.casefold()
    return _agreeing([label(left.name, names.language)], names) if same else ""


def _agreeing(columns: list[str], names: Names) -> str:
    return _AGREES.within(columns=listed(columns, names)).to(names.language)


def _filters(select: exp.Select, names: Names) -> str:
    parts = []
    if where := select.args.get("where"):
        parts.append(_WHERE.within(condition=condition(where.this, names)).to(names.language))
    if group := select.args.get("group"):
        parts.append(_grouped(group, select, names))
    if having := select.args.get("having"):
        meant = having.this.transform(
            lambda node: _meant(node, select, names) if isinstance(node, exp.Column) else node
        )
        parts.append(_HAVING.within(condition=condition(meant, names)).to(names.language))
    return "".join(parts)


def _grouped(group: exp.Expr, select: exp.Select, names: Names) -> str:
    if any(value for key, value in group.args.items() if key != "expressions"):  # ROLLUP, CUBE, grouping sets
        return _OTHER.within(sql=quoted(group, names)).to(names.language)
    keys = [phrase(_meant(key, select, names), names).removeprefix("the ") for key in group.expressions]
    return _GROUP.within(groups=listed(keys, names)).to(names.language)


def _arranged(select: exp.Query, names: Names) -> str:
    parts = []
    if order := select.args.get("order"):
        keys = [_order_key(key, select, names) for key in order.expressions]
        parts.append(_ORDER.within(keys=listed(keys, names)).to(names.language))
    for name, text in (("offset", _SKIP), ("limit", _FIRST)):
        if clause := select.args.get(name):
            parts.append(_counted(clause, text, names))
    return "".join(parts)


def _counted(clause: exp.Expr, text: Text, names: Names) -> str:
    count = clause.args.get("expression") or clause.args.get("count")
    more = any(value for key, value in clause.args.items() if key not in ("this", "expression", "count", "direction"))
    if more or not isinstance(count, exp.Expr):  # WITH TIES, PERCENT
        return _OTHER.within(sql=quoted(clause, names)).to(names.language)
    return text.within(count=phrase(count, names)).to(names.language)


def _order_key(key: exp.Expr, select: exp.Query, names: Names) -> str:
    direction = _DOWN if key.args.get("desc") else _UP
    return direction.within(key=phrase(_meant(key.this, select, names), names)).to(names.language)


def _meant(key: exp.Expr, select: exp.Query, names: Names) -> exp.Expr:
    """What a position or an output's alias stands for."""
    if isinstance(key, exp.Literal) and not key.is_string and key.name.isdigit():
        position = int(key.name)
        if 1 <= position <= len(select.selects):
            return select.selects[position - 1]
    if isinstance(key, exp.Column) and not key.table:
        return names.outputs.get(key.name.casefold(), key)
    return key


def _untold(select: exp.Select, names: Names) -> str:
    """Clauses this module has no words for are not passed over: they are quoted."""
    clauses = [value for key, value in select.args.items() if value and key not in _TOLD]
    distinct = select.args.get("distinct")
    if distinct and distinct.args.get("on"):
        clauses.append(distinct)
    parts = [part for value in clauses for part in (value if isinstance(value, list) else [value])]
    sql = [quoted(part, names) for part in parts if isinstance(part, exp.Expr)]
    return _OTHER.within(sql=" ".join(sql)).to(names.language) if sql else ""
