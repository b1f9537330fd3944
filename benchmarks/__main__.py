import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import audit, authentication, csv_export, logins, overhead, people, protection, startup
from benchmarks.table import Row, show
from detomo.sample.build import build


def _rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        target = Path(name) / "sample.sqlite"
        build(target)
        parts = (overhead, authentication, protection, people, logins, audit, startup)
        for measure in (part.measure for part in parts):
            yield from measure(_folder(name, measure.__module__), target)
        yield from csv_export.measure(_folder(name, "csv"))


def _folder(parent: str, name: str) -> Path:
    folder = Path(parent) / name
    folder.mkdir()
    return folder


if __name__ == "__main__":
    show(_rows())
