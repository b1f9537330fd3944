"""Every labelled statement gets exactly the warnings it should: a bad one its own, a good one none."""

from collections import Counter

import pytest

from tests.engine.guard.lint.corpus import Case, cases, codes

RULES_ASKED_FOR = [
    "fan_out",
    "count_after_join",
    "left_join_undone",
    "not_in_null",
    "integer_division",
    "non_aggregated_column",
    "date_end_inclusive",
    "limit_without_order",
    "top_n_ties",
    "text_number_compare",
]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_labelled_statement(case: Case) -> None:
    assert codes(case.sql, case.schema, case.dialect) == sorted(case.expect)


def test_ids_are_unique() -> None:
    repeated = [name for name, count in Counter(case.id for case in cases()).items() if count > 1]

    assert repeated == []


@pytest.mark.parametrize("rule", RULES_ASKED_FOR)
def test_every_rule_has_a_dozen_pairs(rule: str) -> None:
    bad = [case for case in cases() if rule in case.expect]
    good = [case for case in cases() if case.id.startswith(rule) and not case.expect]

    assert len(bad) >= 12
    assert len(good) >= 12
