"""The README's transcript is what the service really answers."""

import re
from collections.abc import Callable

import pytest

from config import ROOT
from tests.service.conftest import Service
from tests.service.transcript import masked, run, steps_of

README = (ROOT / "README.md").read_text("utf-8")
DEFAULT = "http://127.0.0.1:8000"


@pytest.mark.timeout(120)
def test_the_readme_shows_what_the_service_answers(serve: Callable[..., Service]) -> None:
    steps, url = steps_of(README), serve().server.url
    outputs = run([step.command.replace(DEFAULT, url) for step in steps])
    assert len(steps) > 5
    assert [masked(output) for output in outputs] == [masked(step.output) for step in steps]


def test_the_readme_names_every_document() -> None:
    linked = set(re.findall(r"\]\((docs/[^)]+)\)", README))
    assert linked == {f"docs/{path.name}" for path in (ROOT / "docs").iterdir()}


@pytest.mark.parametrize("target", re.findall(r"`make (\w+)`", README))
def test_the_readme_names_only_targets_that_exist(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
