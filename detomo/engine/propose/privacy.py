"""What may leave for the language model. `Claude` asks here for every prompt; nothing else sends text to a model."""

from enum import StrEnum

from detomo.engine.ports import Content, Message, Prompt


class PrivacyMode(StrEnum):
    """How much of the database a model may be told."""

    SCHEMA = "schema"  # names, types, keys and comments
    SAMPLES = "samples"  # also some stored values by column
    ROWS = "rows"  # also rows of earlier answers


_ALWAYS = frozenset({Content.TASK, Content.SCHEMA, Content.TAUGHT, Content.QUESTION})
_ALLOWED = {
    PrivacyMode.SCHEMA: _ALWAYS,
    PrivacyMode.SAMPLES: _ALWAYS | {Content.SAMPLES},
    PrivacyMode.ROWS: _ALWAYS | {Content.SAMPLES, Content.ROWS},
}


def permitted(prompt: Prompt, mode: PrivacyMode) -> Prompt:
    """The prompt without the sections that the mode keeps back; messages that held nothing else go as well."""
    allowed = _ALLOWED[mode]
    system = tuple(section for section in prompt.system if section.content in allowed)
    messages = (
        Message(message.role, tuple(section for section in message.sections if section.content in allowed))
        for message in prompt.messages
    )
    return Prompt(system, tuple(message for message in messages if message.sections), prompt.tool)
