"""Words that ask for a construct of SQL, in both languages, and how the construct looks in a tree."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

Tree = exp.Expr


@dataclass(frozen=True, slots=True)
class Cue:
    """`asked` finds it in a tidied question in lower case, `done` in SQL."""

    name: str
    asked: re.Pattern[str]
    done: Callable[[Tree], bool]


def _has(*kinds: type[Tree]) -> Callable[[Tree], bool]:
    return lambda tree: tree.find(*kinds) is not None


def _cue(name: str, english: str, japanese: str, done: Callable[[Tree], bool]) -> Cue:
    return Cue(name, re.compile(rf"\b(?:{english})\b|{japanese}"), done)


def _limits_or_extremes(tree: Tree) -> bool:
    return _has(exp.Limit, exp.Max, exp.Min, exp.Fetch)(tree)


def _negates(tree: Tree) -> bool:
    is_outer = any(join.side == "LEFT" for join in tree.find_all(exp.Join))
    return is_outer or _has(exp.Not, exp.NEQ, exp.Except, exp.Is)(tree)


def _tells_groups_apart(tree: Tree) -> bool:
    """GROUP BY, a window, the best of a group by a subquery; or a row of another kind beside each (its manager)."""
    nested = any(query.find(exp.Max, exp.Min, exp.Count) for query in tree.find_all(exp.Subquery))
    return nested or _has(exp.Group, exp.Window)(tree) or any(join.side == "LEFT" for join in tree.find_all(exp.Join))


def _parts_dates(tree: Tree) -> bool:
    kinds = (exp.TimeToStr, exp.Extract, exp.DateTrunc, exp.TimestampTrunc, exp.Year, exp.Month, exp.Quarter, exp.Week)
    return _has(*kinds)(tree)


_SUPERLATIVE = (
    r"(?<!at )(?:most|least)"
    r"|(?!rest|west|test|guest|forest|interest|request|contest|quest|harvest|invest|protest|honest)[a-z]{2,}est|top|max(?:imum)?|min(?:imum)?|first|last|best|worst"
)
_COMPARATIVE = (
    r"more than|less than|fewer than|at least|at most|above|below|over|under|exceed(?:s|ing)?|between|before|after"
    r"|since|(?:or|and) (?:more|less|above|below|later|older|younger|higher|lower)|[a-z]{2,}er than|beyond|within"
)

CUES = (
    _cue(
        "count",
        r"how many|numbers? of|count(?:s|ed)?|frequency|how often",
        r"何[^を]|いくつ|件数|人数|[^\d年月日]数|頻度|回",
        _has(exp.Count),
    ),
    _cue("average", r"averages?|avg|mean", r"平均", _has(exp.Avg)),
    _cue(
        "sum",
        r"total|sum|combined|overall|altogether",
        r"合計|総|計",
        _has(exp.Sum, exp.Count),
    ),
    _cue("extreme", _SUPERLATIVE, r"最|一番|上位|下位|トップ|ベスト|ワースト", _limits_or_extremes),
    _cue(
        "group",
        r"each|every|per|for all|by|respective(?:ly)?",
        r"ごと|毎|別|それぞれ|各",
        _tells_groups_apart,
    ),
    _cue(
        "period",
        r"(?:per|by|each|every|over the) (?:year|quarter|month|week|day)s?|monthly|yearly|annual(?:ly)?|weekly|daily"
        r"|quarterly",
        r"[年月週日](?:別|ごと|毎|次)|毎[年月週日]|四半期",
        _parts_dates,
    ),
    _cue(
        "change",
        r"previous|change|growth|running|cumulative|(?:month|year)[ -]over[ -](?:month|year)",
        r"累計|累積|増減|前[月年期日](?:比|との|から)|成長率|伸び率",
        _has(exp.Window),
    ),
    _cue("exact", r"exactly|only one|single", r"ちょうど|だけ", _has(exp.EQ, exp.Is)),
    _cue(
        "order",
        r"sort(?:ed)?|order(?:ed)?|rank(?:ed|ing)?|descending|ascending|alphabetical(?:ly)?|from \w+ to",
        r"順|並べ|並び|ランキング|ランク",
        _has(exp.Order),
    ),
    _cue(
        "negation",
        r"not|no|never|without|neither|nor|except|excluding|other than|none|\w+n't|lacks?|missing",
        r"ない|なし|無し|ません|以外|除[くいき]|ず|未",
        _negates,
    ),
    _cue(
        "distinct",
        r"different|distinct|unique|various|kinds?",
        r"異なる|重複|ユニーク|種類",
        _has(exp.Distinct, exp.Group),
    ),
    _cue(
        "comparison",
        _COMPARATIVE,
        r"以上|以下|未満|超|より|以内|以降|以前|(?<!最)後|(?<!名)前(?![月年期日])|の間|期間|上回|下回",
        _has(exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between),
    ),
    _cue("either", r"or|either", r"または|又は|もしくは|あるいは|か、", _has(exp.Or, exp.In, exp.Union)),
    _cue("both", r"both|and also", r"両方|どちらも|いずれも|かつ", _has(exp.Intersect, exp.And)),
    _cue(
        "like",
        r"(?:start|begin|end)(?:s|ing)? with|contain(?:s|ing)?|includ(?:e|es|ing)|substring|letter|word",
        r"始ま|終わ|含|入っ",
        _has(exp.Like, exp.ILike, exp.Glob),
    ),
    _cue(
        "share",
        r"percent(?:age)?|ratio|share|proportion|fraction",
        r"割合|比率|パーセント|%|シェア|構成比",
        _has(exp.Div, exp.Window),
    ),
)
