"""People's browsers without the screen: they sign in, fill in forms, and send again what got no answer."""

import html
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from http.cookiejar import CookieJar
from typing import Any

_MOST_S = 120.0
_PAUSE_S = 0.05
_FIELD = re.compile(r'<input type="hidden" name="(csrfmiddlewaretoken|key|seen)" value="([^"]*)"')


class _Stay(urllib.request.HTTPRedirectHandler):
    """Redirects are answers: nobody follows them here."""

    def redirect_request(self, *_told: Any) -> None:
        """Not followed."""


class Sender:
    """Somebody at a platform that may be killed at any moment.

    Args:
        port: of the platform.

    Attributes:
        acknowledged: keys of the forms that were answered.
        again: how many requests had to be sent once more.
    """

    def __init__(self, port: int) -> None:
        self._root = f"http://127.0.0.1:{port}"
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), _Stay()).open
        self.acknowledged: list[str] = []
        self.again = 0

    def sign_in(self, username: str, password: str) -> None:
        """By name and password."""
        _key, status = self._act("/accounts/login/", {"login": username, "password": password})
        assert status == 302, (username, status)

    def send(self, path: str, fields: dict[str, str]) -> None:
        """Open a form, fill it in, send it until there is an answer."""
        key, status = self._act(path, fields)
        assert status == 302, (path, status)
        self.acknowledged.append(key)

    def _act(self, path: str, fields: dict[str, str]) -> tuple[str, int]:
        _status, page = self._ask(path)
        hidden = {name: html.unescape(value) for name, value in _FIELD.findall(page)}
        status, _page = self._ask(path, urllib.parse.urlencode({**hidden, **fields}).encode())
        return hidden.get("key", ""), status

    def _ask(self, path: str, body: bytes | None = None) -> tuple[int, str]:
        """Ask until somebody answers; an answer that breaks off is none."""
        ends = time.monotonic() + _MOST_S
        while True:
            try:
                with self._open(self._root + path, body, timeout=20) as answer:
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as error:
                with error:
                    return error.code, error.read().decode(errors="replace")
            except (OSError, HTTPException):
                assert time.monotonic() < ends, path
                self.again += 1
                time.sleep(_PAUSE_S)
