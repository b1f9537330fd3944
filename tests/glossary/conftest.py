import pytest
from flask import Flask

from detomo.identity import Role
from tests.people import Person, person


@pytest.fixture
def admin(app: Flask) -> Person:
    return person(app, "root", Role.ADMIN)


@pytest.fixture
def bob(app: Flask) -> Person:
    return person(app, "bob")
