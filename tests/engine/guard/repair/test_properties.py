"""What holds for every statement, however it is broken."""

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from detomo.engine.catalog.model import Catalog, Column, ForeignKey, Table
from detomo.engine.guard.bind import bind
from detomo.engine.guard.parse import parse
from detomo.engine.guard.repair import diagnose, repair
from detomo.engine.types import Dialect
from tests.engine.guard import shop

STEADY = settings(derandomize=True, deadline=None)
STATEMENTS: dict[Dialect, list[str]] = {
    dialect: [*shop.statements("honest_common.sql"), *shop.statements(f"honest_{dialect}.sql")]
    for dialect in shop.DIALECTS
}
NAMES = st.one_of(
    st.sampled_from(["customer", "product_id", "ordered", "nam", "total_price", "o", "売上", "id"]),
    st.from_regex(r"[a-z][a-z0-9]{0,5}_[a-z0-9]{1,4}", fullmatch=True),
)


@st.composite
def broken(draw: st.DrawFn) -> tuple[Dialect, exp.Expression]:
    """An honest statement with up to three of its identifiers replaced."""
    dialect = draw(st.sampled_from(shop.DIALECTS))
    tree = parse(draw(st.sampled_from(STATEMENTS[dialect])), dialect).tree
    assert isinstance(tree, exp.Expression)
    identifiers = list(tree.find_all(exp.Identifier))
    for identifier in draw(st.lists(st.sampled_from(identifiers), max_size=3)) if identifiers else []:
        identifier.set("this", draw(NAMES))
    return dialect, tree


@STEADY
@given(broken())
def test_repair_ends_without_error_and_leaves_its_input(given_case: tuple[Dialect, exp.Expression]) -> None:
    dialect, tree = given_case
    before = tree.copy()
    mended, changes = repair(tree, shop.catalog(dialect))

    assert tree == before
    assert (mended is tree) == (changes == ())


@STEADY
@given(broken())
def test_a_second_repair_finds_nothing_to_mend(given_case: tuple[Dialect, exp.Expression]) -> None:
    dialect, tree = given_case
    mended, _ = repair(tree, shop.catalog(dialect))

    assert repair(mended, shop.catalog(dialect)) == (mended, ())


@STEADY
@given(broken())
def test_what_is_left_is_diagnosed(given_case: tuple[Dialect, exp.Expression]) -> None:
    dialect, tree = given_case
    problems = bind(repair(tree, shop.catalog(dialect))[0], shop.catalog(dialect))

    assert bool(diagnose(problems)) == bool(problems)


@STEADY
@given(broken())
def test_a_mended_statement_can_be_written_and_read_again(given_case: tuple[Dialect, exp.Expression]) -> None:
    dialect, tree = given_case
    mended, changes = repair(tree, shop.catalog(dialect))

    if changes and not bind(mended, shop.catalog(dialect)):
        assert parse(mended.sql(dialect), dialect).tree.sql(dialect) == mended.sql(dialect)


def test_japanese_names_are_mended_and_joined() -> None:
    catalog = Catalog(
        "sqlite",
        (
            Table("顧客", (Column("顧客番号"), Column("氏名")), primary_key=("顧客番号",)),
            Table(
                "売上",
                (Column("売上番号"), Column("顧客番号"), Column("売上金額")),
                foreign_keys=(ForeignKey(("顧客番号",), "顧客", ("顧客番号",)),),
            ),
        ),
        "main",
    )
    tree = parse("SELECT 顧客.氏名, SUM(売り上げ金額), 売上.売上金額 FROM 売上", "sqlite").tree
    assert isinstance(tree, exp.Expression)
    mended, _ = repair(tree, catalog)

    assert '"売上" JOIN' in mended.sql("sqlite") or "売上 JOIN" in mended.sql("sqlite")
    assert [problem.part for problem in bind(mended, catalog)] == ["売り上げ金額"]
