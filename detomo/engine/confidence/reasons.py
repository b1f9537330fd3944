"""The reasons that go with a confidence, in both languages."""

from collections.abc import Iterator

from detomo.engine.types import ConfidenceReason, Proposal, SafeQuery, Source, Text

_UNDERSTOOD = 0.999  # share of the question's words
_CLOSE = 0.05  # scores of two readings

EMPTY = ConfidenceReason("empty", Text("No rows were found.", "該当する行がありません。"))
CHOSEN = ConfidenceReason("chosen", Text("You chose this reading.", "この解釈はあなたが選択したものです。"))
AGREES = ConfidenceReason(
    "agreement",
    Text(
        "The parser, which uses no model, comes to the same rows.", "モデルを使わない構文解析でも同じ結果になりました。"
    ),
)
DISAGREES = ConfidenceReason(
    "disagreement",
    Text(
        "The parser, which uses no model, comes to other rows.", "モデルを使わない構文解析では異なる結果になりました。"
    ),
)


def reasons_of(proposal: Proposal, query: SafeQuery) -> tuple[ConfidenceReason, ...]:
    return (_origin(proposal), *_readings(proposal), *_guards(query))


def instead_of_model(why: Text) -> ConfidenceReason:
    """Said where the parser answers because the model did not; `why` is its error's message."""
    return ConfidenceReason(
        "model_away",
        Text(f"The language model gave no answer. {why.en}", f"言語モデルから回答を得られませんでした。{why.ja}"),
    )


def _origin(proposal: Proposal) -> ConfidenceReason:
    text = _ORIGINS[proposal.source]
    return ConfidenceReason(f"by_{proposal.source}", text)


def _readings(proposal: Proposal) -> Iterator[ConfidenceReason]:
    if proposal.source is not Source.GRAMMAR:
        return
    if proposal.unknown:
        listed_en, listed_ja = ", ".join(proposal.unknown), "、".join(proposal.unknown)
        yield ConfidenceReason(
            "not_understood",
            Text(f"Not understood: {listed_en}.", f"次の語句は解釈できませんでした：{listed_ja}。"),
        )
    elif proposal.features.get("coverage", 0.0) >= _UNDERSTOOD:
        yield _ALL_UNDERSTOOD
    if proposal.features.get("margin", 1.0) < _CLOSE:
        yield _AMBIGUOUS


def _guards(query: SafeQuery) -> Iterator[ConfidenceReason]:
    if query.changes:
        yield _MENDED
    for warning in query.warnings:
        yield ConfidenceReason("warning", warning.message)


_ALL_UNDERSTOOD = ConfidenceReason(
    "understood", Text("Every word of the question was understood.", "質問のすべての語句を解釈できました。")
)
_AMBIGUOUS = ConfidenceReason(
    "ambiguous",
    Text("Another reading of the question is nearly as likely.", "質問には、ほぼ同程度にあり得る別の解釈があります。"),
)
_MENDED = ConfidenceReason("mended", Text("The SQL had to be mended.", "SQL の修正が必要でした。"))
_ORIGINS = {
    Source.VERIFIED: Text(
        "A person taught the SQL for this question.", "この質問の SQL は人が登録し、確認したものです。"
    ),
    Source.GRAMMAR: Text(
        "Read from the schema by rules, without a model.", "モデルを使わず、スキーマから規則に従って解釈しました。"
    ),
    Source.CLAUDE: Text(
        "Written by a language model and verified by nobody.", "言語モデルが作成したもので、人による確認はありません。"
    ),
    Source.USER: Text("Written by a person.", "人が書いた SQL です。"),
}
