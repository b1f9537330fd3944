"""A language model with canned replies and a history of what it was told."""

from collections import deque

from detomo.engine.errors import EngineError
from detomo.engine.ports import Completion, Prompt


class CannedModel:
    """Replies in order; an error is raised. Being asked more often than there are replies fails the test."""

    def __init__(self, *replies: str | EngineError) -> None:
        self._replies = deque(replies)
        self.prompts: list[Prompt] = []

    def complete(
        self,
        prompt: Prompt,
        *,
        model: str | None = None,
        temperature: float | None = None,
        max_tokens: int | None = None,
    ) -> Completion:
        self.prompts.append(prompt)
        reply = self._replies.popleft()
        if isinstance(reply, EngineError):
            raise reply
        return Completion(reply, model or "canned")

    @property
    def last_words(self) -> str:
        """The last message of the last prompt."""
        return self.prompts[-1].messages[-1].text

    @property
    def everything(self) -> str:
        """All that it was ever told."""
        return "\n".join(text for prompt in self.prompts for text in words_of(prompt))


def words_of(prompt: Prompt) -> list[str]:
    """The texts of all its sections, the system part first."""
    return [section.text for section in prompt.system] + [message.text for message in prompt.messages]
