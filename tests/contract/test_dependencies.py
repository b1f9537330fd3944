"""Every dependency is pinned and has its reason."""

import re

import pytest

from config import ROOT

NAME = re.compile(r"^[A-Za-z0-9_.-]+(?:\[[\w,]+\])?", re.MULTILINE)
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
