"""Transcripts of a shell in Markdown: lines of `$ command`, each followed by what it wrote."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK = "\x1e"  # ASCII's record separator
_VARIES = {
    r"\b[0-9a-f]{32}\b": "ID",
    r'"id": ?\d+': '"id":NUMBER',
    r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00": "TIME",
    r'"timings": ?\{[^}]*\}': "TIMINGS",
    r"\s+$": "",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A command, over several lines where a line ends with a backslash, and its output."""

    command: str
    output: str


def steps_of(markdown: str) -> list[Step]:
    return [step for block in _BLOCK.findall(markdown) for step in _steps(block)]


def run(commands: list[str]) -> list[str]:
    """What each command writes when one shell runs them all."""
    script = f"\nprintf '{_MARK}'\n".join(commands)
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60)
    return done.stdout.split(_MARK)


def masked(output: str) -> str:
    """The output without what differs from run to run: ids and times."""
    for pattern, name in _VARIES.items():
        output = re.sub(pattern, name, output)
    return output


def _steps(block: str) -> Iterator[Step]:
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        found = re.match(r"(?:.*\\\n)*.*\n", part)
        command = found[0] if found else part
        yield Step(command.rstrip("\n"), part[len(command) :])
