"""Window functions in words: what is computed, within which groups, in which order, over which frame."""

from collections.abc import Callable

from sqlglot import exp

from detomo.engine.present.readback.names import Names
from detomo.engine.types import Text

_RANKS: dict[type[exp.Expr], Text] = {
    exp.RowNumber: Text("the row number", "行番号"),
    exp.Rank: Text("the rank", "順位"),
    exp.DenseRank: Text("the rank without gaps", "抜けのない順位"),
    exp.PercentRank: Text("the rank as a share", "順位の割合"),
    exp.CumeDist: Text("the share of rows up to this one", "この行までの行の割合"),
}
_NEIGHBOURS: dict[type[exp.Expr], Text] = {
    exp.Lag: Text("the previous {value}", "1つ前の{value}"),
    exp.Lead: Text("the next {value}", "1つ次の{value}"),
    exp.FirstValue: Text("the first {value}", "最初の{value}"),
    exp.LastValue: Text("the last {value}", "最後の{value}"),
}
_STEPS: dict[type[exp.Expr], Text] = {
    exp.Lag: Text("the {value} {steps} rows before", "{steps}行前の{value}"),
    exp.Lead: Text("the {value} {steps} rows after", "{steps}行後の{value}"),
}
_PARTS = Text("{value} in {steps} equal parts", "{steps}等分した{value}")
_NUMBER = Text("the number of the part", "区分の番号")
_RUNNING = Text("the running value of {value}", "{value}の累計")
_WITHIN = Text("within each {keys}", "{keys}ごと")
_BY = Text("by {keys}", "{keys}")
_UP, _DOWN = Text("{key} (lowest first)", "{key}の小さい順"), Text("{key} (highest first)", "{key}の大きい順")
_OVER = Text("{value} ({how})", "{value}（{how}）")
_ALL_ROWS = Text("over all rows", "全行で")


def told(node: exp.Expr, names: Names, phrase: Callable[[exp.Expr, Names], str]) -> str:
    """A window function; empty where its form has no words."""
    if any(node.args.get(part) for part in ("first", "alias")):  # a named window
        return ""
    order, groups = node.args.get("order"), node.args.get("partition_by") or []
    value = _value(node.this, names, phrase)
    if isinstance(node.this, exp.AggFunc) and order and type(node.this) not in (_RANKS.keys() | _NEIGHBOURS.keys()):
        value = _RUNNING.within(value=value).to(names.language)
    how = (
        [_WITHIN.within(keys=_listed([phrase(key, names) for key in groups], names)).to(names.language)]
        if groups
        else []
    )
    if order:
        keys = [_key(key, names, phrase) for key in order.expressions]
        how.append(_BY.within(keys=_listed(keys, names)).to(names.language))
    if spec := node.args.get("spec"):
        how.append(f"`{spec.sql(dialect=names.dialect)}`")
    return _OVER.within(value=value, how="; ".join(how) or _ALL_ROWS.to(names.language)).to(names.language)


def _value(call: exp.Expr, names: Names, phrase: Callable[[exp.Expr, Names], str]) -> str:
    if type(call) in _RANKS:
        return _RANKS[type(call)].to(names.language)
    if isinstance(call, exp.Ntile):
        number = _NUMBER.to(names.language)
        return _PARTS.within(value=number, steps=phrase(call.this, names)).to(names.language)
    if type(call) not in _NEIGHBOURS:
        return phrase(call, names)
    steps, value = call.args.get("offset"), phrase(call.this, names)
    if steps is not None and steps.name != "1" and type(call) in _STEPS:
        return _STEPS[type(call)].within(value=value, steps=phrase(steps, names)).to(names.language)
    return _NEIGHBOURS[type(call)].within(value=value).to(names.language)


def _key(key: exp.Expr, names: Names, phrase: Callable[[exp.Expr, Names], str]) -> str:
    return (_DOWN if key.args.get("desc") else _UP).within(key=phrase(key.this, names)).to(names.language)


def _listed(parts: list[str], names: Names) -> str:
    return ("、" if names.language == "ja" else ", ").join(parts)
