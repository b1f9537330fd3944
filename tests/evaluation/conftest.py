import pytest
from flask import Flask

from tests.people import Person, person


@pytest.fixture
def alice(app: Flask) -> Person:
    return person(app, "alice")
