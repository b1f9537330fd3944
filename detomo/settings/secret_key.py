"""Secrets for development, each generated once and kept in a file that only its owner can read."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from detomo.settings.checks import SettingsError


def keep_secret_key(folder: Path, name: str = "secret_key") -> str:
    """Return the secret in the file `name` of `folder`, making it on first use.

    The file appears complete or not at all, so that processes that start together end up with the same secret.
    """
    file = folder / name
    try:
        if not file.exists():
            _publish(file, secrets.token_urlsafe(48))
        return file.read_text(encoding="ascii").strip()
    except OSError as err:
        reason = f"{name.upper()}: none is set and {file} cannot be used ({err.strerror})"
        raise SettingsError((f"{reason}. Set {name.upper()}, or mend the folder.",)) from err


def _publish(file: Path, secret: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent)  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as draft:
            draft.write(secret)
        with contextlib.suppress(FileExistsError):  # another process was first: its secret is the one
            os.link(name, file)
    finally:
        Path(name).unlink()
