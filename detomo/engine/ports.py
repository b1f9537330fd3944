"""What the engine needs from outside, as small protocols: each has a real adapter and a fake of the same signature."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from detomo.engine.knowledge.items import KnowledgeChanges

Role = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """`system` stays the same between questions on one schema, so that a model service may cache it."""

    system: str
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Completion:
    text: str
    model: str
    input_tokens: int = 0
    output_tokens: int = 0


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
