"""The word lists, read once per call."""

import json
from pathlib import Path
from typing import Any


def read(name: str) -> Any:
    """The parsed content of one word list: `countries`, `employees` or `music`."""
    return json.loads(Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8"))
