"""Words that turn a condition round, in both languages."""

import re

_NEGATION = re.compile(
    r"(?<![A-Za-z])(?:not|no|never|none|neither|nor|without|except|excluding|other than|nobody|non(?=-)|lacks?|lacking"
    r"|missing)(?![A-Za-z])|(?<=[a-z])n't(?![A-Za-z])|cannot"
    r"|(?:[いさたけげてでがはもくらわかなまえせしきっ]|未(?=[\u4e00-\u9fff]))?(?:ない|なかった|ません|なし|無し|以外|除[くいき]|ず(?=に))"
    r"|未(?=(?:登録|購入|設定|入力|払|完了|定|処理|使用|販売|発送|回答))|非(?=[\u4e00-\u9fff])|を除",
    re.IGNORECASE,
)


def negations(text: str) -> tuple[tuple[int, int], ...]:
    """The places of negating words in `text` (tidied): "without any", "don't", 「…がない」, 「…以外」, 「未登録」."""
    return tuple(found.span() for found in _NEGATION.finditer(text))
