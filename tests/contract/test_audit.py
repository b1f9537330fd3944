"""What `make audit` ends with: a package that could not be looked up is no package without flaws."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config import ROOT

GOOD = {"name": "good", "version": "1.0", "vulns": []}
FLAWED = {"name": "bad", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
SKIPPED = {"name": "strange", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("found", "unknown", "ends", "told"),
    [
        ([GOOD], "", 0, "1 packages looked up, 0 known flaws"),
        ([GOOD, FLAWED], "", 1, "bad 1.0: PYSEC-1, mended in 1.1"),
        ([GOOD, SKIPPED], "", 2, "NOT AUDITED: 1 of 2"),
        ([], "", 2, "NOT AUDITED"),
        (None, "", 2, "no route to host"),
        ([GOOD, SKIPPED], "0", 0, "NOT AUDITED: 1 of 2"),
        (None, "0", 0, "no route to host"),
        ([SKIPPED, FLAWED], "0", 1, "PYSEC-1"),
    ],
)
def test_an_audit(tmp_path: Path, found: list[dict[str, Any]] | None, unknown: str, ends: int, told: str) -> None:
    says = "" if found is None else json.dumps({"dependencies": found, "fixes": []})
    auditor = tmp_path / "pip_audit.py"
    auditor.write_text(f"import sys; print({says!r}); print('no route to host', file=sys.stderr)")
    environment = {**os.environ, **({"AUDIT_UNKNOWN": unknown} if unknown else {})}
    command = [sys.executable, ROOT / ".ci/audit.py", sys.executable, auditor]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == ends
    assert told in done.stdout + done.stderr
