"""The bodies of Anthropic's Messages API, as documented at https://platform.claude.com/docs/en/api/messages."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

Json = dict[str, Any]
_CHARACTERS_PER_TOKEN = 4
_PIECE = 12  # characters per streamed event
_serial = count(1)

ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    529: "overloaded_error",
}


@dataclass(frozen=True)
class Failure:
    """An error answer; `retry_after` in seconds becomes the header of that name."""

    status: int
    message: str = "on request"
    retry_after: float | None = None


@dataclass(frozen=True)
class Stall:
    """Silence for `seconds`, before the answer or, when streaming, after `events` events of it."""

    seconds: float
    text: str = ""
    events: int = 0


@dataclass(frozen=True)
class Hangup:
    """The connection closes without an answer."""


Answer = str | Mapping[str, Any] | Failure | Stall | Hangup  # a mapping is the input of the tool that was offered


def error_body(status: int, message: str) -> Json:
    return {"type": "error", "error": {"type": ERROR_TYPES.get(status, "api_error"), "message": message}}


def message_body(request: Json, answer: str | Mapping[str, Any]) -> Json:
    """A whole answer: one block of text, or one use of the tool that the request forces or offers first."""
    block = _block(request, answer)
    return {
        "id": f"msg_{next(_serial):024}",
        "type": "message",
        "role": "assistant",
        "model": request["model"],
        "content": [block],
        "stop_reason": "tool_use" if block["type"] == "tool_use" else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": tokens(request), "output_tokens": tokens(answer)},
    }


def message_events(body: Json) -> Iterator[bytes]:
    """The same answer as server-sent events."""
    (block,) = body["content"]
    empty = {**body, "content": [], "stop_reason": None, "usage": {**body["usage"], "output_tokens": 1}}
    tool = block["type"] == "tool_use"
    opened = {**block, "input": {}} if tool else {"type": "text", "text": ""}
    yield _event("message_start", message=empty)
    yield _event("content_block_start", index=0, content_block=opened)
    yield _event("ping")
    for piece in _pieces(json.dumps(block["input"]) if tool else block["text"]):
        delta = {"type": "input_json_delta", "partial_json": piece} if tool else {"type": "text_delta", "text": piece}
        yield _event("content_block_delta", index=0, delta=delta)
    yield _event("content_block_stop", index=0)
    stop = {"stop_reason": body["stop_reason"], "stop_sequence": None}
    yield _event("message_delta", delta=stop, usage={"output_tokens": body["usage"]["output_tokens"]})
    yield _event("message_stop")


def problem_of(request: object) -> str | None:
    """What the API would find wrong with a request's body."""
    if not isinstance(request, dict):
        return "body: expected an object"
    for field, kind in (("model", str), ("max_tokens", int), ("messages", list)):
        if field not in request:
            return f"{field}: Field required"
        if not isinstance(request[field], kind):
            return f"{field}: wrong type"
    if not request["messages"]:
        return "messages: at least one message is required"
    return None


def last_user_text(request: Mapping[str, Any]) -> str:
    """The text of the last user message, its blocks joined."""
    content = next((m["content"] for m in reversed(request["messages"]) if m["role"] == "user"), "")
    if isinstance(content, str):
        return content
    return "\n".join(block.get("text", "") for block in content)


def tokens(value: object) -> int:
    """A rough count, enough to test that usage is recorded."""
    text = value if isinstance(value, str) else json.dumps(value, default=dict)
    return max(1, len(text) // _CHARACTERS_PER_TOKEN)


def _block(request: Json, answer: str | Mapping[str, Any]) -> Json:
    if isinstance(answer, str):
        return {"type": "text", "text": answer}
    if not request.get("tools"):
        return {"type": "text", "text": json.dumps(dict(answer), ensure_ascii=False)}  # structured output
    name = request.get("tool_choice", {}).get("name") or request["tools"][0]["name"]
    return {"type": "tool_use", "id": f"toolu_{next(_serial):024}", "name": name, "input": dict(answer)}


def _pieces(text: str) -> Iterator[str]:
    return (text[start : start + _PIECE] for start in range(0, len(text), _PIECE))


def _event(kind: str, **data: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n".encode()
