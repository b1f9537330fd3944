"""Putting the engine's parts together from plain settings."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from detomo.engine.catalog.live import LiveCatalog
from detomo.engine.catalog.probed import Probed
from detomo.engine.ceiling import Ceiling, ceiling
from detomo.engine.contents import ContentsReader
from detomo.engine.guard.rewrite import Rules
from detomo.engine.knowledge.embedding import embedding
from detomo.engine.knowledge.index import KnowledgeIndex
from detomo.engine.knowledge.store import Knowledge
from detomo.engine.knowledge.vectors import ChromaVectors, MemoryVectors, VectorIndex
from detomo.engine.language import meaning_words
from detomo.engine.language.equivalents import equivalents
from detomo.engine.language.periods import Calendar
from detomo.engine.language.spelling import is_english_word
from detomo.engine.parsing import grammar_parse, read_nothing
from detomo.engine.pipeline import Pipeline
from detomo.engine.ports import KnowledgeSource
from detomo.engine.propose.claude import NO_CLAUDE, Claude, ClaudeSettings
from detomo.engine.propose.compose import DEFAULT_BUDGET
from detomo.engine.propose.gather import ContextBuilder
from detomo.engine.propose.grammar.link.words import stem
from detomo.engine.propose.privacy import PrivacyMode
from detomo.engine.propose.writer import SqlWriter
from detomo.engine.run import Runner
from detomo.engine.run.url import Reach
from detomo.engine.types import Limits

Generator = Literal["auto", "claude", "grammar", "verified"]
_WITH_PARSER = {"auto", "grammar"}


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """`generator`: `auto` taught answers first, then Claude where it is configured; `claude` Claude alone; `grammar`
    never a model; `verified` taught answers alone. `tables` restricts what may be asked about; empty means every table
    of the target. `confidence_threshold` is the least probability that a reading without a model is answered with.
    `refuse_unsafe` refuses a target connection with rights that no read-only mode can take away, instead of warning.
    `reach` limits the networks that the target's host may be in. Dates in questions are reckoned from today in
    `time_zone` (an IANA name); `fiscal_year_start` is a month."""

    target_url: str = field(repr=False)
    tables: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    processes: int = 8
    catalog_ttl_seconds: float = 60.0
    value_index_ttl_seconds: float = 3600.0
    prompt_token_budget: int = DEFAULT_BUDGET
    generator: Generator = "auto"
    confidence_threshold: float = 0.0
    claude: ClaudeSettings = field(default_factory=ClaudeSettings)
    embeddings: str = "ngrams"
    chroma_url: str = field(default="", repr=False)
    collection: str = "detomo-default"
    refuse_unsafe: bool = False
    reach: Reach = "any"
    time_zone: str = "UTC"
    fiscal_year_start: int = 4


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
        """Load what forked processes can share: dictionaries, the model's client. Opens no connection."""
        for load in (meaning_words, equivalents, is_english_word, stem):
            load("用意")
        self.model.prepare()

    def warm_up(self) -> None:
        """Read schema and knowledge, so that no question waits for them. Raises `Unavailable`."""
        self.catalog.current()
        self.contents.refresh()
        self.knowledge.count()

    def close(self) -> None:
        self.pipeline.close()
        self.contents.close()
        self.runner.close()
        self.model.close()
        self.knowledge.close()


def assemble(settings: EngineSettings, source: KnowledgeSource, rules: Callable[[], Rules] = Rules) -> Engine:
    """Make an engine. Opens nothing yet: connections and indexes come with the first question."""
    runner = Runner(
        settings.target_url,
        limits=settings.limits,
        tables=settings.tables,
        processes=settings.processes,
        reach=settings.reach,
    )
    catalog = LiveCatalog(Probed(runner, refuse_unsafe=settings.refuse_unsafe), settings.catalog_ttl_seconds)
    contents = ContentsReader(runner, catalog.current, settings.value_index_ttl_seconds)
    knowledge = Knowledge(source, lambda: KnowledgeIndex(_vectors(settings)))
    model = Claude(NO_CLAUDE if settings.generator in {"grammar", "verified"} else settings.claude)
    calendar = _calendar(settings)
    may_ask = settings.generator == "claude" or model.configured
    contexts = ContextBuilder(
        knowledge,
        contents,
        settings.prompt_token_budget,
        calendar=calendar,
        tells_samples=may_ask and settings.claude.privacy is not PrivacyMode.SCHEMA,
    )
    pipeline = Pipeline(
        runner=runner,
        catalog=catalog,
        contents=contents,
        contexts=contexts,
        knowledge=knowledge,
        writer=SqlWriter(model) if may_ask else None,
        parse=grammar_parse(contents, calendar) if settings.generator in _WITH_PARSER else read_nothing,
        use_verified=settings.generator != "claude",
        threshold=settings.confidence_threshold,
        rules=rules,
        calendar=calendar,
        tells_rows=may_ask and settings.claude.privacy is PrivacyMode.ROWS,
        ceiling=_ceiling(settings) if may_ask else Ceiling(),
    )
    return Engine(pipeline, runner, catalog, contents, knowledge, model, settings.limits)


def _ceiling(settings: EngineSettings) -> Ceiling:
    return ceiling(
        prompt_tokens=settings.prompt_token_budget,
        answer_tokens=settings.claude.max_tokens,
        model_seconds=settings.claude.timeout_seconds,
        query_seconds=settings.limits.seconds,
    )


def _calendar(settings: EngineSettings) -> Callable[[], Calendar]:
    zone = ZoneInfo(settings.time_zone)
    return lambda: Calendar(datetime.now(zone).date(), settings.fiscal_year_start)


def _vectors(settings: EngineSettings) -> VectorIndex:
    embed = embedding(settings.embeddings)
    if settings.chroma_url:
        return ChromaVectors(settings.chroma_url, settings.collection, embed)
    return MemoryVectors(embed)
