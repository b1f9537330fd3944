"""What a reader sees: both languages, complete, about a short fragment of the statement."""

import re

import pytest

from detomo.engine.types import LintWarning
from tests.engine.guard.lint.corpus import cases, warnings

_JAPANESE = re.compile("[ぁ-んァ-ン一-龥]")
_JARGON = re.compile(r"\b(cardinality|predicate|grain|null-rejecting|functional dependency|cartesian|operand)\b", re.I)


def _one_of_each() -> list[LintWarning]:
    found = [warning for case in cases() if case.expect for warning in warnings(case.sql, case.schema, case.dialect)]
    return list({warning.message.en.replace(warning.part, ""): warning for warning in found}.values())


ONE_OF_EACH = _one_of_each()


@pytest.mark.parametrize("warning", ONE_OF_EACH, ids=lambda warning: f"{warning.code}-{warning.part[:30]}")
def test_message_is_a_full_sentence_in_both_languages(warning: LintWarning) -> None:
    assert warning.message.en.endswith(".")
    assert warning.message.ja.endswith("。")
    assert _JAPANESE.search(warning.message.ja)


@pytest.mark.parametrize("warning", ONE_OF_EACH, ids=lambda warning: f"{warning.code}-{warning.part[:30]}")
def test_message_quotes_the_part_in_both_languages(warning: LintWarning) -> None:
    assert warning.part in warning.message.en
    assert warning.part in warning.message.ja


@pytest.mark.parametrize("warning", ONE_OF_EACH, ids=lambda warning: f"{warning.code}-{warning.part[:30]}")
def test_message_spares_the_reader_the_jargon(warning: LintWarning) -> None:
    assert not _JARGON.search(warning.message.en.replace(warning.part, ""))


def test_part_is_the_fragment_concerned() -> None:
    found = warnings("SELECT name FROM customers WHERE city = NULL AND country = 'Japan'")

    assert [warning.part for warning in found] == ["city = NULL"]


def test_long_part_is_cut() -> None:
    condition = " OR ".join(f"o.status = 'status number {number}'" for number in range(20))

    (warning,) = warnings(
        f"SELECT c.name FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE {condition}"
    )

    assert len(warning.part) == 120
    assert warning.part.endswith("…")


def test_braces_in_the_statement_reach_the_message_unharmed() -> None:
    (warning,) = warnings("SELECT name FROM customers WHERE name = '%{part}x%'")

    assert "'%{part}x%'" in warning.message.en


def test_message_names_the_tables() -> None:
    (warning,) = warnings("SELECT SUM(o.total) FROM orders o JOIN order_lines l ON l.order_id = o.id")

    assert "orders" in warning.message.en
    assert "order_lines" in warning.message.ja
