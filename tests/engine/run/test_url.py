"""Database URLs."""

from pathlib import Path

import pytest

from detomo.engine.errors import Unavailable
from detomo.engine.run.url import Target, parse_url

HERE = Path.cwd()


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("sqlite:///shop.db", Target("sqlite", str(HERE / "shop.db"))),
        ("sqlite:////data/shop.db", Target("sqlite", "/data/shop.db")),
        ("/data/shop.db", Target("sqlite", "/data/shop.db")),
        ("shop.db", Target("sqlite", str(HERE / "shop.db"))),
        ("sqlite:////data/my%20shop.db", Target("sqlite", "/data/my shop.db")),
        ("duckdb:///shop.duckdb", Target("duckdb", str(HERE / "shop.duckdb"))),
        ("postgresql://u:p@h/d", Target("postgres", "d", "h", 5432, "u", "p")),
        ("postgres://u:p%40ss@h:6000/d", Target("postgres", "d", "h", 6000, "u", "p@ss")),
        (
            "postgresql+psycopg://h/d?sslmode=require",
            Target("postgres", "d", "h", 5432, options=(("sslmode", "require"),)),
        ),
        ("postgresql://u@[::1]/d", Target("postgres", "d", "::1", 5432, "u")),
        ("mysql://u:p@h/d", Target("mysql", "d", "h", 3306, "u", "p")),
        ("mariadb://u@h:3307/d", Target("mysql", "d", "h", 3307, "u")),
        ("MYSQL+PyMySQL://u@h/d", Target("mysql", "d", "h", 3306, "u")),
    ],
)
def test_takes_a_url_apart(url: str, target: Target) -> None:
    assert parse_url(url) == target


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "empty"),
        ("oracle://u:s3kr1t@h/d", "oracle"),
        ("sqlite://", "no file"),
        ("sqlite:///:memory:", "no file"),
        ("duckdb:///x?access_mode=read_write", "access_mode"),
        ("postgresql://u:s3kr1t@/d", "no host"),
        ("postgresql://u:s3kr1t@h:port/d", "port"),
        ("postgresql://u:s3kr1t@h:99999/d", "port"),
        ("postgresql://u:s3kr1t@[h/d", "host"),
        ("postgresql://u:s3kr1t@h", "no database"),
        ("postgresql://u:s3kr1t@h/d?options=-c%20x", "options"),
        ("mysql://u:s3kr1t@h/d?local_infile=1", "local_infile"),
        ("sqlite:///a\0b", "NUL"),
    ],
)
def test_names_what_is_wrong_and_repeats_no_password(url: str, words: str) -> None:
    with pytest.raises(Unavailable) as caught:
        parse_url(url)

    assert caught.value.code == "database_url_invalid"
    assert words in caught.value.message.en
    assert "s3kr1t" not in f"{caught.value} {caught.value.message} {caught.value.hint} {caught.value.__cause__}"


@pytest.mark.parametrize(
    ("url", "name"),
    [("postgresql://u:s3kr1t@h/d", "d@h"), ("sqlite:////data/shop.db", "shop.db"), ("mysql://u:s3kr1t@h/d", "d@h")],
)
def test_the_name_for_people_holds_no_login(url: str, name: str) -> None:
    assert parse_url(url).display_name == name


def test_a_printed_target_holds_no_login() -> None:
    text = repr(parse_url("postgresql://user7:s3kr1t@h/d"))

    assert "s3kr1t" not in text
    assert "user7" not in text
