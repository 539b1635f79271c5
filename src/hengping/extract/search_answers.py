"""What the answer of a site search says: whether the page that was asked for is among the results.

The text asked for stands on nearly every answer again (in the box, in a heading): that is no result. Only what the
answer shows beyond the answer to a text that no page has counts: links to the wanted page, or with its title. Where the
results may be drawn by a script, their absence proves nothing.
"""

import re
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from hengping.extract.drawn import draws, is_template
from hengping.extract.encoding import decode
from hengping.extract.guard import prepare
from hengping.extract.search_data import NO_RESULT, data_of, plain_text
from hengping.extract.search_titles import normal
from hengping.model.content_facts import SearchState
from hengping.model.site_search import SearchTitle
from hengping.model.urls import BadUrlError, host_of, normal_url, path_of, same_site

_MAX_LINKS = 2_000
_MAX_SCRIPTS = 200
"""Scripts of one answer that are looked at; with more of them its results may be drawn by one that was not."""
_MOST_SAID = 200
"""Places of one answer that say nothing was found, of which each is looked at for the text asked for."""
_LEAST_CUT = 8
_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})")
_KNOWN_FILES = re.compile(
    r"jquery|bootstrap|swiper|slick|superslide|layer|layui|respond|html5|share|tongji|hm\.js|jubao|jiucuo|wza|analytics|count"
    r"|common|public|base|index|header|footer|nav|top|foot|global|main\.js$",
    re.IGNORECASE,
)
_DRAWN_BY_FILE = re.compile(r"search|sousuo|result|list|app|chunk|vendor|vue|react|angular|template", re.IGNORECASE)
_PAGER = re.compile(r"下一?页|尾页|末页|后一页|next", re.IGNORECASE)
_ROOTS = ("app", "root")


class SearchPage:
    """An answer of a site search, read.

    Args:
        body: bytes as served, content coding undone.
        url: normal URL it was served at.
        content_type: the ``Content-Type`` header.
    """

    def __init__(self, body: bytes, url: str, *, content_type: str = "") -> None:
        self.url = url
        self._text, _ = decode(body, content_type)
        self.is_page = content_type.partition(";")[0].strip().lower() in {"", "text/html", "application/xhtml+xml"}

    @cached_property
    def _tree(self) -> LexborHTMLParser:
        return LexborHTMLParser(prepare(self._text))

    @cached_property
    def everything(self) -> str:
        """All that was sent, in the form in which titles are compared; results inside scripts included."""
        text = _UNICODE.sub(lambda found: chr(int(found[1], 16)), self._text)
        return normal(plain_text(text))

    @cached_property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Text (title first) and normal URL of the links."""
        found = []
        for link in self._tree.css("a")[:_MAX_LINKS]:
            href = link.attributes.get("href") or ""
            try:
                url = normal_url(href, self.url)
            except BadUrlError:
                url = ""
            text = (link.text() or "").strip()
            title = (link.attributes.get("title") or "").strip()
            found.append((title if len(title) > len(text) else text, url))
        return tuple(found)

    @cached_property
    def visible(self) -> str:
        """Text of the body without scripts, styles and what its own style hides."""
        body = LexborHTMLParser(prepare(self._text)).body
        if body is None:
            return ""
        for node in body.css("script, style, template, textarea, noscript, select"):
            node.decompose()
        for node in body.css("[style*='display'], [hidden]"):
            if "hidden" in node.attributes or re.search(
                r"display\s{0,20}:\s{0,20}none", node.attributes.get("style") or ""
            ):
                node.decompose()
        return body.text(separator=" ")

    @cached_property
    def script_files(self) -> frozenset[str]:
        """Addresses of its script files."""
        found = set()
        for node in self._tree.css("script[src]")[:_MAX_SCRIPTS]:
            try:
                found.add(normal_url(node.attributes.get("src") or "", self.url))
            except BadUrlError:
                continue
        return frozenset(found)

    @cached_property
    def scripts(self) -> str:
        """Text of the scripts inside the page."""
        inside = (node for node in self._tree.css("script") if not node.attributes.get("src"))
        return "\n".join(node.text() for node in islice(inside, _MAX_SCRIPTS))

    @cached_property
    def data(self) -> Any | None:
        """What it is as data, when it is no page."""
        return None if self._text.lstrip("\ufeff \t\r\n")[:1] == "<" else data_of(self._text)

    def own_scripts(self, home_scripts: frozenset[str]) -> tuple[str, ...]:
        """Script files of its own that may draw the results, those named after a search first."""
        own = [file for file in self.script_files - home_scripts if host_of(file) == host_of(self.url)]
        may = [file for file in own if _DRAWN_BY_FILE.search(path_of(file)) or not _KNOWN_FILES.search(path_of(file))]
        return tuple(sorted(may, key=lambda file: (not _DRAWN_BY_FILE.search(path_of(file)), file)))

    @cached_property
    def drawn_inside(self) -> bool:
        """Whether the page itself says that a script or a frame puts its content in."""
        scripts = self._tree.css("script")
        if len(scripts) > _MAX_SCRIPTS:
            return True
        if any(draws(node.text()) for node in scripts if not node.attributes.get("src")):
            return True
        if is_template(self.visible) or any(_is_empty(self._tree, name) for name in _ROOTS):
            return True
        return any(_holds_results(node) for node in self._tree.css("iframe[src], frame[src]"))

    def drawn(self, home_scripts: frozenset[str]) -> bool:
        """Whether its results may be drawn by a script.

        Args:
            home_scripts: script files that the home page has as well: the frame of all pages.
        """
        if self.drawn_inside:
            return True
        own = [file for file in self.script_files if file not in home_scripts]
        return any(_DRAWN_BY_FILE.search(path_of(file)) or not _KNOWN_FILES.search(path_of(file)) for file in own)

    def says_nothing_found(self, query: str) -> bool:
        """Whether it says that nothing was found, naming what was asked for in the same breath."""
        wanted = normal(query)
        for found in islice(NO_RESULT.finditer(self.visible), _MOST_SAID):
            around = self.visible[max(0, found.start() - 120) : found.end() + 120]
            if wanted in normal(around):
                return True
        return False

    def results(self, query: str) -> tuple[tuple[str, str], ...]:
        """Links that lead somewhere else than to this search again."""
        path, host = path_of(self.url), host_of(self.url)
        asked = normal(query)
        kept = []
        for text, url in self.links:
            if not url or (host_of(url) == host and path_of(url) == path) or asked in normal(unquote(url)):
                continue
            kept.append((text, url))
        return tuple(kept)


def judge(
    asked: str, wanted: SearchTitle, page: SearchPage, control: SearchPage | None, home_scripts: frozenset[str]
) -> tuple[SearchState, int | None]:
    """Whether the wanted page is among the results, and how many results there are (None: unknown).

    Args:
        asked: the text that was asked for.
        wanted: what was looked for.
        page: the answer.
        control: the answer to a text that no page has; None: there is none.
        home_scripts: script files of the home page.
    """
    title, query = normal(wanted.title), normal(asked)
    same = control is not None and page.results(asked) == control.results(asked)
    known = 0 if control is None else _mentions(control, title, query, wanted.wanted_url)
    here = _mentions(page, title, query, wanted.wanted_url)
    in_text = title != query and page.everything.count(title) > (control.everything.count(title) if control else 0)
    fresh = len(set(page.results(asked)) - set(control.results(asked) if control else ()))
    if here > known or in_text or (here and control is not None and not same):
        return "found", fresh or None
    if not page.is_page:
        return "not_tested", None
    if page.says_nothing_found(asked):
        return "not_found", 0
    if page.drawn(home_scripts):
        return "not_tested", None
    if fresh and control is not None and _PAGER.search(page.visible):
        return "not_tested", fresh  # it may stand on one of the next pages
    return "not_found", fresh


def _mentions(page: SearchPage, title: str, query: str, wanted_url: str) -> int:
    """Links that are the wanted page, carry its title, or a longer title with the text asked for."""
    count = 0
    own_path, own_host = path_of(page.url), host_of(page.url)
    for text, url in page.links:
        if url and _same_page(url, wanted_url):
            count += 1
            continue
        if url and host_of(url) == own_host and path_of(url) == own_path:
            continue  # the search itself: other sorting, next page, related searches
        words = normal(text)
        cut = text.rstrip().endswith(("…", "...", "..")) and len(words) >= _LEAST_CUT and title.startswith(words)
        if cut or (title in words and title != query) or (query in words and words != query):
            count += 1
    return count


def _same_page(url: str, wanted_url: str) -> bool:
    return (
        same_site(host_of(url), host_of(wanted_url))
        and url.partition("://")[2].partition("/")[2] == wanted_url.partition("://")[2].partition("/")[2]
    )


def _is_empty(tree: LexborHTMLParser, name: str) -> bool:
    found = tree.css_first(f"div#{name}, section#{name}, main#{name}")
    return found is not None and not found.text().strip()


def _holds_results(frame: LexborNode) -> bool:
    words = " ".join(frame.attributes.get(name) or "" for name in ("src", "id", "name", "class"))
    return not re.search(r"head|top|foot|bottom|nav|menu|share|weather|count|login|about:blank", words, re.IGNORECASE)
