"""Tables of cases kept in files, so that adding one needs no Python."""

import json
from pathlib import Path
from typing import Any

import pytest


def load(path: Path) -> list[Any]:
    """Each line of a .jsonl file as a pytest parameter named by its `id`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [pytest.param(case := json.loads(line), id=case["id"]) for line in lines if line.strip()]
