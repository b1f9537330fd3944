"""Every dependency is pinned and has its reason."""

import re
from importlib import metadata

import pytest

from config import ROOT

NAME = re.compile(r"^[A-Za-z0-9_.-]+(?:\[[\w,]+\])?", re.MULTILINE)
ALWAYS_EARLY = "opentelemetry-"  # chromadb needs them, and they have no final versions
PAIRS = [("requirements.in", "requirements.txt"), ("requirements-dev.in", "requirements-dev.txt")]


def names(file: str) -> list[str]:
    lines = (line for line in (ROOT / file).read_text("utf-8").splitlines() if not line.startswith(("#", "-", " ")))
    return [found[0] for line in lines if (found := NAME.match(line))]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.partition("[")[0]).lower()


def test_every_dependency_is_explained_once() -> None:
    explained = re.findall(r"^\| (\S+) \| .{8,} \|$", (ROOT / "docs/dependencies.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(explained) == sorted(name for given, _ in PAIRS for name in names(given))


@pytest.mark.parametrize(("given", "pinned"), PAIRS)
def test_every_dependency_is_pinned(given: str, pinned: str) -> None:
    assert {plain(name) for name in names(given)} <= {plain(name) for name in names(pinned)}


@pytest.mark.parametrize("pinned", [pinned for _, pinned in PAIRS])
def test_pins_are_exact_and_name_no_host(pinned: str) -> None:
    lines = [line for line in (ROOT / pinned).read_text("utf-8").splitlines() if line and line[0] not in " #"]
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9_.-]+==[\w.+!]+(?: ; .*)?", line)] == []


def pins() -> dict[str, str]:
    lines = [line for _, pinned in PAIRS for line in (ROOT / pinned).read_text("utf-8").splitlines()]
    return dict(found.groups() for line in lines if (found := re.match(r"([A-Za-z0-9_.-]+)==([\w.+!]+)", line)))


def test_every_pin_is_a_final_version() -> None:
    early = {name for name, version in pins().items() if re.search(r"\d(a|b|rc|\.dev)\d+$", version)}
    assert {name for name in early if not name.startswith(ALWAYS_EARLY)} == set()


def test_what_is_installed_is_what_was_audited() -> None:
    installed = {plain(found.name): found.version for found in metadata.distributions()}
    other = {name: installed[plain(name)] for name in pins() if plain(name) in installed}
    assert {name: version for name, version in other.items() if version != pins()[name]} == {}
