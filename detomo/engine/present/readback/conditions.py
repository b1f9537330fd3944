"""Conditions in words: comparisons, lists, ranges, patterns, and how they are combined."""

import re
from collections.abc import Callable

from sqlglot import exp

from detomo.engine.present.readback.expressions import phrase, quoted
from detomo.engine.present.readback.names import Names
from detomo.engine.types import Text

_COMPARED: dict[type[exp.Expr], Text] = {
    exp.EQ: Text("{a} is {b}", "{a}が{b}である"),
    exp.NEQ: Text("{a} is not {b}", "{a}が{b}でない"),
    exp.GT: Text("{a} is more than {b}", "{a}が{b}より大きい"),
    exp.GTE: Text("{a} is at least {b}", "{a}が{b}以上である"),
    exp.LT: Text("{a} is less than {b}", "{a}が{b}未満である"),
    exp.LTE: Text("{a} is at most {b}", "{a}が{b}以下である"),
}
_DATED: dict[type[exp.Expr], Text] = {
    exp.GT: Text("{a} is after {b}", "{a}が{b}より後である"),
    exp.GTE: Text("{a} is on or after {b}", "{a}が{b}以降である"),
    exp.LT: Text("{a} is before {b}", "{a}が{b}より前である"),
    exp.LTE: Text("{a} is on or before {b}", "{a}が{b}以前である"),
}
_FLIPPED: dict[type[exp.Expr], type[exp.Expr]] = {exp.GT: exp.LT, exp.GTE: exp.LTE, exp.LT: exp.GT, exp.LTE: exp.GTE}
_BETWEEN = Text("{a} is between {low} and {high}", "{a}が{low}から{high}までである")
_ONE_OF = Text("{a} is one of {values}", "{a}が{values}のいずれかである")
_NONE_OF = Text("{a} is none of {values}", "{a}が{values}のいずれでもない")
_IN_QUERY = Text("{a} is among {query}", "{a}が{query}に含まれる")
_NOT_IN_QUERY = Text("{a} is not among {query}", "{a}が{query}に含まれない")
_SOME = Text("there is any of {query}", "{query}がある")
_NO = Text("there is none of {query}", "{query}がない")
_EVERY = Text("every one of {query}", "{query}のすべて")
_ANY = Text("any of {query}", "{query}のいずれか")
_MISSING = Text("{a} is missing", "{a}が空である")
_PRESENT = Text("{a} is there", "{a}が空でない")
_CONTAINS = Text("{a} contains {b}", "{a}が{b}を含む")
_BEGINS = Text("{a} begins with {b}", "{a}が{b}で始まる")
_ENDS = Text("{a} ends with {b}", "{a}が{b}で終わる")
_MATCHES = Text("{a} matches the pattern {b}", "{a}がパターン{b}に合う")
_UNLIKE = {
    _CONTAINS: Text("{a} does not contain {b}", "{a}が{b}を含まない"),
    _BEGINS: Text("{a} does not begin with {b}", "{a}が{b}で始まらない"),
    _ENDS: Text("{a} does not end with {b}", "{a}が{b}で終わらない"),
    _MATCHES: Text("{a} does not match the pattern {b}", "{a}がパターン{b}に合わない"),
}
_HOLDS = Text("{sql} holds", "{sql}が成り立つ")
_NOT = Text("not ({condition})", "（{condition}）ではない")
_AND = Text(" and ", "、かつ")
_OR = Text(" or ", "、または")
_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?.*")


def condition(node: exp.Expr, names: Names) -> str:
    """A condition in words; its SQL in backquotes where it has none."""
    node = node.unnest()
    text = _affirmed(node, names)
    return _NOT.within(condition=text).to(names.language) if node.args.get("negate") else text


def _affirmed(node: exp.Expr, names: Names) -> str:
    if type(node) in _COMPARED:
        return _comparison(node, names)
    speak = _SPOKEN.get(type(node))
    return (speak and speak(node, names)) or _HOLDS.within(sql=quoted(node, names)).to(names.language)


def _comparison(node: exp.Expr, names: Names) -> str:
    """`5 < price` is told as a statement about the price."""
    kind, left, right = type(node), node.this, node.expression
    if isinstance(left, exp.Literal) and not isinstance(right, exp.Literal):
        kind, left, right = _FLIPPED.get(kind, kind), right, left
    dated = isinstance(right, exp.Literal) and right.is_string and _DATE.fullmatch(right.name)
    pattern = _DATED.get(kind) if dated else None
    return (pattern or _COMPARED[kind]).within(a=phrase(left, names), b=_operand(right, names)).to(names.language)


def _operand(node: exp.Expr, names: Names) -> str:
    if isinstance(node, exp.All | exp.Any):
        query = names.tell_query(node.this, names)
        return (_EVERY if isinstance(node, exp.All) else _ANY).within(query=query).to(names.language)
    return phrase(node, names)


def _connected(node: exp.Expr, names: Names) -> str:
    """AND and OR, with brackets where they alternate."""
    word = _AND if isinstance(node, exp.And) else _OR
    parts = []
    for part in node.flatten():
        text = condition(part, names)
        parts.append(f"({text})" if isinstance(part.unnest(), exp.Connector) else text)
    return word.to(names.language).join(parts)


def _not(node: exp.Expr, names: Names) -> str:
    inner = node.this.unnest()
    if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
        return _PRESENT.within(a=phrase(inner.this, names)).to(names.language)
    deny = _DENIED.get(type(inner))
    if deny and (text := deny(inner, names, denied=True)):
        return text
    return _NOT.within(condition=condition(inner, names)).to(names.language)


def _is(node: exp.Expr, names: Names) -> str:
    if not isinstance(node.expression, exp.Null):
        return ""
    return _MISSING.within(a=phrase(node.this, names)).to(names.language)


def _between(node: exp.Expr, names: Names) -> str:
    if node.args.get("symmetric"):
        return ""
    low, high = phrase(node.args["low"], names), phrase(node.args["high"], names)
    return _BETWEEN.within(a=phrase(node.this, names), low=low, high=high).to(names.language)


def _in(node: exp.Expr, names: Names, *, denied: bool = False) -> str:
    query = node.args.get("query")
    subject = phrase(node.this, names)
    if query:
        text = _NOT_IN_QUERY if denied else _IN_QUERY
        return text.within(a=subject, query=names.tell_query(query, names)).to(names.language)
    values = [phrase(value, names) for value in node.expressions]
    separator = "、" if names.language == "ja" else ", "
    text = _NONE_OF if denied else _ONE_OF
    return text.within(a=subject, values=separator.join(values)).to(names.language) if values else ""


def _exists(node: exp.Expr, names: Names, *, denied: bool = False) -> str:
    return (_NO if denied else _SOME).within(query=names.tell_query(node.this, names)).to(names.language)


def _like(node: exp.Expr, names: Names, *, denied: bool = False) -> str:
    pattern = node.expression
    if not isinstance(pattern, exp.Literal):
        return ""
    inner = pattern.name.strip("%")
    simple = inner and not set(inner) & set("%_")
    shape = (pattern.name.startswith("%"), pattern.name.endswith("%"))
    text = {(True, True): _CONTAINS, (False, True): _BEGINS, (True, False): _ENDS}.get(shape) if simple else None
    shown = exp.Literal.string(inner) if text else pattern
    text = text or _MATCHES
    return (
        (_UNLIKE[text] if denied else text)
        .within(a=phrase(node.this, names), b=phrase(shown, names))
        .to(names.language)
    )


_SPOKEN: dict[type[exp.Expr], Callable[[exp.Expr, Names], str]] = {
    exp.And: _connected,
    exp.Or: _connected,
    exp.Not: _not,
    exp.Is: _is,
    exp.Between: _between,
    exp.In: _in,
    exp.Like: _like,
    exp.ILike: _like,
    exp.Exists: _exists,
}
_DENIED: dict[type[exp.Expr], Callable[..., str]] = {
    exp.In: _in,
    exp.Like: _like,
    exp.ILike: _like,
    exp.Exists: _exists,
}
