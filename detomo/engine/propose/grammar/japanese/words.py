"""Japanese words that are no names: what each does in a question, what adjectives and units measure."""

from pathlib import Path
from typing import Final


def _read() -> dict[str, tuple[str, str]]:
    """Phrase → kind and data, from `words.txt`."""
    found: dict[str, tuple[str, str]] = {}
    for line in Path(__file__).with_name("words.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            does, _, phrases = line.partition("|")
            kind, _, data = does.strip().partition(" ")
            for phrase in phrases.split():
                found.setdefault(phrase, (kind, data))
    return found


PHRASES: Final = _read()
LONGEST_PHRASE: Final = 7  # tokens

# Adjective → the English adjective whose attribute it measures; `+` and `-` measure whatever is named, up or down.
ADJECTIVES: Final[dict[str, str]] = {
    word: english
    for english, words in {
        "+ expensive high": "高い",
        "- cheap low": "低い",
        "- cheap": "安い",
        "+": "多様 豊富 多い 多く 多数 上 上回る 超える 大 大幅",
        "-": "少ない 下 下回る 少数 小",
        "+ big": "大きい 大きな",
        "- small": "小さい 小さな",
        "+ long": "長い",
        "- short": "短い",
        "- young": "若い 年下",
        "+ old": "年上 年長 古い 高齢",
        "+ recent": "新しい 最近 新た 遅い",
        "- early": "早い",
        "+ heavy": "重い",
        "- light": "軽い",
        "+ fast": "速い",
        "- slow": "のろい",
        "+ wide": "広い",
        "- narrow": "狭い 少額",
        "+ deep": "深い",
        "+ far": "遠い",
        "- near": "近い",
        "+ hot": "暑い 熱い",
        "- cold": "寒い 冷たい",
        "+ strong": "強い",
        "- weak": "弱い",
        "+ popular": "人気",
        "- rare": "珍しい まれ 稀",
        "+ frequent": "一般的 頻繁 よくある",
        "+ rich": "裕福 豊か",
        "+ good": "良い よい いい 優秀",
        "- bad": "悪い",
    }.items()
    for word in words.split()
}

SUBORDINATES: Final = frozenset({"部下", "配下", "直属の部下"})

# What a number's unit says that it measures, in English.
UNITS: Final[dict[str, tuple[str, ...]]] = {
    unit: tuple(names.split())
    for units, names in {
        "歳 才": "age",
        "JPY USD EUR GBP CNY KRW INR": "price cost amount fee charge salary total",
        "year": "year age duration",
        "minute second millisecond hour": "duration length runtime time milliseconds seconds minutes",
        "kilogram gram tonne milligram": "weight mass",
        "centimetre metre millimetre": "height length width",
        "kilometre mile": "distance length",
        "点": "score points rating grade",
        "票": "votes",
        "馬力": "horsepower power",
        "気筒": "cylinders",
        "percent": "percentage rate ratio",
    }.items()
    for unit in units.split()
}
# Counters: "three or more of them" is said of rows, not of an amount.
COUNTERS: Final = frozenset(
    "つ 個 件 人 名 回 度 社 匹 頭 本 枚 冊 台 隻 カ国 か国 ヶ国 曲 軒 店 店舗 機 便 羽 着 行 棟 組 校 種類 言語 "
    "チャンネル 作品 試合 都市 科目 times people things".split()
)
