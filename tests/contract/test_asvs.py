"""docs/asvs.md names every requirement once, and only tests that run."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "asvs.md").read_text("utf-8")
COUNTS = {  # requirements of levels 1 and 2 by section, ASVS 5.0.0
    "2.4": 1,
    "3.2": 2,
    "3.3": 4,
    "3.4": 6,
    "3.5": 5,
    "4.1": 3,
    "4.2": 1,
    "4.3": 2,
    "4.4": 4,
    "6.1": 3,
    "6.2": 12,
    "6.3": 4,
    "6.4": 4,
    "6.5": 5,
    "6.6": 3,
    "6.8": 4,
    "7.1": 3,
    "7.2": 4,
    "7.3": 2,
    "7.4": 5,
    "7.5": 2,
    "7.6": 2,
    "8.1": 2,
    "8.2": 3,
    "8.3": 1,
    "8.4": 1,
    "9.1": 3,
    "9.2": 4,
    "10.1": 2,
    "10.2": 2,
    "10.3": 4,
    "10.4": 11,
    "10.5": 5,
    "10.6": 2,
    "10.7": 3,
    "14.1": 2,
    "14.2": 4,
    "14.3": 3,
    "16.1": 1,
    "16.2": 5,
    "16.3": 4,
    "16.4": 3,
    "16.5": 3,
}


def test_every_requirement_stands_there_once() -> None:
    found = re.findall(r"^\| (\d+\.\d+)\.(\d+) ", TEXT, re.MULTILINE)
    numbers = {section: [int(number) for at, number in found if at == section] for section, _ in found}
    assert numbers == {section: list(range(1, count + 1)) for section, count in COUNTS.items()}


def test_every_test_that_it_names_is_collected() -> None:
    named = set(re.findall(r"`([\w/]+\.py)::(\w+)`", TEXT))
    assert len(named) > 100
    assert named - {(path, name) for path in {path for path, _ in named} for name in collected(path)} == set()


def collected(path: str) -> set[str]:
    """What pytest finds in a file: functions of the module itself, in a file of its form of name."""
    module = ast.parse((ROOT / "tests" / path).read_text("utf-8"))
    assert Path(path).name.startswith("test_"), path
    return {node.name for node in module.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_section_that_it_leads_to_exists() -> None:
    for name, anchor in re.findall(r"\]\((\w+\.md)(?:#([\w-]+))?\)", TEXT):
        headings = re.findall(r"^#+ (.+)$", (ROOT / "docs" / name).read_text("utf-8"), re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
        assert anchor in {"", *anchors}, (name, anchor)
