"""What SQLite's authorizer lets through, and what a look at a connection's rights finds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from detomo.engine.errors import QueryFailed
from detomo.engine.run import Runner
from detomo.engine.run.sqlite_rights import shadowed
from tests.engine.run.databases import NAME, POSTGRES_URL, Database, admin, make_sqlite

Make = Callable[..., Runner]


class TestViewsOfSqlite:
    """Only the view may be read; the table behind it may not."""

    @pytest.fixture
    def database(self, tmp_path: Path) -> Database:
        database = make_sqlite(tmp_path)
        database.as_admin("CREATE VIEW hints AS SELECT id, upper(substr(token, 1, 1)) AS first FROM secrets")
        database.as_admin("CREATE VIEW deep AS SELECT * FROM hints")
        return database

    @pytest.mark.parametrize(
        ("tables", "sql", "rows"),
        [
            ("hints", "SELECT first FROM hints", (("S",),)),
            ("hints", "SELECT count(*) FROM hints", ((1,),)),
            ("hints", "WITH h AS (SELECT * FROM hints) SELECT first FROM h", (("S",),)),
            ("deep", "SELECT first FROM deep", (("S",),)),
            ("deep", "SELECT count(*) FROM deep", ((1,),)),
        ],
    )
    def test_gives_what_the_view_gives(
        self, tables: str, sql: str, rows: object, database: Database, make_runner: Make
    ) -> None:
        assert make_runner(database.url, tables=[tables]).run(database.query(sql)).rows == rows

    @pytest.mark.parametrize(
        "sql",
        [
            "SELECT token FROM secrets",
            "SELECT first, (SELECT token FROM secrets) FROM hints",
            "SELECT h.first FROM hints h JOIN secrets s USING (id)",
            "WITH hints AS (SELECT token FROM secrets) SELECT * FROM hints",
            "SELECT * FROM hints, (WITH hints AS (SELECT token FROM secrets) SELECT * FROM hints)",
            "WITH HINTS(a) AS (SELECT token FROM secrets) SELECT * FROM hints",
            'WITH "hints" AS NOT MATERIALIZED (SELECT token FROM secrets) SELECT * FROM hints',
            "WITH hints--'\nAS (SELECT token FROM secrets) SELECT * FROM hints",
            "SELECT * FROM (SELECT token FROM secrets) AS hints",
            "SELECT * FROM customers",
            "SELECT h.first FROM hints h NATURAL JOIN secrets",
            "SELECT first FROM hints, main.secrets",
            "SELECT first FROM hints WHERE 'x' IN secrets",
        ],
    )
    def test_gives_nothing_else(self, sql: str, database: Database, make_runner: Make) -> None:
        with pytest.raises(QueryFailed) as caught:
            make_runner(database.url, tables=["hints"]).run(database.query(sql))

        assert caught.value.code == "query_denied"

    @pytest.mark.parametrize(
        "sql",
        [
            "WITH g(token) AS (VALUES ('sesame')) SELECT 1 FROM g NATURAL JOIN secrets",
            "SELECT count(*) FROM customers JOIN secrets USING (id)",
            "SELECT c.name FROM customers c NATURAL JOIN secrets",
        ],
    )
    def test_a_table_is_not_joined_with_either(self, sql: str, database: Database, make_runner: Make) -> None:
        with pytest.raises(QueryFailed) as caught:
            make_runner(database.url, tables=["customers", "orders"]).run(database.query(sql))

        assert caught.value.code == "query_denied"

    def test_a_full_text_table_reads_its_own_shadow_tables(self, tmp_path: Path, make_runner: Make) -> None:
        database = make_sqlite(tmp_path)
        database.as_admin("CREATE VIRTUAL TABLE notes USING fts5(body)")
        database.as_admin("INSERT INTO notes VALUES ('red apples'), ('green pears')")

        result = make_runner(database.url, tables=["notes"]).run(
            database.query("SELECT body FROM notes WHERE notes MATCH 'pears'")
        )

        assert result.rows == (("green pears",),)


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("WITH v AS (SELECT 1) SELECT * FROM v", "v"),
        ("WITH a AS (SELECT 1), [V] (x) AS (SELECT 2) SELECT 3", "v"),
        ("SELECT ' v AS (' FROM v", ""),
        ("SELECT * FROM v -- v AS (", ""),
        ("SELECT v.a FROM v JOIN t AS v2 ON v.b = v2.b", ""),
        ("WITH x AS (SELECT * FROM v) SELECT * FROM x", ""),
    ],
)
def test_finds_a_view_whose_name_is_taken(sql: str, name: str) -> None:
    assert shadowed(sql, frozenset({"v"})) == name


def codes(runner: Runner) -> dict[str, str]:
    return {finding.code: finding.severity for finding in runner.probe()}


class TestProbe:
    def test_a_login_that_may_only_read_has_no_findings(self, database: Database, runner: Runner) -> None:
        assert runner.probe() == ()

    def test_a_postgres_superuser_is_refused(self, postgres_shop: Database, make_runner: Make) -> None:
        assert codes(make_runner(POSTGRES_URL)) == {"superuser": "refuse"}

    def test_a_mysql_root_is_refused(self, mysql_shop: Database, make_runner: Make) -> None:
        assert codes(make_runner(mysql_shop.admin_url)) == {"superuser": "refuse"}

    @pytest.mark.parametrize(
        ("grant", "revoke", "findings"),
        [
            ("GRANT pg_read_server_files TO {}", "REVOKE pg_read_server_files FROM {}", {"server_files": "refuse"}),
            ("GRANT UPDATE ON orders TO {}", "REVOKE UPDATE ON orders FROM {}", {"write_rights": "warn"}),
            (
                "GRANT CREATE ON SCHEMA archive TO {}",
                "REVOKE CREATE ON SCHEMA archive FROM {}",
                {"create_rights": "warn"},
            ),
            ("ALTER ROLE {} CREATEROLE", "ALTER ROLE {} NOCREATEROLE", {"role_rights": "warn"}),
        ],
        ids=["files", "update", "create", "roles"],
    )
    def test_rights_of_postgres(
        self, grant: str, revoke: str, findings: dict[str, str], postgres_shop: Database, make_runner: Make
    ) -> None:
        with granted(postgres_shop, grant, revoke):
            assert codes(make_runner(postgres_shop.url)) == findings

    @pytest.mark.parametrize(
        ("grant", "revoke", "findings"),
        [
            ("GRANT FILE ON *.* TO {}", "REVOKE FILE ON *.* FROM {}", {"server_files": "refuse"}),
            ("GRANT PROCESS ON *.* TO {}", "REVOKE PROCESS ON *.* FROM {}", {"process_right": "warn"}),
            ("GRANT INSERT ON orders TO {}", "REVOKE INSERT ON orders FROM {}", {"write_rights": "warn"}),
        ],
        ids=["files", "process", "insert"],
    )
    def test_rights_of_mysql(
        self, grant: str, revoke: str, findings: dict[str, str], mysql_shop: Database, make_runner: Make
    ) -> None:
        with granted(mysql_shop, grant, revoke):
            assert codes(make_runner(mysql_shop.url)) == findings

    def test_findings_are_told_in_both_languages(self, postgres_shop: Database, make_runner: Make) -> None:
        (finding,) = make_runner(POSTGRES_URL).probe()

        assert "superuser" in finding.message.en
        assert "スーパーユーザー" in finding.message.ja


@contextmanager
def granted(database: Database, grant: str, revoke: str) -> Iterator[None]:
    _execute(database, grant.format(NAME))
    try:
        yield
    finally:
        _execute(database, revoke.format(NAME))


def _execute(database: Database, sql: str) -> None:
    with admin(database) as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "WITH n AS (SELECT name FROM customers GROUP BY 1) SELECT count(*) FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT count(*) FROM n",
        "WITH a AS (SELECT 1 AS i), b AS (SELECT count(*) FROM a) SELECT * FROM b",
    ],
)
def test_sqlite_counts_the_rows_of_a_common_table_expression(sql: str, tmp_path: Path, make_runner: Make) -> None:
    database = make_sqlite(tmp_path)
    assert len(make_runner(database.url, tables=["customers"]).run(database.query(sql)).rows) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM secrets",
        "WITH n AS (SELECT 1) SELECT count(*) FROM n, secrets",
        "SELECT count(*) FROM pragma_table_list",
        "SELECT count(*) FROM sqlite_schema",
        "SELECT count(*) FROM dbstat",
        "SELECT (SELECT count(*) FROM secrets), count(*) FROM (WITH secrets AS (SELECT 1) SELECT * FROM secrets)",
    ],
)
def test_sqlite_counts_nothing_else(sql: str, tmp_path: Path, make_runner: Make) -> None:
    database = make_sqlite(tmp_path)
    with pytest.raises(QueryFailed):
        make_runner(database.url, tables=["customers"]).run(database.query(sql))
