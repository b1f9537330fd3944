"""The databases that a file of gold questions names, and an engine for each while it is needed."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from detomo.engine.assemble import Engine, EngineSettings, assemble
from detomo.engine.errors import EngineError
from detomo.engine.knowledge.fixed import FixedKnowledge
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.types import Viewer

_OPEN = 8  # engines at once
_A_DAY = 86_400.0
_SCHEMES = {".sqlite": "sqlite", ".sqlite3": "sqlite", ".db": "sqlite", ".duckdb": "duckdb"}


class NoDatabase(Exception):
    """There is none of this name."""


def database_url(folder: Path, db_id: str) -> str:
    """The URL of a database by its name. Raises `NoDatabase`.

    In order: a name that is a URL; `<db_id>.url` in the folder, whose first line is one; `<db_id>.sqlite` (or .db,
    .duckdb) in the folder or, as Spider and BIRD keep them, in a folder of that name.
    """
    if "://" in db_id:
        return db_id
    if not db_id or Path(db_id).name != db_id:
        raise NoDatabase(db_id)
    written = folder / f"{db_id}.url"
    if written.is_file():
        return written.read_text(encoding="utf-8").strip()
    for place in (folder, folder / db_id):
        for ending, scheme in _SCHEMES.items():
            if (path := place / f"{db_id}{ending}").is_file():
                return f"{scheme}:///{path.absolute()}"
    raise NoDatabase(db_id)


class Engines:
    """Engines by database name, the last few kept open. Leaving the block closes them.

    `taught` is taught to every engine; pairs whose SQL does not run on its database are left out there, as an import
    of training data does.
    """

    def __init__(
        self, settings: EngineSettings, url_of: Callable[[str], str], taught: Iterable[KnowledgeItem] = ()
    ) -> None:
        self._settings = settings
        self._url_of = url_of
        self._taught = tuple(taught)
        self._open: OrderedDict[str, Engine] = OrderedDict()

    def __enter__(self) -> "Engines":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        while self._open:
            self._open.popitem()[1].close()

    def of(self, db_id: str) -> Engine:
        """An engine, ready to answer. Raises `NoDatabase`, or `Unavailable` when its database is away."""
        if db_id not in self._open:
            if len(self._open) >= _OPEN:
                self._open.popitem(last=False)[1].close()
            self._open[db_id] = self._made(db_id)
        self._open.move_to_end(db_id)
        return self._open[db_id]

    def _made(self, db_id: str) -> Engine:
        settings = replace(
            self._settings,
            target_url=self._url_of(db_id),
            tables=(),
            processes=2,
            catalog_ttl_seconds=_A_DAY,
            value_index_ttl_seconds=_A_DAY,
            chroma_url="",
        )
        engine = assemble(settings, FixedKnowledge(self._taught_to(settings)))
        try:
            engine.prepare()
            engine.warm_up()
            engine.contents.settle()
        except EngineError:
            engine.close()
            raise
        return engine

    def _taught_to(self, settings: EngineSettings) -> list[KnowledgeItem]:
        if not self._taught:
            return []
        with closing(assemble(settings, FixedKnowledge())) as engine:
            return [item for item in self._taught if item.kind is not ItemKind.SQL or _runs(engine, item.content)]


def _runs(engine: Engine, sql: str) -> bool:
    try:
        engine.pipeline.run(engine.pipeline.check(sql, Viewer()))
    except EngineError:
        return False
    return True
