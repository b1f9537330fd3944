"""What a question says about the chart it wants, in English and Japanese."""

import re
from typing import Literal

Wish = Literal["bar", "line", "area", "pie", "scatter", "histogram", "compare", "any", "none"]

_WISHES: tuple[tuple[Wish, str], ...] = (
    (
        "none",
        r"\bno (chart|graph|plot)|without (a )?(chart|graph|plot)|(as|in) a table\b|グラフ(は|なし|不要)|表形式|表で",
    ),
    ("pie", r"\b(pie|donut|doughnut)\b|円グラフ|ドーナツ"),
    ("histogram", r"\bhistograms?\b|ヒストグラム"),
    ("scatter", r"\bscatter ?(plot|chart|graph)?\b|散布図"),
    ("area", r"\barea (chart|graph|plot)|面グラフ"),
    ("line", r"\bline (chart|graph|plot)|折れ線"),
    ("bar", r"\b(bar|column) (chart|graph|plot)|棒グラフ"),
    ("pie", r"\b(share|proportion|breakdown|composition)s?\b|\bpercentages? of\b|割合|構成比|内訳|比率|シェア"),
    ("histogram", r"\bdistribut(ion|ed)\b|分布"),
    ("scatter", r"\b(correlat\w+|relationship between)\b|相関|の関係"),
    ("line", r"\b(trends?|over time|evolution|develop(ed|ment)|growth)\b|推移|傾向|変化|移り変わり|時系列"),
    ("compare", r"\b(compar\w+|versus|vs\.?|rank\w*)\b|比較|比べ|ランキング|順位"),
    ("any", r"\b(charts?|graphs?|plot|diagram|visuali[sz]\w*)\b|グラフ|図示|可視化|チャート"),
)
_COMPILED = tuple((wish, re.compile(pattern, re.IGNORECASE)) for wish, pattern in _WISHES)


def wish_of(question: str) -> Wish | None:
    """The first wish that the question speaks of; a chart's own name counts before words that only suggest one."""
    return next((wish for wish, pattern in _COMPILED if pattern.search(question)), None)
