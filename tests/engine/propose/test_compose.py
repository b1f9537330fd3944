"""Whatever is asked and found: the whole prompt, as it is sent, stays within the budget."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from detomo.engine.catalog import Catalog, Column, Table
from detomo.engine.catalog.linking import LinkedTable
from detomo.engine.errors import NoAnswer
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.ports import Content
from detomo.engine.propose.compose import Found, compose
from detomo.engine.propose.context import Context
from detomo.engine.propose.prompts import sql_prompt
from detomo.engine.propose.token_count import prompt_tokens
from detomo.engine.types import Question, Turn

WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=300)
TABLES = st.builds(
    lambda name, columns, comment: Table(name, tuple(map(Column, columns)), comment=comment),
    WORDS,
    st.lists(WORDS, min_size=1, max_size=8, unique=True),
    st.text(max_size=100),
)
LINKED = st.builds(lambda table, core: LinkedTable(table, 1.0, frozenset(), core), TABLES, st.booleans())


def items(kind: ItemKind) -> st.SearchStrategy[list[KnowledgeItem]]:
    item = st.builds(lambda text, number: KnowledgeItem(str(number), kind, text, text[:40]), WORDS, st.integers())
    return st.lists(item, max_size=6)


@st.composite
def found(draw: st.DrawFn) -> Found:
    linked = draw(st.lists(LINKED, max_size=8, unique_by=lambda one: one.table.name))
    keys = [(one.table.full_name, column.name) for one in linked for column in one.table.columns]
    samples = {key: tuple(draw(st.lists(st.text(max_size=40), min_size=1, max_size=3))) for key in keys[:6]}
    notes, pairs = draw(items(ItemKind.DOCUMENTATION)), draw(items(ItemKind.SQL))
    return Found(linked, pairs, notes, draw(st.lists(WORDS, max_size=4)), samples=samples, named=samples)


TURNS = st.lists(st.builds(Turn, WORDS, WORDS, st.text(max_size=300)), max_size=4)
QUESTIONS = st.builds(
    lambda text, turns, meant: Question(text, "ja", tuple(turns), tuple(meant)),
    st.text(max_size=2_000),
    TURNS,
    st.lists(WORDS, max_size=2),
)


def bare(question: Question) -> Context:
    return Context(question, Catalog("mysql", ()), (), today=date(2025, 1, 1), fiscal_year_start=4)


@given(QUESTIONS, found(), st.integers(700, 5_000))
def test_the_prompt_stays_within_the_budget(question: Question, parts: Found, budget: int) -> None:
    try:
        context = compose(bare(question), parts, budget)
    except NoAnswer as error:
        alone = bare(replace(question, previous=()))
        assert (error.code, prompt_tokens(sql_prompt(alone)) > budget - 300) == ("question_too_long", True)
    else:
        assert prompt_tokens(sql_prompt(context)) <= budget


ORDERS = Table("orders", (Column("status", "TEXT"),))
TURN = Turn("revenue by country? " * 10, "SELECT 1", "rows " * 120)
CONVERSATION = Question("and by month?", "en", tuple(replace(TURN, sql=f"SELECT {number}") for number in range(3)))


def turns_within(budget: int) -> list[tuple[str, bool]]:
    """The SQL of the earlier questions that are told, and whether their rows are."""
    context = compose(bare(CONVERSATION), Found([LinkedTable(ORDERS, 1.0, frozenset(), True)]), budget)
    assert context.tables == (ORDERS,)
    return [(turn.sql, bool(turn.rows)) for turn in context.question.previous]


def test_the_oldest_questions_are_dropped_first_and_rows_before_questions() -> None:
    assert [turns_within(budget) for budget in (2_400, 1_900, 1_400, 1_200, 980)] == [
        [("SELECT 0", True), ("SELECT 1", True), ("SELECT 2", True)],
        [("SELECT 0", False), ("SELECT 1", True), ("SELECT 2", True)],
        [("SELECT 1", False), ("SELECT 2", True)],
        [("SELECT 2", True)],
        [("SELECT 2", False)],
    ]


def test_what_is_dropped_is_named() -> None:
    assert "revenue by country?" in compose(bare(CONVERSATION), Found([]), 1_000).left_out[0]


def test_samples_are_a_section_of_their_own() -> None:
    values = {("orders", "status"): ("paid", "open")}
    parts = Found([LinkedTable(ORDERS, 1.0, frozenset(), True)], samples=values, named=values)
    prompt = sql_prompt(compose(bare(Question("paid orders", "en")), parts, 4_000))
    sections = (*prompt.system, *prompt.messages[0].sections)
    holding = [section for section in sections if "orders.status: 'paid', 'open'" in section.text]
    assert [section.content for section in holding] == [Content.SAMPLES] * 2
    assert not any("paid'" in section.text for section in sections if section.content is not Content.SAMPLES)


def test_samples_of_columns_that_are_not_told_stay_out() -> None:
    parts = Found([LinkedTable(ORDERS, 1.0, frozenset(), True)], samples={("people", "name"): ("Ann",)})
    assert compose(bare(Question("orders", "en")), parts, 4_000).samples == {}
