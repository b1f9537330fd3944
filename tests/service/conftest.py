"""The service as it runs: gunicorn with two workers, and the stand-in for the model."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from config import ROOT
from tests.conftest import SECRET
from tests.fakes.messages_api import MessagesApi
from tests.servers import Gunicorn, flask_command, gunicorn
from tests.service.visitor import Visitor

MODEL_KEY = "sk-ant-canary-key"


@dataclass(frozen=True, slots=True)
class Service:
    server: Gunicorn
    model: MessagesApi
    environment: dict[str, str]

    def visitor(self, name: str = "visitor") -> Visitor:
        """Someone with an account; the same one for the same name."""
        return Visitor(self.server.url, name)


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Service]:
    """Serve what the settings say, with the stand-in as its model."""
    with MessagesApi() as model:
        environment = {
            "APP_ENV": "testing",
            "SECRET_KEY": SECRET,
            "BCRYPT_ROUNDS": "4",
            "LOG_FORMAT": "json",
            "ANTHROPIC_API_KEY": MODEL_KEY,
            "ANTHROPIC_BASE_URL": model.url,
            **settings,
        }
        with gunicorn(environment, folder / "log") as server:
            yield Service(server, model, environment)


@pytest.fixture(scope="session")
def taught_file(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path, shop_path: Path) -> Path:
    """An application database that was taught the repository's training data, to be copied."""
    file = tmp_path_factory.mktemp("taught") / "app.sqlite"
    shutil.copy(migrated_file, file)
    teach({"USER_DB_PATH": str(file), "DATABASE_PATH": str(shop_path)})
    return file


def teach(settings: dict[str, str]) -> None:
    environment = {"APP_ENV": "testing", "SECRET_KEY": SECRET, **settings}
    result = flask_command("training", "import", str(ROOT / "training_data"), environment=environment)
    assert result.returncode == 0, result.stderr


@pytest.fixture
def serve(tmp_path: Path, taught_file: Path, shop_path: Path) -> Iterator[Callable[..., Service]]:
    """Serve the sample shop with its training data; keyword arguments are settings."""
    file = tmp_path / "app.sqlite"
    shutil.copy(taught_file, file)
    with ExitStack() as stack:

        def start(**settings: object) -> Service:
            known = {"USER_DB_PATH": str(file), "DATABASE_PATH": str(shop_path)}
            given = {name: str(value) for name, value in settings.items()}
            return stack.enter_context(running(tmp_path, **{**known, **given}))

        yield start
