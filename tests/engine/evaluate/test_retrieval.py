"""The measurement of retrieval: its own corpus, and that it can tell good from bad."""

from pathlib import Path

import pytest

from detomo.engine.catalog import Catalog, Column, Table
from detomo.engine.catalog.schema_index import SchemaIndex
from detomo.engine.evaluate import retrieval
from detomo.engine.evaluate.retrieval import Asked, found_items, told


def test_a_needed_table_that_is_not_told_counts_as_missed() -> None:
    schema = SchemaIndex(Catalog("sqlite", (Table("singer", (Column("name"),)),)))
    share = told([Asked("how many singers", frozenset({"singer"})), Asked("ships", frozenset({"ship"}))], schema)

    assert (share.prompt, share.core, share.first_five) == (0.5, 0.5, 0.5)


def test_an_item_in_other_words_is_missed() -> None:
    pairs = [{"taught": "number of customers", "en": "customers", "ja": "天気"}, {"taught": "a", "en": "x", "ja": "y"}]

    assert found_items(pairs, "en", 1) == 0.5
    assert found_items(pairs, "ja", 1) == 0.0


def test_japanese_is_found_nearly_as_well_as_english(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DETOMO_TEST_DATA", str(tmp_path / "nowhere"))

    assert retrieval.main([]) == 0
    assert "67 paired questions" in capsys.readouterr().out
