"""The full result of a question as a CSV download."""

import csv
import io
from collections.abc import Callable

import pytest
from flask import Flask

from detomo.query.results import StoredRows
from tests.people import Person, person
from tests.query.conftest import BY_COUNTRY

NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) SELECT i FROM n"


@pytest.fixture
def small(make_app: Callable[..., Flask]) -> Person:
    """Somebody whose app shows 10 rows and exports 100."""
    return person(make_app(QUERY_MAX_ROWS=10, CSV_MAX_ROWS=100), "small")


def asked(person: Person, question: str, sql: str) -> str:
    person.teach(question, sql)
    return str(person.ask(question)["id"])


@pytest.mark.parametrize("path", ["download_csv?id={}", "query/download_csv/{}"], ids=["flat", "nested"])
def test_it_is_an_attachment(alice: Person, path: str) -> None:
    question_id = alice.ask(BY_COUNTRY)["id"]
    answer = alice.get(f"/api/v0/{path.format(question_id)}")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{question_id}.csv"'
    assert answer.data.startswith(b"country,revenue\r\n")


def test_excel_gets_a_byte_order_mark(alice: Person) -> None:
    question_id = alice.ask(BY_COUNTRY)["id"]
    assert alice.get(f"/api/v0/download_csv?id={question_id}&bom=true").data.startswith(b"\xef\xbb\xbfcountry,")


def test_all_rows_come_not_only_those_shown(small: Person) -> None:
    question_id = asked(small, "sixty numbers", NUMBERS.format(count=60))
    assert small.post("/api/v0/load_question", id=question_id).get_json()["truncated"] is True
    lines = small.get(f"/api/v0/download_csv?id={question_id}").data.splitlines()
    assert lines == [b"i", *(str(number).encode() for number in range(1, 61))]


def test_the_stored_rows_are_not_read_for_it(small: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    question_id = asked(small, "sixty numbers", NUMBERS.format(count=60))
    monkeypatch.delattr(StoredRows, "from_json")
    assert small.get(f"/api/v0/download_csv?id={question_id}").status_code == 200


def test_a_cut_says_so_in_the_last_line(small: Person) -> None:
    question_id = asked(small, "many numbers", NUMBERS.format(count=1000))
    lines = small.get(f"/api/v0/download_csv?id={question_id}").data.splitlines()
    assert (len(lines), lines[-1]) == (102, b"# truncated after 100 rows")


def test_cut_values_say_so_too(make_app: Callable[..., Flask]) -> None:
    cells = person(make_app(QUERY_MAX_CELL_BYTES=10), "cells")
    question_id = asked(cells, "a long text", "SELECT 'abcdefghijklmnopqrstuvwxyz' AS letters")
    assert cells.get(f"/api/v0/download_csv?id={question_id}").data.endswith(b"# truncated values of over 10 bytes\r\n")


def test_formulas_are_text(small: Person) -> None:
    question_id = asked(small, "a formula", """SELECT '=HYPERLINK("x")' AS "+name", -5 AS n""")
    text = small.get(f"/api/v0/download_csv?id={question_id}").get_data(as_text=True)
    assert list(csv.reader(io.StringIO(text))) == [["'+name", "n"], ["""'=HYPERLINK("x")""", "-5"]]


def test_japanese_survives(small: Person) -> None:
    question_id = asked(small, "東京", "SELECT '東京, 大阪' AS 都市")
    assert small.get(f"/api/v0/download_csv?id={question_id}").data.decode() == '都市\r\n"東京, 大阪"\r\n'


def test_a_failure_before_the_first_piece_is_an_error_response(small: Person) -> None:
    risky = "SELECT CASE i WHEN 50 THEN abs(-9223372036854775807 - 1) END FROM"
    overflow_at_50 = NUMBERS.replace("SELECT i FROM", risky)
    question_id = asked(small, "overflow", overflow_at_50.format(count=60))
    answer = small.get(f"/api/v0/download_csv?id={question_id}")
    assert (answer.status_code, answer.get_json()["code"]) == (422, "query_failed")


@pytest.mark.parametrize("name", ["x%0D%0ASet-Cookie: a=b", 'x"; filename="evil.exe', "x%0d%0a%0d%0a<script>", "x%22"])
def test_a_files_name_cannot_bring_a_header(alice: Person, name: str) -> None:
    for path in (f"/api/v0/query/download_csv/{name}", f"/api/v0/download_csv?id={name}"):
        answer = alice.get(path)
        assert answer.status_code in {404, 405, 422}
        assert "Set-Cookie" not in answer.headers
        assert "Content-Disposition" not in answer.headers
