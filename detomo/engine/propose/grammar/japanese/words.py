"""Japanese words and phrases that are no names: what each does in a question.

Matched against runs of tokens, as written or with the last token in dictionary form; the longest wins.
"""

from typing import Final

# Kind → data → phrases.
_TABLE: dict[str, dict[str, str]] = {
    "function": {
        "avg": "平均 平均値 アベレージ 平均的",
        "sum": "合計 総計 総和 総額 合算 総 トータル 合計値 累積",
        "max": "最大値 最高値",
        "min": "最小値 最低値",
        "count": "数 件数 人数 個数 総数 回数 レコード数 行数 合計数 合計人数 総人数 点数 頭数 台数 本数 社数 枚数 冊数 店舗数",
    },
    "how_many": {
        "": "いくつ 幾つ 何人 何件 何個 何回 何社 何匹 何頭 何本 何枚 何冊 何台 何隻 何名 何カ国 何か国 何ヶ国 何曲 何軒 何店 "
        "何店舗 何機 何便 何羽 何着 何行 何度 何棟 何点 何組 何校",
        "distinct": "何種類 何通り 何種",
    },
    "how_much": {"": "いくら どのくらい どれくらい どれだけ 何歳 何円 何ドル 何年 何月 何日 何キロ 何メートル 何時間 何分 何パーセント 何%"},
    "wh": {
        "": "何 なに 何か どれ どちら どの どんな どういう どのような",
        "who": "誰 だれ どなた 誰か",
        "where": "どこ 何処",
        "when": "いつ",
    },
    "superlative": {"": "最も 一番 もっとも いちばん"},
    "extreme": {
        "most": "最大 最高 最多 最上位",
        "least": "最小 最低 最少 最下位",
        "long": "最長", "short": "最短", "new": "最新", "early": "最古 最初", "late": "最後",
        "old": "最年長 最高齢", "young": "最年少", "expensive": "最高額", "cheap": "最安", "fast": "最速",
        "frequent": "最頻",
    },
    "each_prefix": {"": "各 それぞれの 毎 各々の おのおのの 一人一人の 個々の"},
    "each_suffix": {"": "ごと 毎 別 ごとに 毎に 別に ごとの 毎の 別の につき それぞれに それぞれ それぞれについて それぞれの"},
    "direction": {
        "desc": "降順 逆順",
        "asc": "昇順 アルファベット順 五十音順 あいうえお順 abc順 辞書順 時系列 時系列順",
    },
    "order": {"": "順 順番 順序 並び順"},
    "both": {"": "両方 どちらも ともに 双方 いずれも の両方"},
    "or": {"": "または もしくは あるいは 又は 若しくは か"},
    "and": {"": "と や および 及び ならびに 並びに 、 , とともに と共に と一緒に に加えて & ・"},
    "also": {"": "かつ そして また さらに なおかつ そのうえ 且つ しかし ただし"},
    "like": {
        "%{}%": "を含む が含まれる を含んだ という文字列を含む という文字を含む を含んでいる が入っている という文字列が含まれる "
        "という語を含む という単語を含む が入った の文字を含む の文字列を含む が含まれている という文字が含まれる を名前に含む",
        "{}%": "で始まる から始まる ではじまる からはじまる で始まっている",
        "%{}": "で終わる でおわる で終わっている",
    },
    "missing": {"": "空 null 未設定 未登録 不明 未入力 空欄 欠損 空白 未定 記録されていない 登録されていない 設定されていない わかっていない 不詳"},
    "except": {"": "以外 を除く を除いた を除いて 以外の を除き"},
    "distinct": {
        "": "異なる 重複なく 重複のない ユニークな 一意の 重複を除いた 重複しない 重複を除いて 別々の 様々な さまざまな ユニーク "
        "重複なしで 重複なしの 重複を除く 相異なる 固有の"
    },
    "kinds": {"": "種類 種類の数 種類数"},
    "share": {"": "割合 比率 構成比 占める割合 パーセンテージ シェア 占有率"},
    "running": {"": "累計 累積 累計の 累積の 累計額 累積額"},
    "previous": {"": "前月比 前年比 前月との差 前年との差 対前年比 対前月比 前年同月比 前日比 前期比"},
    "grain": {
        "year": "年別 年ごと 年毎 年次 毎年 各年 年単位 年度別 年度ごと 年間",
        "quarter": "四半期別 四半期ごと 四半期毎 各四半期",
        "month": "月別 月ごと 月毎 月次 毎月 各月 月単位 月間",
        "week": "週別 週ごと 週毎 週次 毎週 各週",
        "day": "日別 日ごと 日毎 日次 毎日 各日 日付別 日付ごと",
    },
    "all": {"": "すべて 全て 全部 全 全員 ぜんぶ 全件 すべての 全ての 全部の"},
    "among": {"": "について に関して のうち の中で のなかで の内 の中 のうちで うち の中から のうちの 中で"},
    "named": {"": "という名前 という名 という という名称 と呼ばれる という題 というタイトル"},
    "named_by": {"": "とされる とみなされる となった である になった となっている とされている"},
    "zero": {"": "一度も 一つも 1つも 一回も 1度も 1回も 一人も 1人も まったく 全く 1件も 一件も 1隻も 1匹も 一切 何も ひとつも 1社も 1本も"},
    "have": {"": "持つ 持っている 持った 有する ある いる もつ 保有する 持ち 備える"},
    "only": {"": "だけ のみ"},
    "filler": {
        "": "現在 それ その これ この 彼ら もの 全体 場合 とき 情報 データ 一覧 リスト 結果 詳細情報 ずつ 対応する それぞれの 該当する "
        "その中で ほか 他 分 順番に 実際 名簿 また 具体的 組 ペア 組み合わせ 組合せ 対象 に関する における において によって により による "
        "として ため うえで 上で こと の方 方 際 ところ 現時点 全体で 少なくとも 一人"
    },
    "command": {
        "": "教える 表示 一覧 リスト 示す 調べる 返す 出す 求める 計算 見せる 知る 見る 抽出 取得 検索 列挙 挙げる 探す 見つける 出力 "
        "集計 確認 並べる 並べ替える ソート 数える お願い 願う 下さる くださる 知りたい 示し リストアップ ピックアップ まとめる 答える 表す "
        "並び替える 特定 お知らせ 知らせる 算出 提示 一覧に 一覧表示 リスト表示 頂く いただく 欲しい 分ける 選ぶ"
    },
}  # fmt: skip

PHRASES: Final[dict[str, tuple[str, str]]] = {}
for _kind, _by_data in _TABLE.items():
    for _data, _phrases in _by_data.items():
        for _phrase in _phrases.split():
            PHRASES.setdefault(_phrase, (_kind, _data))
LONGEST_PHRASE: Final = 7  # tokens

# Adjective → the English adjective whose attribute it measures; `+` and `-` measure whatever is named, up or down.
ADJECTIVES: Final[dict[str, str]] = {
    word: english
    for english, words in {
        "+ expensive high": "高い",
        "- cheap low": "低い",
        "- cheap": "安い",
        "+": "多い 多く 多数 上 上回る 超える 大 大幅",
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
    "つ 個 件 人 名 回 度 社 匹 頭 本 枚 冊 台 隻 カ国 か国 ヶ国 曲 軒 店 店舗 機 便 羽 着 行 棟 組 校 種類 言語 チャンネル 作品 試合 "
    "都市 科目 times people things".split()
)
