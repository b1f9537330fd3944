"""Every setting of the service, declared once: `docs/settings.md` and `.env.example` are generated from here.

A value comes from the environment, else from `.env`, else from the default below. Names in the environment are the
field names in capitals. Relative paths start at the project folder.
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from detomo.settings.checks import SettingsError, explain, find_problems
from detomo.settings.secret_key import keep_secret_key

ROOT = Path(__file__).resolve().parent


def _split_commas(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, KeyError):
        raise ValueError("not a time zone of the IANA database, such as Asia/Tokyo or UTC") from None


def _two_or_four(prices: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    if len(prices) not in {0, 2, 4}:
        raise ValueError("give two or four numbers")
    return prices


RATE = r"^[1-9][0-9]{0,8}/(second|minute|hour|day)$"
CommaList = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_commas)]
PriceList = Annotated[
    tuple[Annotated[Decimal, Field(ge=0)], ...],
    NoDecode,
    BeforeValidator(_split_commas),
    AfterValidator(_two_or_four),
]
ProjectPath = Annotated[Path, AfterValidator(lambda path: ROOT / path.expanduser())]


class Accounts(BaseSettings):
    """Environment and accounts"""

    app_env: Literal["development", "testing", "staging", "production"] = Field(
        "development", description="Where the service runs. Staging and production refuse every unsafe shortcut."
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="Signs the tokens: at least 32 random characters, the same on every host. "
        "In development and testing one is generated and kept beside the application database when none is given.",
    )
    encryption_key: SecretStr = Field(
        SecretStr(""),
        description="Encrypts e-mail addresses and stored secrets: at least 32 random characters, the same on every "
        "host. Several with commas: the first encrypts, all decrypt (`flask keys rotate`). In development and testing "
        "one is generated and kept beside the application database when none is given.",
    )
    algorithm: Literal["HS256", "HS384", "HS512"] = Field("HS256", description="How tokens are signed.")
    access_token_expire_minutes: int = Field(30, ge=1, description="Life of an access token, in minutes.")
    refresh_token_expire_days: int = Field(7, ge=1, description="Life of a refresh token, in days.")
    session_idle_minutes: int = Field(
        7 * 24 * 60, ge=5, description="A session that was not used for so long has ended, in minutes."
    )
    session_max_days: int = Field(30, ge=1, description="A session ends after so long whatever its use, in days.")
    admin_session_max_hours: int = Field(
        24, ge=1, description="The same for those who administer users, roles, connections, rules or audit, in hours."
    )
    recent_login_minutes: int = Field(
        10, ge=1, description="How long ago a log-in or step-up may be for sensitive acts, in minutes."
    )
    mfa_required_for_admin: bool = Field(
        False,
        description="Those who administer must log in with a second factor; until they have one they can only set "
        "it up. Recommended for production.",
    )
    mfa_required: bool = Field(
        False, description="The same for everybody: nobody asks anything before they have set up a second factor."
    )
    email_verification_required: bool = Field(
        False, description="An account opens once its e-mail address is proved. Recommended for production; needs mail."
    )
    api_key_max_days: int = Field(365, ge=1, description="Longest life of an API key, in days.")
    bcrypt_rounds: int = Field(12, ge=4, le=16, description="Cost of a password hash: each step doubles the time.")
    default_role: Literal["viewer", "analyst"] = Field(
        "analyst", description="Role of a new account: analyst may ask, edit SQL and teach; viewer may only ask."
    )
    auth_required: bool = Field(
        True, description="Ask for a token. May be false only in development or testing, bound to a loopback address."
    )


class Privacy(BaseSettings):
    """What is kept"""

    result_retention_days: int = Field(
        90,
        ge=0,
        description="How long the rows of an answer are stored after they were read, in days; the question and its SQL "
        "stay. 0: for ever.",
    )
    audit_retention_days: int = Field(
        0, ge=0, description="What `flask audit purge` keeps where no date is given, in days. 0: everything."
    )
    account_deletion_grace_days: int = Field(
        14, ge=0, le=365, description="Days in which somebody can take back the wish to have their account deleted."
    )


class SingleSignOn(BaseSettings):
    """Single sign-on"""

    oidc_issuer: str = Field(
        "",
        pattern="^(https?://.+)?$",
        description="Issuer URL of an OpenID Connect provider: its access tokens are accepted, and people may log in "
        "there in a browser. Empty: none.",
    )
    oidc_client_id: str = Field("", description="What the provider knows this service as.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Empty for a public client.")
    oidc_redirect_url: str = Field(
        "",
        description="This service's /api/v0/auth/oidc/callback as browsers reach it, registered with the provider.",
    )
    oidc_return_url: str = Field(
        "",
        pattern="^(/.*|https?://.+)?$",
        description="Your page that browsers go to after a log-in there, with the tokens as cookies. "
        "Empty: the callback answers with the tokens as JSON.",
    )
    oidc_audience: str = Field(
        "",
        description="What the provider's access tokens must be meant for (aud). Empty: OIDC_CLIENT_ID, and only tokens "
        "of type at+jwt, for those of type JWT could be ID tokens.",
    )
    oidc_required_scope: str = Field(
        "",
        pattern=r"^\S*$",
        description="A scope that the provider's access tokens must have been granted. Empty: the audience is enough.",
    )
    oidc_scopes: str = Field("openid email profile", description="What is asked of the provider in the browser.")
    oidc_create_accounts: bool = Field(
        True, description="Make an account, with DEFAULT_ROLE, for who comes from the provider for the first time."
    )
    oidc_link_verified_email: bool = Field(
        False,
        description="Let who comes from the provider into the account with the address that the provider verified. "
        "Only for a provider that is trusted with every account.",
    )


class Storage(BaseSettings):
    """Databases and files"""

    app_database_url: SecretStr = Field(
        SecretStr(""),
        description="The service's own database: sqlite:///path or postgresql://user:password@host/name. "
        "Empty: the SQLite file of USER_DB_PATH.",
    )
    user_db_path: ProjectPath = Field(
        Path("instance/app.sqlite"), description="SQLite file of the service's own database, where no URL is given."
    )
    target_database_url: SecretStr = Field(
        SecretStr(""),
        description="The database that questions are about: sqlite:///, duckdb:///, postgresql:// or mysql:// URL. "
        "Empty: the SQLite file of DATABASE_PATH.",
    )
    database_path: ProjectPath = Field(
        Path("instance/sample.sqlite"),
        description="SQLite file that questions are about, where no URL is given. The default is the sample shop.",
    )
    target_tables: CommaList = Field((), description="Tables that may be asked about, with commas. Empty: all of them.")
    catalog_ttl_seconds: int = Field(60, ge=0, description="How long a read schema counts as current, in seconds.")
    allow_private_connections: bool = Field(
        False,
        description="Connections made by administrators may be to private networks and this machine. "
        "Metadata services and link-local addresses stay refused; TARGET_DATABASE_URL is not concerned.",
    )
    connection_files_path: ProjectPath | None = Field(
        None, description="Folder whose SQLite and DuckDB files may become connections. Empty: none."
    )
    value_index_ttl_seconds: int = Field(
        3600,
        ge=0,
        description="How long the stored values that questions are searched for stay as they were read, in seconds. "
        "0: values are never read ahead.",
    )
    training_data_path: ProjectPath | None = Field(
        None, description="Folder with ddl/, documentation/ and questions/ that is taught at the first start."
    )
    vector_db_path: str = Field(
        "", description="Accepted from older .env files and unused: the index is derived and kept in memory."
    )
    embeddings: str = Field(
        "ngrams",
        pattern=r"^(ngrams|sentence-transformers:.+)$",
        description="How texts become vectors: ngrams (offline, no model), or sentence-transformers:<model>, where "
        "that package and model are installed. Use a new Chroma collection after a change.",
    )
    chroma_url: str = Field("", description="A Chroma server that all workers share. Empty: each worker keeps its own.")


class LanguageModel(BaseSettings):
    """Language model"""

    generator: Literal["auto", "claude", "grammar"] = Field(
        "auto",
        description="Who writes SQL for what was not taught: claude, grammar (no model at all), "
        "or auto (claude where a key or base URL is set).",
    )
    confidence_threshold: float = Field(
        0.76,
        ge=0,
        le=1,
        description="The least probability of being right that a question read without a model is answered with; "
        "below it the service asks back.",
    )
    anthropic_api_key: SecretStr = Field(SecretStr(""), description="Key for the Anthropic Messages API.")
    anthropic_base_url: str = Field(
        "", pattern="^(https?://.+)?$", description="Another server that speaks the Messages API. Empty: Anthropic's."
    )
    claude_model: str = Field("claude-sonnet-5-5", min_length=1, description="Model name, sent as it is.")
    claude_temperature: float | None = Field(None, ge=0, le=1, description="Sent only when set.")
    claude_max_tokens: int = Field(2048, ge=1, description="Longest answer of the model, in tokens.")
    claude_timeout_seconds: float = Field(
        60, gt=0, description="How long one answer of the model may take, further tries included, in seconds."
    )
    prompt_token_budget: int = Field(
        4000,
        ge=1500,
        description="Most tokens of the whole prompt for one question, estimated rather too high. What has no room is "
        "left out, the least relevant first; a question that leaves none is refused. "
        "Mending SQL adds the SQL and what failed.",
    )
    claude_prices: PriceList = Field(
        (),
        description="US dollars for a million tokens, with commas: input, output and, where they differ, writing to "
        "and reading from the prompt cache. Empty: costs are not known, tokens are recorded all the same.",
    )
    privacy_mode: Literal["schema", "samples", "rows"] = Field(
        "schema",
        description="What the model may be told of stored data beside the question: nothing (schema), "
        "some values by column (samples), or also first rows of earlier answers in a conversation (rows).",
    )
    claude_max_retries: int = Field(2, ge=0, le=10, description="Further tries when the model is overloaded.")


class Mail(BaseSettings):
    """Mail"""

    smtp_host: str = Field(
        "", description="Mail server. Empty: each mail becomes a file in MAIL_OUTBOX_PATH, for embedded use."
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection to the mail server is encrypted; its certificate is checked."
    )
    smtp_username: str = Field("", description="User name at the mail server. Empty: none is sent.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password at the mail server.")
    smtp_timeout_seconds: float = Field(10, gt=0, description="How long one step with the mail server may take.")
    mail_from: str = Field("", description="Sender of mails, as Detomo <detomo@example.com>. SMTP_HOST needs it.")
    mail_outbox_path: ProjectPath = Field(
        Path("instance/outbox"), description="Folder of mails where no mail server is configured."
    )
    mail_link: str = Field(
        "",
        pattern=r"^(https?://.*\{token\}.*)?$",
        description="Address of your page that takes the tokens of mails, as https://app.example.com/{action}#{token}; "
        "the action is verify-email or reset-password. Empty: mails hold the token alone.",
    )


class Dates(BaseSettings):
    """Dates in questions"""

    time_zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        "UTC", description="Where today begins, for “last month” and the like: a name such as Asia/Tokyo."
    )
    fiscal_year_start_month: int = Field(
        4,
        ge=1,
        le=12,
        description="The month in which a fiscal year (年度, and with it 上期, 下期 and 第1四半期 by itself) "
        "begins. It has the name of the year in which it begins.",
    )


class Queries(BaseSettings):
    """Limits on questions"""

    query_timeout_seconds: float = Field(30, gt=0, description="How long one statement may run, in seconds.")
    query_max_rows: int = Field(1000, ge=1, description="Most rows of one answer.")
    query_max_cell_bytes: int = Field(1_000_000, ge=1, description="Longest single value, in bytes.")
    query_max_result_bytes: int = Field(32_000_000, ge=1, description="Largest answer, in bytes.")
    query_memory_mb: int = Field(1000, ge=64, description="Memory of one process that runs statements, in MB.")
    query_processes: int = Field(8, ge=1, description="Statements that may run at once, per worker.")
    csv_max_rows: int = Field(1_000_000, ge=1, description="Most rows of one CSV download.")


class Requests(BaseSettings):
    """Limits on requests"""

    rate_limit: str = Field(
        "6000/minute",
        pattern=RATE,
        description="Most requests of one user or API key, or of one address where nobody is logged in, as 600/minute.",
    )
    rate_limit_auth: str = Field(
        "600/minute",
        pattern=RATE,
        description="Most log-ins, registrations and requests with refused tokens of one address.",
    )
    redis_url: SecretStr = Field(
        SecretStr(""),
        description="Redis server in which all workers count together: redis://:password@host:6379/0. "
        "Empty: each worker counts for itself, so that a limit holds per worker.",
    )
    max_body_bytes: int = Field(8_000_000, ge=1_000, description="Largest request body, in bytes.")
    request_seconds: float = Field(
        30, gt=0, description="How long a request may take to arrive, body included, in seconds."
    )
    cors_origins: CommaList = Field(
        (),
        description="Origins of web pages on other hosts that may call the API, as https://app.example.com, with "
        "commas. Empty: none.",
    )
    trusted_proxies: CommaList = Field(
        (),
        description="Addresses or networks of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are "
        "believed, with commas; `unix` for whoever connects to a Unix socket. Empty: none.",
    )


class Serving(BaseSettings):
    """Serving and logs"""

    bind: str = Field("127.0.0.1:8000", description="Address and port to listen on, or unix:/path.")
    web_concurrency: int = Field(2, ge=1, description="Worker processes.")
    web_threads: int = Field(128, ge=1, description="Threads per worker: most of a request is waiting for the model.")
    default_language: Literal["en", "ja"] = Field("en", description="Language of messages when the caller names none.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="The least severe log to write."
    )
    log_format: Literal["text", "json"] = Field("text", description="Text for people, json for a log collector.")


class Settings(Accounts, SingleSignOn, Privacy, Mail, Storage, LanguageModel, Dates, Queries, Requests, Serving):
    """All settings, checked one by one. `load_settings` also checks them against each other."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    @property
    def app_database_uri(self) -> str:
        """SQLAlchemy's URL of the service's own database, with its driver."""
        url = self.app_database_url.get_secret_value() or f"sqlite:///{self.user_db_path}"
        scheme, colon, rest = url.partition("://")
        return f"postgresql+psycopg{colon}{rest}" if scheme in {"postgres", "postgresql"} else url

    @property
    def target_database_uri(self) -> str:
        """The URL of the database that questions are about, as it was given."""
        return self.target_database_url.get_secret_value() or f"sqlite:///{self.database_path}"

    @property
    def encryption_keys(self) -> tuple[str, ...]:
        """The keys for stored values; the first encrypts."""
        return tuple(part.strip() for part in self.encryption_key.get_secret_value().split(",") if part.strip())

    @property
    def asks_sample(self) -> bool:
        """Questions go to the sample shop, whose file may still have to be built."""
        default = type(self).model_fields["database_path"].default
        return not self.target_database_url.get_secret_value() and self.database_path == ROOT / default

    @property
    def is_deployed(self) -> bool:
        return self.app_env in {"staging", "production"}


GENERATED_SECRETS = ("secret_key", "encryption_key")
GROUPS: tuple[type[BaseSettings], ...] = (
    Accounts,
    SingleSignOn,
    Privacy,
    Mail,
    Storage,
    LanguageModel,
    Dates,
    Queries,
    Requests,
    Serving,
)


class _GivenSettings(Settings):
    """Settings from keyword arguments alone."""

    model_config = SettingsConfigDict(extra="forbid")

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, **_: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def load_settings(values: Mapping[str, object] | None = None) -> Settings:
    """Read and check all settings; raise `SettingsError` naming each one that is wrong and how to mend it.

    `values` (names in either case) stand alone: with them, neither the environment nor `.env` is read.
    """
    try:
        settings = Settings() if values is None else _GivenSettings(**{k.lower(): v for k, v in values.items()})
    except ValidationError as err:
        raise SettingsError(explain(err, Settings.model_fields)) from None
    if not settings.is_deployed:
        settings = settings.model_copy(update=_kept_secrets(settings))
    problems = find_problems(settings)
    if problems:
        raise SettingsError(problems)
    return settings


def _kept_secrets(settings: Settings) -> dict[str, SecretStr]:
    """Generated secrets in the place of those that were not given."""
    missing = [name for name in GENERATED_SECRETS if not getattr(settings, name).get_secret_value().strip()]
    return {name: SecretStr(keep_secret_key(settings.user_db_path.parent, name)) for name in missing}
