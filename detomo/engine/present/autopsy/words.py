"""Culprits in words."""

from collections.abc import Sequence

from sqlglot import exp

from detomo.engine.present.autopsy.model import Culprit, Suggestion
from detomo.engine.types import Text

_CONDITION = Text(
    "The condition {part} leaves no row; without it there are some.",
    "条件 {part} を付けると一行も残りません。外すと行が見つかります。",
)
_GROUP = Text(
    "The condition {part} leaves no group; without it there are some.",
    "条件 {part} を付けるとグループが一つも残りません。外すとグループが見つかります。",
)
_ALONE = Text("No row meets the condition {part}.", "条件 {part} に合う行が一つもありません。")
_PAIR = Text(
    "The conditions {part} together leave no row; without both there are some.",
    "条件 {part} を両方付けると一行も残りません。両方を外すと行が見つかります。",
)
_NULL_IN_LIST = Text(
    "The list of {part} holds an empty value (NULL); NOT IN is then never true.",
    "{part} の一覧に空の値（NULL）が含まれるため、NOT IN はどの行でも成り立ちません。",
)
_JOIN = Text("No row has a match in {part}.", "{part} に対応する行がありません。")
_JOIN_CONDITION = Text("No rows match by {part}.", "{part} で対応する行がありません。")
_EMPTY = Text("The table {part} is empty.", "表 {part} にはデータがありません。")
_OFFSET = Text("Fewer rows exist than {part} skips.", "{part} で読み飛ばす行数が、全体の行数以上です。")
_OVERLAP = Text("Both parts find rows, but none in common.", "それぞれに行はありますが、共通する行がありません。")
_REMAINDER = Text("Every row of the first part is in the second.", "最初の結果はすべて二つ目の結果に含まれています。")
_NEAREST = Text(" Instead of “{asked}” there is: {nearest}.", "「{asked}」の代わりにある値: {nearest}。")
_RANGE = Text(" {expression} runs from {low} to {high}.", "{expression} の範囲は {low} から {high} です。")


def condition(part: str, suggestions: Sequence[Suggestion]) -> Culprit:
    return _with_suggestions("condition", (part,), _CONDITION, suggestions)


def group_condition(part: str, suggestions: Sequence[Suggestion]) -> Culprit:
    return _with_suggestions("group_condition", (part,), _GROUP, suggestions)


def condition_alone(part: str, suggestions: Sequence[Suggestion]) -> Culprit:
    return _with_suggestions("condition", (part,), _ALONE, suggestions)


def null_in_list(part: str) -> Culprit:
    return Culprit("null_in_list", (part,), _NULL_IN_LIST.within(part=part))


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
    message = text.within(part=" · ".join(parts))
    for suggestion in suggestions:
        added = _told(suggestion)
        message = Text(message.en + added.en, message.ja + added.ja)
    return Culprit(code, parts, message, tuple(suggestions))


def _told(suggestion: Suggestion) -> Text:
    if suggestion.nearest:
        return _NEAREST.within(asked=suggestion.asked, nearest=", ".join(suggestion.nearest[:3]))
    return _RANGE.within(expression=suggestion.expression, low=suggestion.low, high=suggestion.high)
