"""Reading a model's replies."""

import pytest

from detomo.engine.errors import NoAnswer
from detomo.engine.ports import Completion
from detomo.engine.propose.replies import AskedBack, Written, lines_from, sql_from, written_from

REPLIES = {
    "fenced": ("```sql\nSELECT 1\n```", "SELECT 1"),
    "fenced without label": ("```\nSELECT 1\n```", "SELECT 1"),
    "fenced in capitals": ("```SQL\nselect 1\n```", "select 1"),
    "fenced on one line": ("```SELECT 1```", "SELECT 1"),
    "fenced, Windows lines": ("```sql\r\nSELECT 1\r\n```", "SELECT 1"),
    "fence never closed": ("```sql\nSELECT 1", "SELECT 1"),
    "prose around": ("Here you go:\n```sql\nSELECT 1\n```\nIt counts.", "SELECT 1"),
    "bare": ("SELECT 1", "SELECT 1"),
    "bare with CTE": ("WITH t AS (SELECT 1) SELECT * FROM t", "WITH t AS (SELECT 1) SELECT * FROM t"),
    "bare with columns of a CTE": (
        "WITH RECURSIVE t(n) AS (SELECT 1) SELECT n FROM t",
        "WITH RECURSIVE t(n) AS (SELECT 1) SELECT n FROM t",
    ),
    "bare in brackets": ("(SELECT 1) UNION (SELECT 2)", "(SELECT 1) UNION (SELECT 2)"),
    "bare after prose": ("The query is:\nSELECT 1", "SELECT 1"),
    "bare before prose": ("SELECT 1;\n\nThis counts them.", "SELECT 1;"),
    "several blocks: the last": ("```sql\nSELECT 1\n```\nor better\n```sql\nSELECT 2\n```", "SELECT 2"),
    "several blocks: not the output": ("```sql\nSELECT 1\n```\ngives\n```\n42\n```", "SELECT 1"),
    "comment first": ("```sql\n-- all of them\nSELECT 1\n```", "-- all of them\nSELECT 1"),
    "several statements are the guard's to refuse": ("SELECT 1;\nSELECT 2", "SELECT 1;\nSELECT 2"),
    "another statement is the guard's to refuse": ("```sql\nDELETE FROM t\n```", "DELETE FROM t"),
    "Japanese prose": ("以下のとおりです。\n```sql\nSELECT '東京'\n```", "SELECT '東京'"),
}
DECLINED = {
    "plain": ("CANNOT: no table of weather", "no table of weather"),
    "Japanese": ("CANNOT：天気の表がありません", "天気の表がありません"),
    "lower case": ("cannot: no such table", "no such table"),
    "bold": ("**CANNOT:** no such table", "no such table"),
    "after prose": ("I looked.\nCANNOT: no such table", "no such table"),
    "fenced": ("```\nCANNOT: no such table\n```", "no such table"),
    "fenced as SQL": ("```sql\nCANNOT: no such table\n```", "no such table"),
    "over lines": ("CANNOT: no such\n table", "no such table"),
}
NO_SQL = {
    "prose": "I am not sure what you mean.",
    "prose that begins like SQL": "With this schema I would need more.\nFrom what I see, select a table.",
    "another block": "```python\nprint(1)\n```",
    "empty block": "```sql\n```",
}


@pytest.mark.parametrize(("reply", "sql"), REPLIES.values(), ids=REPLIES)
def test_sql_is_found_in_a_reply(reply: str, sql: str) -> None:
    assert sql_from(reply, "en") == sql


@pytest.mark.parametrize(("reply", "reason"), DECLINED.values(), ids=DECLINED)
def test_a_model_may_decline_with_a_reason(reply: str, reason: str) -> None:
    with pytest.raises(NoAnswer) as raised:
        sql_from(reply, "en")
    assert (raised.value.code, raised.value.message.en) == ("model_declined", reason)


@pytest.mark.parametrize("reply", NO_SQL.values(), ids=NO_SQL)
def test_a_reply_without_sql_is_named(reply: str) -> None:
    with pytest.raises(NoAnswer) as raised:
        sql_from(reply, "en")
    assert raised.value.code == "model_no_sql"


def test_a_list_is_read_without_its_marks() -> None:
    assert lines_from("1. one?\n- two?\n\n• three?\n2）four？\n５件の顧客は？", 9) == [
        "one?",
        "two?",
        "three?",
        "2）four？",
        "５件の顧客は？",
    ]


def test_a_list_is_no_longer_than_asked() -> None:
    assert lines_from("a\nb\nc", 2) == ["a", "b"]


CALLED = {
    "SQL alone": ({"sql": "SELECT 1", "tables": []}, Written("SELECT 1")),
    "fenced": ({"sql": "```sql\nSELECT 1\n```"}, Written("SELECT 1")),
    "with assumptions": (
        {"sql": "SELECT 1", "assumptions": ["paid ones", "in yen"]},
        Written("SELECT 1", ("paid ones", "in yen")),
    ),
    "assumptions of another kind": ({"sql": "SELECT 1", "assumptions": [1, "", None]}, Written("SELECT 1")),
    "no list of assumptions": ({"sql": "SELECT 1", "assumptions": "paid"}, Written("SELECT 1")),
    "SQL wins over doubts": (
        {"sql": "SELECT 1", "clarification": "which?", "options": ["a", "b"]},
        Written("SELECT 1"),
    ),
}
NOT_WRITTEN = {
    "declined": ({"sql": "", "cannot": "no weather here"}, "model_declined"),
    "asked back without options": ({"sql": "", "clarification": "which country?"}, "model_declined"),
    "nothing": ({}, "model_no_sql"),
    "SQL of another kind": ({"sql": 1}, "model_no_sql"),
}


@pytest.mark.parametrize(("fields", "written"), CALLED.values(), ids=CALLED)
def test_a_tool_call_is_read(fields: dict[str, object], written: Written) -> None:
    assert written_from(Completion("", "m", fields), "en") == written


@pytest.mark.parametrize(("fields", "code"), NOT_WRITTEN.values(), ids=NOT_WRITTEN)
def test_a_tool_call_without_sql_is_named(fields: dict[str, object], code: str) -> None:
    with pytest.raises(NoAnswer) as raised:
        written_from(Completion("", "m", fields), "en")
    assert raised.value.code == code


def test_a_model_may_ask_back() -> None:
    fields = {"sql": "", "clarification": "どちらの国ですか？", "options": ["顧客の国", "請求先の国"]}
    with pytest.raises(AskedBack) as raised:
        written_from(Completion("", "m", fields), "ja")
    assert (raised.value.message.ja, raised.value.options) == ("どちらの国ですか？", ("顧客の国", "請求先の国"))


def test_words_are_read_where_no_tool_was_called() -> None:
    assert written_from(Completion("```sql\nSELECT 1\n```", "m"), "en") == Written("SELECT 1")
