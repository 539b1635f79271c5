"""A small OpenID Connect provider on loopback: it says what it is told to say of whoever comes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import time
from urllib.parse import parse_qs

import jwt

CLIENT = "hengping"
_KEY = "a key of no importance, long enough for its algorithm"


class Provider:
    """The provider while it serves.

    Attributes:
        address: where.
        claims: what it says of the next person (``sub``, ``email``, ``email_verified``).
        codes: codes that it was given for tokens.
    """

    def __init__(self) -> None:
        self.address = ""
        self.claims: dict[str, object] = {}
        self.codes: list[str] = []

    def answer(self, path: str, body: str) -> dict[str, object] | None:
        """What it answers to an address; None: nothing there."""
        if path.startswith("/.well-known/openid-configuration"):
            names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            found: dict[str, object] = {f"{one}_endpoint": f"{self.address}/{two}" for one, two in names.items()}
            return {**found, "issuer": self.address, "jwks_uri": f"{self.address}/keys"}
        if path == "/token":
            self.codes += parse_qs(body).get("code", [])
            now = int(time())
            told = {**self.claims, "iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60}
            return {"access_token": "t", "token_type": "Bearer", "id_token": jwt.encode(told, _KEY, "HS256")}
        return self.claims if path == "/userinfo" else None


@contextmanager
def provide() -> Iterator[Provider]:
    """Serve until the end of the block."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            told = provider.answer(self.path, body)
            self.send_response(404 if told is None else 200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(told or {}).encode())

        do_GET = do_POST = _answer  # noqa: N815 - the names that the server calls

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
