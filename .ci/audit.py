"""Look pinned packages up among known flaws: `audit.py pip-audit …` runs that command and reads what it found.

pip-audit alone ends with success when it could look up nothing, as behind a mirror without advisories. This ends with 0
where every package was looked up and none has a known flaw, 1 where one has, 2 (or AUDIT_UNKNOWN) where some were not.
"""

import json
import os
import subprocess
import sys

FLAWED, UNKNOWN = 1, int(os.environ.get("AUDIT_UNKNOWN", "2"))


def main(command: list[str]) -> int:
    done = subprocess.run([*command, "--format", "json"], capture_output=True, text=True, check=False)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        print(f"NOT AUDITED: pip-audit gave no result.\n{done.stderr[-2000:]}", file=sys.stderr)
        return UNKNOWN
    flaws = [(package, flaw) for package in packages for flaw in package.get("vulns", ())]
    for package, flaw in flaws:
        mended = ", ".join(flaw.get("fix_versions", ())) or "no version yet"
        print(f"{package['name']} {package['version']}: {flaw['id']}, mended in {mended}")
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    if skipped or not packages:
        print(f"NOT AUDITED: {len(skipped)} of {len(packages)} packages could not be looked up.", file=sys.stderr)
    else:
        print(f"{len(packages)} packages looked up, {len(flaws)} known flaws.")
    return FLAWED if flaws else UNKNOWN if skipped or not packages else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
