"""The one place where text leaves for a model: what each mode lets through, whatever was gathered."""

import pytest

from detomo.engine.ports import Content, Message, Prompt, Section
from detomo.engine.propose.privacy import PrivacyMode, permitted

ALWAYS = {Content.TASK, Content.SCHEMA, Content.TAUGHT, Content.QUESTION}
LEAVES = {
    PrivacyMode.SCHEMA: ALWAYS,
    PrivacyMode.SAMPLES: ALWAYS | {Content.SAMPLES},
    PrivacyMode.ROWS: ALWAYS | {Content.SAMPLES, Content.ROWS},
}


@pytest.mark.parametrize("mode", PrivacyMode)
def test_only_what_the_mode_names_leaves(mode: PrivacyMode) -> None:
    sections = tuple(Section(content, str(content)) for content in Content)
    left = permitted(Prompt(sections, (Message("user", sections),)), mode)
    assert {section.content for section in left.system} == LEAVES[mode]
    assert {section.content for message in left.messages for section in message.sections} == LEAVES[mode]
