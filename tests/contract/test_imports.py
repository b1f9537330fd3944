"""Imports point one way: routes → service → models and engine; the engine knows nothing of ours."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import detomo

PACKAGE = Path(detomo.__file__).parent
FEATURES = sorted(
    folder.name for folder in PACKAGE.iterdir() if (folder / "service.py").is_file() and folder.name != "engine"
)
DRAWN = {  # what each kind of module may not import from its own feature
    "models": {"routes", "service", "schemas", "cli"},
    "schemas": {"routes", "service", "models", "cli"},
    "service": {"routes", "schemas", "cli"},
    "passwords": {"routes", "service", "schemas", "models", "cli"},
    "tokens": {"routes", "schemas", "models", "cli"},
    "routes": {"models", "cli"},
    "cli": {"models", "routes"},
}
COMPOSERS = {"detomo.features", "detomo.models", "detomo.target", "detomo.__init__"}  # put the features together
FLASK = ("flask", "flask_sqlalchemy", "flask_smorest", "flask_jwt_extended", "flask_cors", "werkzeug")


def modules() -> list[str]:
    """Every module by name; a package as its `__init__`."""
    return sorted(
        ".".join(("detomo", *path.relative_to(PACKAGE).with_suffix("").parts)) for path in PACKAGE.rglob("*.py")
    )


def imported(module: str) -> Iterator[str]:
    """Full names of what a module imports, wherever in it, `from a import b` as `a.b`."""
    path = PACKAGE.joinpath(*module.split(".")[1:]).with_suffix(".py")
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("module", [name for name in modules() if name.startswith("detomo.engine.")])
def test_the_engine_imports_nothing_of_ours_and_no_flask(module: str) -> None:
    ours = [name for name in imported(module) if name.startswith(("detomo.", "config")) and ".engine" not in name]
    flask = [name for name in imported(module) if name.split(".")[0] in FLASK]
    if module.endswith(".cli"):
        flask = []
    assert (ours, flask) == ([], [])


@pytest.mark.parametrize("module", [name for name in modules() if name not in COMPOSERS])
def test_a_feature_calls_only_another_features_service(module: str) -> None:
    own = module.split(".")[1]
    wrong = [
        name
        for name in imported(module)
        for parts in [name.split(".")]
        if parts[0] == "detomo"
        and len(parts) > 2
        and parts[1] in FEATURES
        and parts[1] != own
        and parts[2] != "service"
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "module", [name for name in modules() for parts in [name.split(".")] if parts[1] in FEATURES and parts[2] in DRAWN]
)
def test_inside_a_feature_imports_point_down(module: str) -> None:
    feature, kind = module.split(".")[1:3]  # a package of routes is as one module of them
    wrong = {f"detomo.{feature}.{other}" for other in DRAWN[kind]}
    found = [name for name in imported(module) if any(name == w or name.startswith(f"{w}.") for w in wrong)]
    assert [name for name in found if not name.startswith(f"detomo.{feature}.{kind}")] == []


@pytest.mark.parametrize("feature", FEATURES)
def test_a_service_never_sees_the_request(feature: str) -> None:
    assert not {"flask.request", "flask.g", "flask.session"} & set(imported(f"detomo.{feature}.service"))


def test_extensions_import_nothing_of_ours() -> None:
    assert [name for name in imported("detomo.extensions") if name.startswith(("detomo", "config"))] == []


def test_the_walk_sees_the_features() -> None:
    assert {"auth", "health", "projects"} <= set(FEATURES)
