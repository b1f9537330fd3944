"""What people read when something fails."""

import pytest

from detomo.engine.errors import EngineError, QueryFailed, QueryStopped, Unavailable
from detomo.engine.run.messages import FAILED, STOPPED, STOPPED_HINTS, UNAVAILABLE, UNAVAILABLE_HINTS, failure

CODES = [
    *((code, QueryStopped) for code in STOPPED),
    *((code, QueryFailed) for code in FAILED),
    *((code, Unavailable) for code in UNAVAILABLE),
]


@pytest.mark.parametrize(("code", "kind"), CODES)
def test_every_code_has_its_exception_and_both_languages(code: str, kind: type[EngineError]) -> None:
    err = failure(code, database="shop@host", diagnosis="words", seconds=1.5)

    assert type(err) is kind
    assert err.code == code
    assert err.message.en.endswith(".")
    assert err.message.ja.endswith("。")
    assert "{" not in f"{err.message} {err.hint}"


@pytest.mark.parametrize("code", [*STOPPED_HINTS, *UNAVAILABLE_HINTS])
def test_hints_are_in_both_languages(code: str) -> None:
    hint = failure(code, database="shop").hint

    assert hint is not None
    assert hint.en
    assert hint.ja


def test_a_deadline_is_told_as_it_was_set() -> None:
    assert "1.5 seconds" in failure("query_timeout", database="shop", seconds=1.5).message.en


def test_an_unknown_code_is_a_failed_query() -> None:
    err = failure("query_odd", database="shop", diagnosis="words")

    assert isinstance(err, QueryFailed)
    assert (err.code, err.diagnosis) == ("query_odd", "words")


def test_the_databases_words_are_not_in_the_message() -> None:
    err = failure("query_failed", database="shop", diagnosis="value 'Ada' is odd")

    assert "Ada" not in f"{err} {err.message} {err.hint}"
