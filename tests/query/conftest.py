"""People, and questions that were taught."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.fakes.messages_api import MessagesApi
from tests.people import Person, person

HOW_MANY = "How many customers are there?"
BY_COUNTRY = "revenue by country"
JAPANESE = "顧客は何人いますか？"
TAUGHT = {
    HOW_MANY: "SELECT COUNT(*) AS customers FROM customers",
    BY_COUNTRY: "SELECT BillingCountry AS country, SUM(Total) AS revenue FROM invoices GROUP BY 1 ORDER BY 2 DESC, 1",
    JAPANESE: "SELECT COUNT(*) AS 顧客数 FROM customers",
}


@pytest.fixture
def alice(app: Flask) -> Person:
    """Somebody whose app knows what was TAUGHT and no model."""
    alice = person(app, "alice")
    for question, sql in TAUGHT.items():
        alice.teach(question, sql)
    return alice


@pytest.fixture
def bob(app: Flask) -> Person:
    return person(app, "bob")


@pytest.fixture
def carol(make_app: Callable[..., Flask], messages_api: MessagesApi) -> Person:
    """Somebody whose app has a model and was taught nothing."""
    return person(make_app(ANTHROPIC_BASE_URL=messages_api.url, ANTHROPIC_API_KEY="k", CLAUDE_MAX_RETRIES=0), "carol")
