"""What the engine needs from outside, as small protocols: each has a real adapter and a fake of the same signature."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, Protocol

from detomo.engine.knowledge.items import KnowledgeChanges

Role = Literal["user", "assistant"]


class Content(StrEnum):
    """What a section of a prompt tells: privacy modes keep kinds of sections back."""

    TASK = "task"  # our own words
    SCHEMA = "schema"  # names, types, keys and comments
    TAUGHT = "taught"  # documentation, terms and pairs that people wrote
    QUESTION = "question"  # what people asked, with the SQL written for it and how it failed
    SAMPLES = "samples"  # stored values by column
    ROWS = "rows"  # rows of results


@dataclass(frozen=True, slots=True)
class Section:
    content: Content
    text: str


@dataclass(frozen=True, slots=True)
class Message:
    role: Role
    sections: tuple[Section, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(section.text for section in self.sections)


@dataclass(frozen=True, slots=True)
class Tool:
    """What a model is made to call with its answer; `schema` is the JSON Schema of the arguments."""

    name: str
    description: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Prompt:
    """`system` stays the same between questions, the stablest section first, so that a model service may cache it."""

    system: tuple[Section, ...]
    messages: tuple[Message, ...]
    tool: Tool | None = None

    @property
    def contents(self) -> frozenset[Content]:
        """The kinds of sections it holds."""
        spoken = (section for message in self.messages for section in message.sections)
        return frozenset(section.content for section in (*self.system, *spoken))


def plain_prompt(text: str) -> Prompt:
    """A prompt of a person's own words."""
    return Prompt((), (Message("user", (Section(Content.QUESTION, text),)),))


@dataclass(frozen=True, slots=True)
class Completion:
    """`fields` are the arguments of the prompt's tool, where the model called it; `text` is what it said besides.

    `input_tokens` counts those read from and written to the service's cache as well. `sent` are the kinds of
    sections that left for the model; `cost_usd` is None where prices are not known.
    """

    text: str
    model: str
    fields: Mapping[str, Any] | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    cost_usd: Decimal | None = None
    sent: frozenset[Content] = frozenset()


class LanguageModel(Protocol):
    """A text model. Raises `NoModel` when none is configured and `ModelFailed` when it did not answer."""

    def complete(
        self,
        prompt: Prompt,
        *,
        model: str | None = None,
        temperature: float | None = None,
        max_tokens: int | None = None,
    ) -> Completion: ...


class KnowledgeSource(Protocol):
    """Where taught items are kept for good. The engine's indexes follow it by version number."""

    def version(self) -> int: ...

    def changes_since(self, version: int) -> KnowledgeChanges: ...


Embed = Callable[[Sequence[str]], list[list[float]]]  # texts → unit vectors of one length
