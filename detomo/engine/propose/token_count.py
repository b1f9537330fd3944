"""How many tokens a text costs a model, estimated offline and rather too high than too low.

No vocabulary of current models is public. Counted are: a word, a token for each three letters begun beyond its first
six; a number, one for each two digits; a Japanese or other non-Latin character, one and a half; each sign and each line
end, one. Published ratios for English prose (about 3.5 to 4 letters a token) and for Japanese (about one token a
character) lie below that. What a model service adds of its own, such as its words around tools, is not known here.
"""

import json
import math
import re
from functools import lru_cache

from detomo.engine.ports import Prompt, Tool

_PIECE = re.compile(
    r"(?P<word>[A-Za-z]+)|(?P<number>\d+)|(?P<space>[^\S\n]+)|(?P<sign>[\x00-\x7f])|(?P<other>[^\x00-\x7f]+)"
)
_FIRST_LETTERS, _LETTERS, _DIGITS, _OTHER = 6, 3, 2, 1.5


@lru_cache(maxsize=4096)
def count_tokens(text: str) -> int:
    """An upper estimate; the sum over parts is never less than the whole's."""
    return _counted(text)


def prompt_tokens(prompt: Prompt) -> int:
    """What a whole prompt costs with its tool, in any privacy mode at most.

    Counted by lines: a prompt is composed several times for a question, and most of its lines stand in every prompt.
    """
    texts = [*(section.text for section in prompt.system), *(message.text for message in prompt.messages)]
    lines = [line for text in texts for line in text.split("\n")]
    ends = len(lines) - len(texts)
    return sum(map(count_tokens, lines)) + ends + (_tool_tokens(prompt.tool) if prompt.tool else 0)


def _tool_tokens(tool: Tool) -> int:
    return count_tokens(json.dumps([tool.name, tool.description, tool.schema], ensure_ascii=False))


def _counted(text: str) -> int:
    return sum(_cost(match.lastgroup, match.end() - match.start()) for match in _PIECE.finditer(text))


def _cost(kind: str | None, length: int) -> int:
    if kind == "word":
        return 1 + max(0, math.ceil((length - _FIRST_LETTERS) / _LETTERS))
    if kind == "number":
        return math.ceil(length / _DIGITS)
    if kind == "other":
        return math.ceil(length * _OTHER)
    return 1 if kind == "sign" else 0  # a space belongs to the word behind it
