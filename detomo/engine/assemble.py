"""Putting the engine's parts together from plain settings."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from detomo.engine.catalog.live import LiveCatalog
from detomo.engine.catalog.probed import Probed
from detomo.engine.contents import ContentsReader
from detomo.engine.guard.rewrite import Rules
from detomo.engine.knowledge.embedding import hashed_ngrams
from detomo.engine.knowledge.index import KnowledgeIndex
from detomo.engine.knowledge.store import Knowledge
from detomo.engine.knowledge.vectors import ChromaVectors, MemoryVectors, VectorIndex
from detomo.engine.language import meaning_words
from detomo.engine.language.equivalents import equivalents
from detomo.engine.pipeline import Pipeline
from detomo.engine.ports import KnowledgeSource
from detomo.engine.propose.claude import NO_CLAUDE, Claude, ClaudeSettings
from detomo.engine.propose.writer import SqlWriter
from detomo.engine.run import Runner
from detomo.engine.types import Limits

Generator = Literal["auto", "claude", "grammar", "verified"]


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """`generator`: `auto` taught answers first, then Claude where it is configured; `claude` Claude alone; `grammar`
    never a model; `verified` taught answers alone. `tables` restricts what may be asked about; empty means every table
    of the target. `refuse_unsafe` refuses a target connection with rights that no read-only mode can take away,
    instead of warning."""

    target_url: str
    tables: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    processes: int = 8
    catalog_ttl_seconds: float = 60.0
    value_index_ttl_seconds: float = 3600.0
    generator: Generator = "auto"
    claude: ClaudeSettings = field(default_factory=ClaudeSettings)
    chroma_url: str = ""
    collection: str = "detomo-default"
    refuse_unsafe: bool = False


@dataclass(frozen=True, slots=True)
class Engine:
    """One target database, what was taught about it, and the model."""

    pipeline: Pipeline
    runner: Runner
    catalog: LiveCatalog
    contents: ContentsReader
    knowledge: Knowledge
    model: Claude
    limits: Limits

    def prepare(self) -> None:
        """Load what forked processes can share: the dictionary, the model's client. Opens no connection."""
        meaning_words("用意")
        equivalents("用意")
        self.model.prepare()

    def warm_up(self) -> None:
        """Read schema and knowledge, so that no question waits for them. Raises `Unavailable`."""
        self.catalog.current()
        self.contents.refresh()
        self.knowledge.count()

    def close(self) -> None:
        self.contents.close()
        self.runner.close()
        self.model.close()
        self.knowledge.close()


def assemble(settings: EngineSettings, source: KnowledgeSource, rules: Callable[[], Rules] = Rules) -> Engine:
    """Make an engine. Opens nothing yet: connections and indexes come with the first question."""
    runner = Runner(settings.target_url, limits=settings.limits, tables=settings.tables, processes=settings.processes)
    catalog = LiveCatalog(Probed(runner, refuse_unsafe=settings.refuse_unsafe), settings.catalog_ttl_seconds)
    contents = ContentsReader(runner, catalog.current, settings.value_index_ttl_seconds)
    knowledge = Knowledge(source, lambda: KnowledgeIndex(_vectors(settings)))
    model = Claude(NO_CLAUDE if settings.generator in {"grammar", "verified"} else settings.claude)
    may_ask = settings.generator == "claude" or model.configured
    pipeline = Pipeline(
        runner=runner,
        catalog=catalog,
        contents=contents,
        knowledge=knowledge,
        writer=SqlWriter(model) if may_ask else None,
        use_verified=settings.generator != "claude",
        rules=rules,
    )
    return Engine(pipeline, runner, catalog, contents, knowledge, model, settings.limits)


def _vectors(settings: EngineSettings) -> VectorIndex:
    if settings.chroma_url:
        return ChromaVectors(settings.chroma_url, settings.collection, hashed_ngrams)
    return MemoryVectors(hashed_ngrams)
