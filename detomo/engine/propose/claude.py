"""Claude through the Messages API, behind the `LanguageModel` port."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any

from detomo.engine.errors import ModelFailed, NoModel
from detomo.engine.ports import Completion, Prompt, Tool
from detomo.engine.propose.prices import Prices
from detomo.engine.propose.privacy import PrivacyMode, permitted
from detomo.engine.propose.retries import retried
from detomo.engine.types import Text

if TYPE_CHECKING:
    import anthropic


@dataclass(frozen=True, slots=True)
class ClaudeSettings:
    """`temperature` None leaves it to the model: current models refuse the parameter. Servers other than Anthropic's,
    at `base_url`, may need no key. `timeout_seconds` is for one completion with all its retries. `privacy`
    bounds what any prompt may tell."""

    api_key: str = field(default="", repr=False)
    model: str = "claude-sonnet-5-5"
    base_url: str | None = field(default=None, repr=False)
    temperature: float | None = None
    max_tokens: int = 2048
    timeout_seconds: float = 60.0
    max_retries: int = 2
    privacy: PrivacyMode = PrivacyMode.SCHEMA
    prices: Prices | None = None


NO_CLAUDE = ClaudeSettings()


class Claude:
    """Thread-safe. The SDK is imported at the first call, since it costs a second."""

    def __init__(self, settings: ClaudeSettings) -> None:
        self._settings = settings

    @property
    def configured(self) -> bool:
        return bool(self._settings.api_key or self._settings.base_url)

    def complete(
        self,
        prompt: Prompt,
        *,
        model: str | None = None,
        temperature: float | None = None,
        max_tokens: int | None = None,
    ) -> Completion:
        """One completion, retried when the service is busy, failing or lost, while the time lasts.

        Raises `NoModel` without a key, else `ModelFailed` with a code that says what to do.
        """
        if not self.configured:
            raise no_model()
        told = permitted(prompt, self._settings.privacy)
        request = self._request(told, model, max_tokens)
        reply = self._send(request, self._settings.temperature if temperature is None else temperature)
        completion = replace(_completion(reply), sent=told.contents)
        prices = self._settings.prices
        return replace(completion, cost_usd=prices.cost(completion)) if prices else completion

    def prepare(self) -> None:
        """Import the SDK and make its client now, where a model may be asked; opens no connection."""
        if self.configured:
            self._client  # noqa: B018 (made by being asked for)

    def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        client = self.__dict__.pop("_client", None)
        if client is not None:
            client.close()

    def _request(self, prompt: Prompt, model: str | None, max_tokens: int | None) -> dict[str, Any]:
        request: dict[str, Any] = {
            "model": model or self._settings.model,
            "max_tokens": max_tokens or self._settings.max_tokens,
            "messages": [{"role": message.role, "content": message.text} for message in prompt.messages],
        }
        if prompt.system:
            request["system"] = [{"type": "text", "text": section.text} for section in prompt.system]
            request["system"][-1]["cache_control"] = _CACHED
        if prompt.tool:
            request["tools"] = [_tool(prompt.tool)]
            request["tool_choice"] = {"type": "tool", "name": prompt.tool.name}
        return request

    def _send(self, request: dict[str, Any], temperature: float | None) -> Any:
        import anthropic
        import httpx2

        extra = None if temperature is None else {"temperature": temperature}

        def attempt(seconds: float) -> Any:
            return self._client.messages.create(**request, extra_body=extra, timeout=seconds)

        try:
            return retried(attempt, self._settings.timeout_seconds, self._settings.max_retries)
        except anthropic.BadRequestError as error:
            if extra and "temperature" in str(error).lower():
                return self._send(request, None)
            if "tools" in request and "tool" in str(error).lower():  # servers that know no tools take words alone
                return self._send({k: v for k, v in request.items() if k not in {"tools", "tool_choice"}}, temperature)
            raise _failure(error) from error
        except (anthropic.AnthropicError, httpx2.HTTPError, JSONDecodeError, UnicodeDecodeError) as error:
            raise _failure(error) from error

    @cached_property
    def _client(self) -> "anthropic.Anthropic":
        import anthropic

        settings = self._settings
        return anthropic.Anthropic(api_key=settings.api_key or "none", base_url=settings.base_url, max_retries=0)


def no_model(nearest: tuple[str, ...] = (), unknown: tuple[str, ...] = ()) -> NoModel:
    """The error for a question that only a model could answer, where none is configured.

    `unknown` are words that the parser, which needs no model, did not understand.
    """
    listed = Text(", ".join(unknown), "、".join(unknown))
    said = Text(f" Not understood: {listed.en}.", f"解釈できなかった語句：{listed.ja}。") if unknown else Text("", "")
    return NoModel(
        "no_model",
        Text(
            f"No language model is configured and this question has not been taught.{said.en}",
            f"言語モデルが設定されておらず、この質問はまだ登録されていません。{said.ja}",
        ),
        hint=Text(
            "Set ANTHROPIC_API_KEY, teach this question with its SQL, or ask one of the nearest taught questions.",
            "ANTHROPIC_API_KEY を設定するか、この質問と SQL を登録するか、近い登録済みの質問を使ってください。",
        ),
        nearest=nearest,
        unknown=unknown,
    )


def _completion(message: Any) -> Completion:
    if getattr(message, "type", "") != "message":  # the SDK checks nothing of a body with status 200
        raise ModelFailed("model_not_understood", _MESSAGES["model_not_understood"])
    text = "".join(block.text for block in message.content if block.type == "text")
    called = [block.input for block in message.content if block.type == "tool_use" and isinstance(block.input, dict)]
    if not text.strip() and not called:
        raise ModelFailed("model_empty_reply", _MESSAGES["model_empty_reply"])
    usage = message.usage
    read, written = usage.cache_read_input_tokens or 0, usage.cache_creation_input_tokens or 0
    return Completion(
        text,
        message.model,
        called[0] if called else None,
        input_tokens=usage.input_tokens + read + written,
        output_tokens=usage.output_tokens,
        cache_read_tokens=read,
        cache_write_tokens=written,
    )


def _tool(tool: Tool) -> dict[str, Any]:
    return {"name": tool.name, "description": tool.description, "input_schema": dict(tool.schema)}


_CACHED = {"type": "ephemeral"}
_MESSAGES = {
    "model_key_refused": Text(
        "The model service refused the API key. Check ANTHROPIC_API_KEY.",
        "モデルサービスが API キーを拒否しました。ANTHROPIC_API_KEY を確認してください。",
    ),
    "model_unknown": Text(
        "The model service does not know this model. Check CLAUDE_MODEL.",
        "モデルサービスにこのモデルがありません。CLAUDE_MODEL を確認してください。",
    ),
    "model_request_refused": Text(
        "The model service refused the request. Ask a shorter question, or check CLAUDE_MODEL and CLAUDE_MAX_TOKENS.",
        "モデルサービスがリクエストを拒否しました。質問を短くするか、"
        "CLAUDE_MODEL と CLAUDE_MAX_TOKENS を確認してください。",
    ),
    "model_busy": Text(
        "The model service is busy. Try again in a moment.",
        "モデルサービスが混み合っています。しばらくしてからもう一度お試しください。",
    ),
    "model_timeout": Text(
        "The model service did not answer in time. Try again, or raise CLAUDE_TIMEOUT_SECONDS.",
        "モデルサービスの応答が時間内にありませんでした。もう一度試すか、CLAUDE_TIMEOUT_SECONDS を大きくしてください。",
    ),
    "model_unreachable": Text(
        "The model service cannot be reached. Check the network and ANTHROPIC_BASE_URL, then try again.",
        "モデルサービスに接続できません。ネットワークと ANTHROPIC_BASE_URL を確認してください。",
    ),
    "model_not_understood": Text(
        "Something else than the model service answered. Check ANTHROPIC_BASE_URL and any proxy in between.",
        "モデルサービス以外のものが応答しました。ANTHROPIC_BASE_URL と途中のプロキシを確認してください。",
    ),
    "model_empty_reply": Text(
        "The language model gave an empty reply. Ask again, or raise CLAUDE_MAX_TOKENS.",
        "言語モデルの返答が空でした。もう一度試すか、CLAUDE_MAX_TOKENS を大きくしてください。",
    ),
}
_CODES_BY_STATUS = {
    401: "model_key_refused",
    403: "model_key_refused",
    404: "model_unknown",
    429: "model_busy",
    529: "model_busy",
}


def _failure(error: Exception) -> ModelFailed:
    code = _code(error)
    return ModelFailed(code, _MESSAGES[code])


def _code(error: Exception) -> str:
    import anthropic
    import httpx2

    if isinstance(error, anthropic.APITimeoutError | httpx2.TimeoutException):
        return "model_timeout"
    if isinstance(error, JSONDecodeError | UnicodeDecodeError):
        return "model_not_understood"
    status = getattr(error, "status_code", None)
    if status is None:
        return "model_unreachable"
    return _CODES_BY_STATUS.get(status, "model_request_refused" if status < 500 else "model_unreachable")
