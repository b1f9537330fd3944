"""A stand-in for an OpenID Connect provider: real HTTP on loopback, real keys, a page that logs in without asking.

`claims` are added to the ID tokens that the browser flow gives. `rotate` replaces the keys; `down` answers 500.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

CLIENT = "detomo"
Json = dict[str, Any]


class IdentityProvider:
    def __init__(self) -> None:
        self.claims: Json = {}
        self.down = False
        self.documents: dict[str, Any] = {}  # by path: what is answered instead
        self.asked: list[str] = []  # paths, in order
        self._codes: dict[str, Json] = {}
        self._server = _Server(("127.0.0.1", 0), self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.rotate()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def rotate(self) -> None:
        """New keys under new ids; the old ones are published no more."""
        self.rsa = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.ec = ec.generate_private_key(ec.SECP256R1())
        self.key_id = secrets.token_hex(4)

    def token(self, *, key: Any = None, algorithm: str = "RS256", header: Json | None = None, **claims: Any) -> str:
        """A signed access token (RFC 9068) unless the header says otherwise; a claim of None is left out."""
        now = int(time.time())
        body = {"iss": self.issuer, "aud": CLIENT, "sub": "u-1", "iat": now, "exp": now + 300, **claims}
        kept = {name: value for name, value in body.items() if value is not None}
        return jwt.encode(
            kept, key or self.rsa, algorithm, headers={"kid": self.key_id, "typ": "at+jwt", **(header or {})}
        )

    def answer(self, method: str, path: str, query: dict[str, str]) -> tuple[int, Any]:
        self.asked.append(path)
        if self.down:
            return 500, {}
        if path in self.documents:
            return 200, self.documents[path]
        if path == "/.well-known/openid-configuration":
            return 200, {"issuer": self.issuer} | {
                f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token")
            } | {"jwks_uri": f"{self.issuer}/keys"}
        if path == "/keys":
            return 200, {
                "keys": [
                    self._public(RSAAlgorithm, self.rsa, "RS256"),
                    self._public(ECAlgorithm, self.ec, "ES256", "-ec"),
                ]
            }
        if path == "/authorization":
            return self._authorize(query)
        return self._exchange(query) if (method, path) == ("POST", "/token") else (404, {})

    def _public(self, kind: Any, key: Any, algorithm: str, mark: str = "") -> Json:
        found: Json = json.loads(kind.to_jwk(key.public_key()))
        return {**found, "kid": f"{self.key_id}{mark}", "use": "sig", "alg": algorithm}

    def _authorize(self, query: dict[str, str]) -> tuple[int, str]:
        code = secrets.token_urlsafe(8)
        self._codes[code] = dict(query)
        back = urlencode({"code": code, "state": query["state"]})
        return 302, f"{query['redirect_uri']}?{back}"

    def _exchange(self, form: dict[str, str]) -> tuple[int, Json]:
        asked = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proves = asked and asked["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not asked or not proves or asked["redirect_uri"] != form.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        if "max_age" in asked:  # who has a session here proves anew who they are
            self.claims["auth_time"] = int(time.time())
        claims = {"nonce": asked["nonce"], "email": "kim@example.com", "email_verified": True, **self.claims}
        return 200, {
            "access_token": "opaque",
            "token_type": "Bearer",
            "id_token": self.token(header={"typ": "JWT"}, **claims),
        }

    def __enter__(self) -> "IdentityProvider":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], provider: IdentityProvider) -> None:
        self.provider = provider
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._answer("GET", urlsplit(self.path).query)

    def do_POST(self) -> None:
        self._answer("POST", self.rfile.read(int(self.headers.get("content-length", 0))).decode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Stay quiet."""

    def _answer(self, method: str, query: str) -> None:
        given = {name: values[0] for name, values in parse_qs(query).items()}
        status, body = self.server.provider.answer(method, urlsplit(self.path).path, given)
        data = b"" if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(302 if isinstance(body, str) else status)
        if isinstance(body, str):
            self.send_header("Location", body)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
