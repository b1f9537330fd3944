"""The benchmarks still run: with few turns, for what they say of time is not for a test."""

from pathlib import Path
from types import ModuleType

import pytest

from benchmarks import audit, authentication, protection
from benchmarks.table import Row, show

FEW = {"TURNS": 3, "WARM_UP": 1, "WRITERS": 2, "EACH": 2, "USERS": 3, "MANY": 20}


@pytest.mark.parametrize("part", [audit, authentication, protection], ids=lambda part: part.__name__)
def test_a_benchmark_measures(
    part: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shop_path: Path
) -> None:
    for name, number in FEW.items():
        if hasattr(part, name):
            monkeypatch.setattr(part, name, number)
    rows = list(part.measure(tmp_path, shop_path))
    assert len(rows) > 3
    assert all(row.what and row.measured for row in rows)


def test_a_row_is_shown_as_soon_as_it_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    def rows() -> object:
        yield Row("first", "", "1 ms")
        assert "first" in capsys.readouterr().out

    show(rows())
