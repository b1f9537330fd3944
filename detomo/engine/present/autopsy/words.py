"""Culprits in words."""

from collections.abc import Sequence

from sqlglot import exp

from detomo.engine.present.autopsy.model import Culprit, Suggestion
from detomo.engine.types import Text

_CONDITION = Text("No row meets the condition {part}.", "条件 {part} に合う行がありません。")
_GROUP = Text("No group meets the condition {part}.", "条件 {part} に合うグループがありません。")
_PAIR = Text(
    "No row meets {part} once the other conditions hold; each leaves no row without the other, too.",
    "{part} の両方を外すと行が見つかります。どちらか一方だけでは見つかりません。",
)
_JOIN = Text("No row has a match in {part}.", "{part} に対応する行がありません。")
_JOIN_CONDITION = Text("No rows match by {part}.", "{part} で対応する行がありません。")
_EMPTY = Text("The table {part} is empty.", "表 {part} にはデータがありません。")
_OFFSET = Text("Fewer rows exist than {part} skips.", "{part} で読み飛ばす行数が、全体の行数以上です。")
_OVERLAP = Text("Both parts find rows, but none in common.", "それぞれに行はありますが、共通する行がありません。")
_REMAINDER = Text("Every row of the first part is in the second.", "最初の結果はすべて二つ目の結果に含まれています。")
_NEAREST = Text(" Stored values near {asked}: {nearest}.", "「{asked}」に近い値: {nearest}。")
_RANGE = Text(" {expression} runs from {low} to {high}.", "{expression} の範囲は {low} から {high} です。")


def condition(part: str, suggestions: Sequence[Suggestion]) -> Culprit:
    return _with_suggestions("condition", (part,), _CONDITION, suggestions)


def group_condition(part: str, suggestions: Sequence[Suggestion]) -> Culprit:
    return _with_suggestions("group_condition", (part,), _GROUP, suggestions)


def conditions(parts: tuple[str, ...], suggestions: Sequence[Suggestion]) -> Culprit:
    return _with_suggestions("conditions", parts, _PAIR, suggestions)


def join(table: str, part: str) -> Culprit:
    return Culprit("join", (part,), _JOIN.within(part=table))


def join_condition(part: str) -> Culprit:
    return Culprit("join_condition", (part,), _JOIN_CONDITION.within(part=part))


def empty_table(name: str) -> Culprit:
    return Culprit("empty_table", (name,), _EMPTY.within(part=name))


def offset(part: str) -> Culprit:
    return Culprit("offset", (part,), _OFFSET.within(part=part))


def no_overlap(tree: exp.SetOperation) -> Culprit:
    return Culprit("no_overlap", (), _REMAINDER if isinstance(tree, exp.Except) else _OVERLAP)


def _with_suggestions(code: str, parts: tuple[str, ...], text: Text, suggestions: Sequence[Suggestion]) -> Culprit:
    message = text.within(part=" / ".join(parts))
    for suggestion in suggestions:
        added = _told(suggestion)
        message = Text(message.en + added.en, message.ja + added.ja)
    return Culprit(code, parts, message, tuple(suggestions))


def _told(suggestion: Suggestion) -> Text:
    if suggestion.nearest:
        return _NEAREST.within(asked=suggestion.asked, nearest=", ".join(suggestion.nearest[:3]))
    return _RANGE.within(expression=suggestion.expression, low=suggestion.low, high=suggestion.high)
