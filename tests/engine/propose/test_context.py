"""What the writer of SQL is told about a question, and what it is never told."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from detomo.engine.catalog.live import LiveCatalog
from detomo.engine.contents import ContentsReader
from detomo.engine.guard import Guard
from detomo.engine.guard.rewrite import Action, ColumnRule, RowRule, Rules
from detomo.engine.knowledge.glossary import GlossaryEntry
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.propose import prompts
from detomo.engine.propose.context import Context, ContextBuilder
from detomo.engine.run import Runner
from detomo.engine.types import Question
from tests.engine.conftest import CANARY
from tests.fakes.taught import Taught, knowledge_of, pair

HIDDEN_NAME = Rules(columns=(ColumnRule("customers", "name", Action.HIDDEN),))
QUESTION = Question("names of the customers with the largest turnover", "en")
TURNOVER = GlossaryEntry(("turnover", "売上"), expression="SUM(orders.total)", id="1")
CALLED = GlossaryEntry(("names",), table="customers", column="name", id="2")
Gather = Callable[..., Context]


@pytest.fixture(scope="module")
def runner(target_path: Path) -> Iterator[Runner]:
    with closing(Runner(f"sqlite:///{target_path}", processes=2)) as made:
        yield made


@pytest.fixture
def gather(runner: Runner) -> Gather:
    def gathered(
        *items: KnowledgeItem, question: Question = QUESTION, rules: Rules | None = None, budget: int = 4_000
    ) -> Context:
        catalog = LiveCatalog(runner, 60)
        with closing(ContentsReader(runner, catalog.current, 60)) as contents:
            builder = ContextBuilder(knowledge_of(Taught(items)), contents, budget)
            return builder.gather(question, Guard(catalog.current(), rules=rules or Rules()))

    return gathered


def test_it_holds_tables_terms_examples_and_notes(gather: Gather) -> None:
    note = KnowledgeItem("n", ItemKind.DOCUMENTATION, "The turnover of customers has no taxes.")
    context = gather(TURNOVER.as_item(), pair("customers by turnover", "SELECT 1"), note)

    assert [table.name for table in context.tables] == ["customers", "orders"]
    assert context.glossary == ("turnover, 売上: SUM(orders.total)",)
    assert (len(context.examples), context.documentation, context.left_out) == (1, (note,), ())
    assert "SUM(orders.total)" in str(prompts.sql_prompt(context))


def test_a_term_is_found_in_the_other_language(gather: Gather) -> None:
    assert gather(TURNOVER.as_item(), question=Question("顧客別の売上", "ja")).glossary


def test_terms_that_the_question_does_not_use_stay_out(gather: Gather) -> None:
    assert not gather(replace(TURNOVER, terms=("margin",)).as_item()).glossary


def test_a_hidden_column_is_not_spoken_of(gather: Gather) -> None:
    taught = (CALLED.as_item(), pair("names of customers", "SELECT name FROM customers"))
    context = gather(*taught, rules=HIDDEN_NAME)

    assert [column.name for table in context.tables for column in table.columns if table.name == "customers"] == [
        "id",
        "country",
    ]
    assert (context.glossary, context.examples) == ((), ())


@pytest.mark.parametrize(
    "rules",
    [
        Rules(),
        Rules(rows=(RowRule("customers", "id = 1"),)),
        Rules(columns=(ColumnRule("customers", "country", Action.HASH),)),
        HIDDEN_NAME,
    ],
    ids=["no rule", "row rule", "mask", "hidden"],
)
@pytest.mark.parametrize("asked", ["customers in the 1and", "customers like -3", "一覧"])
def test_no_stored_text_reaches_a_prompt(gather: Gather, rules: Rules, asked: str) -> None:
    context = gather(question=Question(asked, "en"), rules=rules)

    assert CANARY not in str(prompts.sql_prompt(context))


def test_a_viewer_under_rules_gets_no_match_from_what_is_ruled(gather: Gather) -> None:
    rules = Rules(rows=(RowRule("customers", "id = 1"),))

    assert gather().contents.values.find(f"{CANARY}-3 in {CANARY}land")
    assert not gather(rules=rules).contents.values.find(f"{CANARY}-3 in {CANARY}land")


def test_a_question_longer_than_the_budget_still_gets_tables(gather: Gather) -> None:
    assert gather(question=Question("customers and orders " * 500, "en")).tables
