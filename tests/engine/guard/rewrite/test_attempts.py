"""Ways around rules, each tried on every engine. A case is a line of `cases/attempts.jsonl`.

`code` or `refused`: the guard must refuse. `empty`: the condition is about a forbidden value and may match nothing.
Else the statement may run or be refused, and may show no canary either way. `only` and `not` name dialects.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from detomo.engine.errors import Refused
from detomo.engine.evaluate.ruled_databases import Pair
from detomo.engine.evaluate.rules import DIALECTS
from detomo.engine.guard import Guard

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases" / "attempts.jsonl").read_text().splitlines()]
TRIED = [
    pytest.param(dialect, case, id=f"{dialect}-{case['id']}")
    for dialect in DIALECTS
    for case in CASES
    if dialect in case.get("only", DIALECTS) and dialect not in case.get("not", ())
]


@pytest.mark.parametrize(("databases", "case"), TRIED, indirect=["databases"], scope="session")
def test_attempt_shows_nothing_forbidden(databases: Pair, case: dict[str, Any], guard: Guard) -> None:
    sql = case["sql"].replace("{schema}", databases.schema)
    if "code" in case or "refused" in case:
        with pytest.raises(Refused) as refused:
            guard.check(sql)
        assert refused.value.code == case.get("code", refused.value.code)
        return
    outcome = databases.whole(guard.check(sql).sql)
    assert not outcome.leaks, outcome
    if case.get("empty"):
        assert outcome.rows is not None
        assert not outcome.rows
