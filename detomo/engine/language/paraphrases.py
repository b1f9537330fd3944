"""Ways of asking for the very same thing, brought to one form. Only what holds whatever the words stand for.

No synonyms: "revenue" and "sales" may be two columns. What is left out here costs an answer; what is wrong gives a
wrong one.
"""

import re

from detomo.engine.language.requests import without_request

_ENGLISH = tuple(
    (re.compile(pattern, re.IGNORECASE), form)
    for pattern, form in (
        (r"^(?:(?:the |a )?(?:complete |full )?list of (?:the )?)(?=\S)", ""),
        (r"^(?:who|which) are (?=the \S)", ""),
        (r"^(?:(?:the )?(?:total )?number of|(?:the |a )?count of|count(?= (?:the|all)\b))(?= \S)", "how many"),
        (r"(?<=^how many )(.*?\S) (?:there are|are there|do we have|we have|exist)(?: in total| in all)?$", r"\1"),
        (r"(?<=^how many )(.*?\S) (?:in total|in all|altogether)$", r"\1"),
        (r"\bfor (?:each|every)\b", "per"),
        (r"^(how many )?(?:the )?([a-z]+s) living in ", r"\1\2 live in "),
        # "which customers live in …", "customers who live in …"
        (r"^(?:which|what) (?!is |was |does |has )(?=[a-z]+s (?!of\b))", ""),
        (r"^(how many )?(?:the )?([a-z]+s) (?:who|that) (?=[a-z])", r"\1\2 "),
    )
)
_MONEY = "売上|売り上げ|売上高|金額|合計|総額|価格|単価|料金|収益|利益|値段|費用"
_PEOPLE = "客|者|員|生|師|手|ユーザー|メンバー"
_LETTER = r"(?<=[\u3400-\u9fff\u30a1-\u30fa\u30fc])"
_JAPANESE = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"[はを]$", ""),
        (r"(?:全部で|全体で|合わせて)(?=何|いくつ)", ""),
        (r"を(?:計算|集計|算出|抽出|列挙|リストアップ|一覧表示|一覧に|一覧化)(?:して|する)?$|を求めて$|を挙げて$", ""),
        (r"(?:の(?:一覧|リスト)(?:を|で)?(?:出力して|作って)?|を(?:一覧|リスト)で(?:表示して)?)$", ""),
        (rf"(?<=平均)(?:は|が)?いくら$|({_MONEY})(?:は|が)?いくら$", r"\1"),
        (r"は(?:どれ|誰|だれ)$", ""),
        (rf"({_PEOPLE})(?:は|の|が)?(?:何人|何名|人数|総数|数)$", r"\1数"),
        (r"(?:は|の|が)(?:何人|何名)$", "の人数"),
        # 購入数 may be a quantity where 購入の数 is a number of rows.
        (r"(?:は|の|が)(?:何件|件数|いくつ|総数|数)$", "の件数"),
        (r"(?:は|の|が)何(枚|曲|冊|本|台|社|校|組|回)$", r"の\1数"),
        (rf"{_LETTER}(?:ごと|毎)(?:[にの])?", "別"),
        (rf"{_LETTER}別[にの]", "別"),
    )
)


def canonical(text: str) -> str:
    """`text` (tidied) without its polite frame, in the one form of all that ask for the same."""
    text = without_request(text)
    for pattern, form in _ENGLISH if text.isascii() else _ENGLISH + _JAPANESE:
        text = without_request(pattern.sub(form, text).strip()) or text
    return text
