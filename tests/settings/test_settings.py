"""Settings: what is accepted, and what stops the start with which sentence."""

from pathlib import Path

import pytest

from config import Settings, SettingsError, load_settings

SECRET = "s3cret-" * 6
KEY = "encrypts" * 5
LONGER_SECRET = "s3cret-" * 10


def given(tmp_path: Path, **more: object) -> dict[str, object]:
    return {"SECRET_KEY": SECRET, "ENCRYPTION_KEY": KEY, "USER_DB_PATH": tmp_path / "app.sqlite", **more}


def problems(values: dict[str, object]) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(values)
    return str(caught.value)


WRONG = [
    ("unknown environment", {"APP_ENV": "prod"}, "APP_ENV", "'production'"),
    ("short secret", {"SECRET_KEY": "short"}, "SECRET_KEY", "secrets.token_urlsafe"),
    ("secret too short for its algorithm", {"ALGORITHM": "HS512"}, "SECRET_KEY", "64 bytes"),
    ("short encryption key", {"ENCRYPTION_KEY": f"{KEY},short"}, "ENCRYPTION_KEY", "secrets.token_urlsafe"),
    ("one encryption key twice", {"ENCRYPTION_KEY": f"{KEY},{KEY}"}, "ENCRYPTION_KEY", "Leave the second one out"),
    ("one key for two purposes", {"ENCRYPTION_KEY": SECRET}, "ENCRYPTION_KEY", "secrets.token_urlsafe"),
    ("asymmetric algorithm", {"ALGORITHM": "RS256"}, "ALGORITHM", "HS256"),
    ("no algorithm", {"ALGORITHM": "none"}, "ALGORITHM", "HS256"),
    ("not a number", {"CLAUDE_MAX_TOKENS": "many"}, "CLAUDE_MAX_TOKENS", "CLAUDE_MAX_TOKENS=2048"),
    ("temperature out of range", {"CLAUDE_TEMPERATURE": 3}, "CLAUDE_TEMPERATURE", "less than or equal to 1"),
    ("unknown name", {"SECRET_KEYS": "x"}, "SECRET_KEYS", "docs/settings.md"),
    ("unreachable folder", {"USER_DB_PATH": "/proc/none/app.sqlite"}, "USER_DB_PATH", "folder"),
    ("no such database", {"DATABASE_PATH": "/none/shop.sqlite"}, "DATABASE_PATH", "existing SQLite file"),
    ("no such training data", {"TRAINING_DATA_PATH": "/none"}, "TRAINING_DATA_PATH", "not a folder"),
    ("not a database URL", {"APP_DATABASE_URL": "oracle://x"}, "APP_DATABASE_URL", "postgresql"),
    ("no URL at all", {"TARGET_DATABASE_URL": "shop"}, "TARGET_DATABASE_URL", "duckdb"),
    ("claude without a key", {"GENERATOR": "claude"}, "GENERATOR", "ANTHROPIC_API_KEY"),
    ("base URL without a scheme", {"ANTHROPIC_BASE_URL": "localhost"}, "ANTHROPIC_BASE_URL", "http"),
    ("no port", {"BIND": "127.0.0.1"}, "BIND", "127.0.0.1:8000"),
    ("port out of range", {"BIND": "127.0.0.1:99999"}, "BIND", "127.0.0.1:8000"),
    ("cell larger than result", {"QUERY_MAX_CELL_BYTES": 50_000_000}, "QUERY_MAX_CELL_BYTES", "Lower"),
    ("access outlives refresh", {"ACCESS_TOKEN_EXPIRE_MINUTES": 20_000}, "ACCESS_TOKEN_EXPIRE_MINUTES", "Lower"),
    ("open to the network", {"AUTH_REQUIRED": False, "BIND": "0.0.0.0:80"}, "AUTH_REQUIRED", "BIND=127.0.0.1"),
    ("open in production", {"APP_ENV": "production", "AUTH_REQUIRED": False}, "AUTH_REQUIRED", "AUTH_REQUIRED=true"),
    ("any origin in production", {"APP_ENV": "production", "CORS_ORIGINS": "*"}, "CORS_ORIGINS", "Name the origins"),
    ("a secret of spaces", {"APP_ENV": "production", "SECRET_KEY": " " * 40}, "SECRET_KEY", "secrets.token_urlsafe"),
    (
        "a key of few letters",
        {"APP_ENV": "staging", "ENCRYPTION_KEY": "abcd" * 10},
        "ENCRYPTION_KEY",
        "could be guessed",
    ),
    *(
        (
            f"no origin: {origin}",
            {"CORS_ORIGINS": f"https://a.example.com,{origin}"},
            "CORS_ORIGINS",
            "scheme, host and",
        )
        for origin in (
            "https://*.example.com",
            "https://a.example.com/",
            "null",
            "a.example.com",
            "https://a$",
            "http://[",
        )
    ),
    ("proxies anywhere", {"APP_ENV": "production", "TRUSTED_PROXIES": "0.0.0.0/0"}, "TRUSTED_PROXIES", "networks"),
    ("no proxy", {"TRUSTED_PROXIES": "10.0.0.5,proxy"}, "TRUSTED_PROXIES", "TRUSTED_PROXIES=10.0.0.5"),
    ("no Redis URL", {"REDIS_URL": "localhost:6379"}, "REDIS_URL", "redis://"),
    ("a Redis port that is none", {"REDIS_URL": "redis://h:port/0"}, "REDIS_URL", "6379"),
    ("no Redis host", {"REDIS_URL": "redis:///0"}, "REDIS_URL", "6379"),
    ("cheap hashes in staging", {"APP_ENV": "staging", "BCRYPT_ROUNDS": 4}, "BCRYPT_ROUNDS", "at least 10"),
]


@pytest.mark.parametrize(("values", "name", "mend"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_wrong_setting_is_named_with_how_to_mend_it(
    tmp_path: Path, values: dict[str, object], name: str, mend: str
) -> None:
    lines = [line for line in problems(given(tmp_path, **values)).splitlines() if line.startswith(f"  - {name}: ")]
    assert len(lines) == 1
    assert mend in lines[0]


def test_every_wrong_setting_is_named_at_once(tmp_path: Path) -> None:
    text = problems(given(tmp_path, SECRET_KEY="short", GENERATOR="claude", BIND="nowhere"))
    assert all(f"- {name}: " in text for name in ("SECRET_KEY", "GENERATOR", "BIND"))


@pytest.mark.parametrize("spelled", ["app.sqlite", "./app.sqlite", "link.sqlite", "folder/../app.sqlite"])
def test_the_target_may_not_be_the_services_own_database(tmp_path: Path, spelled: str) -> None:
    (tmp_path / "app.sqlite").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.sqlite").symlink_to(tmp_path / "app.sqlite")
    file = f"{tmp_path}/{spelled}"
    assert "DATABASE_PATH" in problems(given(tmp_path, DATABASE_PATH=file))
    assert "DATABASE_PATH" in problems(given(tmp_path, TARGET_DATABASE_URL=f"sqlite:///{file}"))


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "ENCRYPTION_KEY", "ANTHROPIC_API_KEY", "APP_DATABASE_URL", "TARGET_DATABASE_URL"]
)
def test_a_secret_is_never_quoted(tmp_path: Path, name: str) -> None:
    text = problems(given(tmp_path, **{name: "hunter2", "APP_ENV": "nowhere"}))
    assert "hunter2" not in text


def test_settings_do_not_show_secrets_when_printed(tmp_path: Path) -> None:
    assert SECRET not in repr(load_settings(given(tmp_path)))


@pytest.mark.parametrize("environment", ["staging", "production"])
@pytest.mark.parametrize("name", ["secret_key", "encryption_key"])
def test_a_deployed_service_generates_no_secret(tmp_path: Path, environment: str, name: str) -> None:
    assert name.upper() in problems(given(tmp_path, **{name.upper(): ""}, APP_ENV=environment))
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    ("bind", "allowed"),
    [
        *[(bind, True) for bind in ("127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "localhost:1", "unix:/tmp/s")],
        *[(bind, False) for bind in ("0.0.0.0:1", "[::]:1", "10.0.0.1:1", "localhost.example.com:1")],
    ],
)
def test_open_access_needs_loopback(tmp_path: Path, bind: str, allowed: bool) -> None:
    values = given(tmp_path, AUTH_REQUIRED=False, BIND=bind)
    if allowed:
        assert load_settings(values).bind == bind
    else:
        assert "AUTH_REQUIRED" in problems(values)


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////x/a.sqlite", "sqlite:////x/a.sqlite"),
    ],
)
def test_the_application_database_url_gets_its_driver(tmp_path: Path, url: str, uri: str) -> None:
    assert load_settings(given(tmp_path, APP_DATABASE_URL=url)).app_database_uri == uri


def test_paths_become_urls_where_none_is_given(tmp_path: Path) -> None:
    settings = load_settings(given(tmp_path))
    assert settings.app_database_uri == f"sqlite:///{tmp_path}/app.sqlite"
    assert settings.target_database_uri.endswith("/instance/sample.sqlite")


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in given(tmp_path, TARGET_TABLES="a, b,", CLAUDE_TEMPERATURE="", AUTH_REQUIRED="true").items():
        monkeypatch.setenv(name, str(value))
    settings = load_settings()
    assert (settings.target_tables, settings.claude_temperature, settings.auth_required) == (("a", "b"), None, True)


def test_given_values_stand_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLAUDE_MODEL", "from-the-environment")
    assert load_settings(given(tmp_path)).claude_model == Settings.model_fields["claude_model"].default


def test_a_longer_secret_serves_a_longer_algorithm(tmp_path: Path) -> None:
    assert load_settings(given(tmp_path, SECRET_KEY=LONGER_SECRET, ALGORITHM="HS512")).algorithm == "HS512"


def test_several_encryption_keys_come_with_commas(tmp_path: Path) -> None:
    keys = (KEY, KEY[::-1])
    assert load_settings(given(tmp_path, ENCRYPTION_KEY=" , ".join(keys))).encryption_keys == keys
