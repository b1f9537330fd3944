"""What row and column rules say to people."""

from detomo.engine.types import Text

TABLE_UNKNOWN = Text("There is no table {part}.", "テーブル {part} はありません。")
COLUMN_UNKNOWN = Text("There is no column {part}.", "列 {part} はありません。")
MASK_IMPOSSIBLE = Text(
    "Column {part} cannot be masked this way: its type or this database does not allow it. Use null or hidden.",
    "列 {part} はこの方法では伏せられません（型かデータベースが未対応）。null か hidden を使ってください。",
)
PREDICATE_SYNTAX = Text(
    "The condition of the row rule is not one valid SQL expression.",
    "行ルールの条件が、ひとつの正しいSQL式になっていません。",
)
PREDICATE_PART = Text(
    "The condition of a row rule may compare the table's own columns with values only; {part} is not allowed.",
    "行ルールの条件で使えるのは、そのテーブルの列と値の比較だけです。{part} は使えません。",
)
PREDICATE_COLUMN = Text(
    "The condition of the row rule names {part}, which is not a column of its table.",
    "行ルールの条件にある {part} は、そのテーブルの列ではありません。",
)
PREDICATE_PLACEHOLDER = Text(
    "{part} is not a placeholder of row rules: write :user.<attribute>.",
    "{part} は行ルールで使えません。:user.<属性名> と書いてください。",
)
PREDICATE_NOT_CONDITION = Text(
    "The condition of the row rule is a value, not a condition that is true or false.",
    "行ルールの条件が、真偽を判定できる式になっていません。",
)
RULE_BROKEN = Text(
    "{part} cannot be read: an access rule about it no longer fits the database.",
    "{part} は参照できません。アクセスルールが現在のデータベースに合っていません。",
)
REFERENCE_UNSUPPORTED = Text(
    "Access rules hold for {part}, and they cannot be applied to this way of reading it.",
    "{part} にはアクセスルールがあり、この読み方ではルールを適用できません。",
)
VIEW_UNKNOWN = Text(
    "View {part} cannot be read: access rules hold for you, and it is not known which tables it reads.",
    "ビュー {part} は参照できません。アクセスルールがあり、このビューがどのテーブルを読むか確認できません。",
)
EXPLAIN_RULED = Text(
    "Access rules hold for what this statement reads, so its plan is not shown.",
    "この文が読むデータにはアクセスルールがあるため、実行計画は表示できません。",
)
RUN_INSTEAD = Text("Run the query itself.", "クエリそのものを実行してください。")
SYSTEM_COLUMN = Text(
    "The system column {part} cannot be read where access rules hold.",
    "アクセスルールがあるため、システム列 {part} は参照できません。",
)
ASK_ADMIN = Text(
    "Name tables and columns directly, or ask your administrator about the rules of this project.",
    "テーブル名と列名を直接指定するか、このプロジェクトのルールを管理者に確認してください。",
)
