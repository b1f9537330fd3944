"""Fixtures shared by every test."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real databases and corpora, kept outside the repository."""
    folder = Path(os.environ.get("DETOMO_TEST_DATA", Path(__file__).parents[2] / "shared" / "data")).resolve()
    if not folder.is_dir():
        pytest.skip(f"no test data at {folder}: set DETOMO_TEST_DATA to its folder")
    return folder
