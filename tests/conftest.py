"""Fixtures shared by every test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.messages_api import MessagesApi


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real databases and corpora, kept outside the repository."""
    folder = Path(os.environ.get("DETOMO_TEST_DATA", Path(__file__).parents[2] / "shared" / "data")).resolve()
    if not folder.is_dir():
        pytest.skip(f"no test data at {folder}: set DETOMO_TEST_DATA to its folder")
    return folder


@pytest.fixture
def messages_api() -> Iterator[MessagesApi]:
    """A stand-in for the Messages API, for one test: see `tests/fakes/messages_api.py`."""
    with MessagesApi() as api:
        yield api
