"""What the writer of SQL is told about a question, and what it is never told."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from detomo.engine.catalog.live import LiveCatalog
from detomo.engine.contents import ContentsReader
from detomo.engine.errors import NoAnswer
from detomo.engine.guard import Guard
from detomo.engine.guard.rewrite import Action, ColumnRule, RowRule, Rules
from detomo.engine.knowledge.glossary import GlossaryEntry
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.language.periods import Calendar
from detomo.engine.ports import Content
from detomo.engine.propose import prompts
from detomo.engine.propose.context import Context
from detomo.engine.propose.gather import ContextBuilder
from detomo.engine.run import Runner
from detomo.engine.types import Question
from tests.engine.conftest import CANARY
from tests.fakes.taught import Taught, knowledge_of, pair

HIDDEN_NAME = Rules(columns=(ColumnRule("customers", "name", Action.HIDDEN),))
QUESTION = Question("names of the customers with the largest turnover", "en")
TURNOVER = GlossaryEntry(("turnover", "売上"), expression="SUM(orders.total)", id="1")
CALLED = GlossaryEntry(("names",), table="customers", column="name", id="2")
LEAP_DAY = Calendar(date(2024, 2, 29), 4)
Gather = Callable[..., Context]


@pytest.fixture(scope="module")
def runner(target_path: Path) -> Iterator[Runner]:
    with closing(Runner(f"sqlite:///{target_path}", processes=2)) as made:
        yield made


@pytest.fixture
def gather(runner: Runner) -> Gather:
    def gathered(
        *items: KnowledgeItem, question: Question = QUESTION, rules: Rules | None = None, tells_samples: bool = False
    ) -> Context:
        catalog = LiveCatalog(runner, 60)
        with closing(ContentsReader(runner, catalog.current, 60)) as contents:
            builder = ContextBuilder(
                knowledge_of(Taught(items)), contents, calendar=lambda: LEAP_DAY, tells_samples=tells_samples
            )
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


def test_a_reading_that_names_a_hidden_column_is_not_told(gather: Gather) -> None:
    asked = replace(QUESTION, meant=("by the name of the customers", "by country"))
    assert gather(question=asked, rules=HIDDEN_NAME).question.meant == ("by country",)


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


@pytest.mark.parametrize(
    "question",
    [Question("customers and orders " * 2_000, "en"), Question("顧客と注文" * 800, "ja")],
    ids=["en", "ja"],
)
def test_a_question_that_leaves_no_room_is_told_so(gather: Gather, question: Question) -> None:
    with pytest.raises(NoAnswer) as raised:
        gather(question=question)
    assert (raised.value.code, raised.value.status) == ("question_too_long", 422)
    assert "PROMPT_TOKEN_BUDGET" in raised.value.hint.to(question.language)  # type: ignore[union-attr]


def test_a_question_that_leaves_some_room_gets_tables(gather: Gather) -> None:
    assert gather(question=Question("customers and orders " * 300, "en")).tables


def test_the_day_and_the_fiscal_year_are_those_of_the_calendar(gather: Gather) -> None:
    prompts_made = {str(prompts.sql_prompt(gather())) for _ in range(2)}
    assert len(prompts_made) == 1
    assert "Today is 2024-02-29; fiscal years begin in month 4." in prompts_made.pop()


def test_terms_are_told_as_taught(gather: Gather) -> None:
    (message,) = prompts.sql_prompt(gather(TURNOVER.as_item())).messages
    told = [section for section in message.sections if "SUM(orders.total)" in section.text]
    assert [(section.content, section.text) for section in told] == [
        (Content.TAUGHT, "Terms of this project:\nturnover, 売上: SUM(orders.total)")
    ]


def test_samples_are_gathered_only_where_they_may_be_told(gather: Gather) -> None:
    asked = Question(f"customers of {CANARY}land", "en")
    kept_back, told = (gather(question=asked, tells_samples=tells) for tells in (False, True))
    assert (kept_back.samples, kept_back.named) == ({}, {})
    assert told.samples["customers", "country"]
    assert told.named["customers", "country"] == (f"{CANARY}land",)


RULED = [
    pytest.param(Rules(rows=(RowRule("customers", "id = 1"),)), {"name", "country"}, id="row rule"),
    pytest.param(Rules(columns=(ColumnRule("customers", "country", Action.HASH),)), {"country"}, id="mask"),
    pytest.param(HIDDEN_NAME, {"name"}, id="hidden"),
]


@pytest.mark.parametrize(("rules", "untold"), RULED)
def test_samples_hold_nothing_that_rules_touch(gather: Gather, rules: Rules, untold: set[str]) -> None:
    asked = Question(f"customers called {CANARY}-3 of {CANARY}land", "en")
    context = gather(question=asked, rules=rules, tells_samples=True)
    told = {column for values in (context.samples, context.named) for table, column in values if table == "customers"}
    assert told == {"name", "country"} - untold
