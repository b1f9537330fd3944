"""The README's transcript: commands and what they print."""

import re
import subprocess
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
_END = "--- end of a command ---"


def transcript() -> list[tuple[str, str]]:
    """Each command of the README's console block with its output."""
    found = _BLOCK.search(README.read_text(encoding="utf-8"))
    assert found is not None
    steps = re.split(r"^\$ ", found[1], flags=re.MULTILINE)[1:]
    return [(command, output) for command, _, output in (step.partition("\n") for step in steps)]


def run(commands: list[str], url: str, folder: Path) -> list[str]:
    """Type the commands into one shell, against the service at `url`; what each printed."""
    lines = [line for command in commands for line in (command, f"echo '{_END}'")]
    script = "\n".join(lines).replace("http://127.0.0.1:8000", url)
    done = subprocess.run(["bash"], input=script, cwd=folder, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.split(f"{_END}\n")[:-1]


def rewrite(outputs: list[str]) -> None:
    """Put what the commands print now into the README."""
    text = README.read_text(encoding="utf-8")
    block = "".join(f"$ {command}\n{output}" for (command, _), output in zip(transcript(), outputs, strict=True))
    README.write_text(_BLOCK.sub(lambda _: f"```console\n{block}```", text, count=1), encoding="utf-8")
