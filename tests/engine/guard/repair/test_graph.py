"""Ways to join tables."""

import pytest

from detomo.engine.catalog.model import Catalog, Column, ForeignKey, Table
from detomo.engine.guard.repair.graph import Edge, JoinGraph
from detomo.engine.types import ColumnType
from tests.engine import library


def table(name: str, *columns: str, key: str = "", foreign: tuple[ForeignKey, ...] = (), schema: str = "") -> Table:
    return Table(name, tuple(map(Column, columns)), schema, (key,) if key else (), foreign)


def graph_of(*tables: Table) -> JoinGraph:
    return JoinGraph(Catalog("sqlite", tables, "main"))


@pytest.fixture
def books() -> JoinGraph:
    return JoinGraph(library.catalog())


def test_a_declared_key_joins_in_both_directions(books: JoinGraph) -> None:
    edge = Edge("book", ("author_id",), "author", ("author_id",))

    assert books.between("book", "author") == [edge]
    assert books.between("author", "book") == [edge.reversed()]


def test_the_shortest_path_goes_over_linking_tables(books: JoinGraph) -> None:
    path = books.path(["author"], "member")

    assert path is not None
    assert [edge.right for edge in path] == ["book", "loan", "member"]


def test_a_path_starts_at_the_nearest_table(books: JoinGraph) -> None:
    assert books.distance(["author", "loan"], "member") == 1


def test_unrelated_tables_have_no_path(books: JoinGraph) -> None:
    assert books.path(["book"], "donation") is None
    assert books.distance(["book"], "donation") is None


def test_two_keys_between_the_same_tables_are_no_unique_path() -> None:
    keys = (ForeignKey(("home_id",), "team", ("team_id",)), ForeignKey(("away_id",), "team", ("team_id",)))
    graph = graph_of(table("team", "team_id", key="team_id"), table("match", "home_id", "away_id", foreign=keys))

    assert len(graph.between("match", "team")) == 2
    assert graph.path(["match"], "team") is None
    assert graph.distance(["match"], "team") == 1


@pytest.mark.parametrize(
    ("key", "column"),
    [("singer_id", "singer_id"), ("id", "singer_id"), ("SingerId", "singerId"), ("id", "SingerID")],
)
def test_a_key_is_inferred_from_names(key: str, column: str) -> None:
    graph = graph_of(table("singer", key, "name", key=key), table("song", "song_no", column, key="song_no"))

    assert graph.between("song", "singer") == [Edge("song", (column,), "singer", (key,))]


def test_a_plural_table_is_meant_by_a_singular_column() -> None:
    graph = graph_of(table("singers", "id", key="id"), table("song", "title", "singer_id"))

    assert graph.between("song", "singers") == [Edge("song", ("singer_id",), "singers", ("id",))]


def test_a_bare_id_joins_nothing() -> None:
    graph = graph_of(table("singer", "id", key="id"), table("song", "id", key="id"))

    assert graph.between("song", "singer") == []


def test_types_that_cannot_be_equal_join_nothing() -> None:
    singer = Table("singer", (Column("singer_id", type=ColumnType.INTEGER),), primary_key=("singer_id",))
    song = Table("song", (Column("singer_id", type=ColumnType.TEXT),))

    assert graph_of(singer, song).between("song", "singer") == []


def test_a_declared_key_is_not_inferred_again() -> None:
    keys = (ForeignKey(("singer_id",), "artist", ("artist_id",)),)
    graph = graph_of(
        table("artist", "artist_id", key="artist_id"),
        table("singer", "singer_id", key="singer_id"),
        table("song", "singer_id", foreign=keys),
    )

    assert graph.between("song", "singer") == []
    assert len(graph.between("song", "artist")) == 1


def test_a_key_to_a_table_out_of_sight_is_left_out() -> None:
    assert JoinGraph(library.catalog().restricted_to({"book"})).path(["book"], "author") is None


def test_tables_of_other_schemas_go_by_their_full_name() -> None:
    keys = (ForeignKey(("who",), "hr.person", ("person_no",)),)
    graph = graph_of(
        table("person", "person_no", key="person_no", schema="hr"),
        table("badge", "who", foreign=keys, schema="site"),
    )

    assert graph.path(["site.badge"], "hr.person") == [Edge("site.badge", ("who",), "hr.person", ("person_no",))]
