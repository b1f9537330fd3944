"""Writes the sample shop to a SQLite file."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from detomo.engine.types import Text
from detomo.sample import words
from detomo.sample.draw import stream
from detomo.sample.music import music
from detomo.sample.people import customers, employees
from detomo.sample.playlists import playlists
from detomo.sample.sales import sales

SEED = 2009
APPLICATION_ID = int.from_bytes(b"Dsmp")  # SQLite keeps it in the file's header, to tell our files from others
_APPLICATION_ID_AT = slice(68, 72)  # https://www.sqlite.org/fileformat2.html#application_id
_SCHEMA = Path(__file__).with_name("schema.sql")

Tables = Mapping[str, Sequence[tuple[object, ...]]]


class NotASampleError(Exception):
    """The file at `path` was not made by `build`, so it is not replaced."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.message = Text(
            "{path} is not a sample database, so it stays as it is. Choose another path or move the file away.",
            "{path} はサンプルデータベースではないため、上書きしません。別のパスを指定するか、移動してください。",
        ).within(path=path)
        super().__init__(self.message.en)


def build(path: Path, seed: int = SEED) -> None:
    """Write the shop to `path`, replacing an earlier sample; readers see the old file or the complete one.

    The same seed gives the same rows. Missing parent folders are made.
    Raises NotASampleError when another kind of file is there, OSError when the path cannot be written.
    """
    if path.exists() and not is_sample(path):
        raise NotASampleError(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=path.parent, prefix=".sample-") as folder:
        draft = Path(folder) / path.name
        _write(draft, tables(seed))
        draft.replace(path)


def is_sample(path: Path) -> bool:
    """Whether `build` made this file; an empty file counts, because SQLite leaves one when it opens a new path."""
    with path.open("rb") as file:
        header = file.read(_APPLICATION_ID_AT.stop)
    return not header or int.from_bytes(header[_APPLICATION_ID_AT]) == APPLICATION_ID


def tables(seed: int = SEED) -> Tables:
    """Every table's rows, tables after those they refer to."""
    music_words = words.read("music")
    catalogue = music(stream(seed, "music"), music_words)
    staff = employees(words.read("employees"))
    reps = [employee.id for employee in staff if employee.title == "Sales Support Agent"]
    clients = customers(stream(seed, "customers"), words.read("countries"), reps)
    invoices, items = sales(stream(seed, "sales"), clients, catalogue.tracks)
    lists, listed = playlists(stream(seed, "playlists"), music_words["playlists"], catalogue.tracks, catalogue.genres)
    return catalogue._asdict() | {
        "employees": staff,
        "customers": clients,
        "invoices": invoices,
        "invoice_items": items,
        "playlists": lists,
        "playlist_track": listed,
    }


def _write(path: Path, rows: Tables) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(f"PRAGMA application_id = {APPLICATION_ID};\n{_SCHEMA.read_text(encoding='utf-8')}")
        connection.execute("PRAGMA foreign_keys = ON")
        for table, entries in rows.items():
            marks = ", ".join("?" for _ in entries[0])
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", entries)  # noqa: S608 - our own names
