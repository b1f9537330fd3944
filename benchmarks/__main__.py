import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import audit, csv_export, overhead, people, startup
from benchmarks.table import Row, show
from detomo.sample.build import build


def _rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        target = Path(name) / "sample.sqlite"
        build(target)
        for part in (overhead.measure, people.measure, audit.measure, startup.measure):
            yield from part(_folder(name, part.__module__), target)
        yield from csv_export.measure(_folder(name, "csv"))


def _folder(parent: str, name: str) -> Path:
    folder = Path(parent) / name
    folder.mkdir()
    return folder


if __name__ == "__main__":
    show(_rows())
