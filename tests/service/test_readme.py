"""What the README shows is what a newcomer sees."""

import shutil
from pathlib import Path

from tests import readme
from tests.service.conftest import running


def test_the_transcript_is_true(tmp_path: Path, taught_file: Path, shop_path: Path) -> None:
    file = tmp_path / "app.sqlite"
    shutil.copy(taught_file, file)
    settings = {"USER_DB_PATH": str(file), "DATABASE_PATH": str(shop_path), "GENERATOR": "grammar"}
    with running(tmp_path, **settings) as service:
        printed = readme.run([command for command, _ in readme.transcript()], service.server.url, tmp_path)
    assert printed == [output for _, output in readme.transcript()]


def test_every_link_leads_somewhere() -> None:
    text = readme.README.read_text(encoding="utf-8")
    targets = [part.split(")")[0] for part in text.split("](")[1:]]
    assert targets
    assert [target for target in targets if not (readme.README.parent / target).exists()] == []
