"""A tiny walker of its own: follows what a reader could follow, and says what did not open."""

import http.client
import re
from collections import deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

BROKEN = "broken"
FILES = (".pdf", ".doc", ".docx", ".xlsx")


class PageReader(HTMLParser):
    """Links, pictures, frames and meta tags. Comments and scripts hold no links."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.pictures: list[str] = []
        self.frames: list[str] = []
        self.meta: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        elif tag == "img" and values.get("src"):
            self.pictures.append(values["src"])
        elif tag == "iframe" and values.get("src"):
            self.frames.append(values["src"])
        elif tag == "meta" and values.get("name"):
            self.meta[values["name"]] = values.get("content", "")


def read(html: str) -> PageReader:
    reader = PageReader()
    reader.feed(html)
    return reader


@dataclass
class Fetched:
    status: int
    body: bytes = b""
    content_type: str = ""
    location: str = ""
    url: str = ""

    @property
    def text(self) -> str:
        named = re.search(r"charset=([\w-]+)", self.content_type)
        names = [named.group(1)] if named else ["utf-8", "gb18030"]
        for name in names:
            try:
                return self.body.decode(name)
            except UnicodeDecodeError:
                continue
        raise AssertionError(f"not readable as {names}")


class Client:
    """Asks the server by virtual host, over one kept connection."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection = http.client.HTTPConnection(address, timeout=5)

    def get(self, url: str) -> Fetched:
        """One request; status 0 when the connection was closed without an answer."""
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        for attempt in (1, 2):
            try:
                self._connection.request("GET", target, headers={"Host": parts.netloc})
                answer = self._connection.getresponse()
                body = answer.read()
            except (http.client.HTTPException, ConnectionError):
                self._connection.close()
                if attempt == 2:
                    return Fetched(0)
            else:
                kind = answer.getheader("Content-Type") or ""
                return Fetched(answer.status, body, kind, answer.getheader("Location") or "")
        raise AssertionError("unreachable")

    def follow(self, url: str) -> Fetched:
        """The last answer behind redirects; status 0 for a loop."""
        for _ in range(11):
            answer = self.get(url)
            if not answer.location:
                answer.url = url
                return answer
            url = urljoin(url, answer.location)
        return Fetched(0)


@dataclass
class Walk:
    """What the walk of one site found."""

    pages: dict[str, Fetched] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    broken_files: set[str] = field(default_factory=set)


def is_broken(status: int) -> bool:
    return status in {0, 404, 410} or status >= 500


def walk(client: Client, home: str) -> Walk:
    """Visit every page of a site that can be reached by links and frames, and try everything else once."""
    host = urlsplit(home).netloc
    found, seen, queue = Walk(), {home}, deque([home])
    while queue:
        url = queue.popleft()
        answer = client.follow(url)
        if is_broken(answer.status):
            (found.broken_files if url.endswith(FILES) else found.broken).add(url)
            continue
        if urlsplit(url).netloc != host or not answer.content_type.startswith("text/html"):
            continue
        found.pages[url] = answer
        page = read(answer.text)
        for link in [*page.links, *page.pictures, *page.frames]:
            target = urljoin(answer.url, link.split("#")[0])
            if link.startswith(("#", "javascript:", "mailto:")) or target in seen:
                continue
            seen.add(target)
            queue.append(target)
    return found
