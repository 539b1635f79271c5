"""Search boxes that a page offers, as far as they can be asked without its scripts.

Forms, and addresses put together by a script (``location.href='/search.html?q='+encodeURIComponent(…)``). A form that
only a script could fill is left out: what cannot be asked as a visitor asks is not tested.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import quote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from hengping.extract.encoding import decode
from hengping.extract.guard import prepare
from hengping.extract.search_asking import names_person, reads_as_search, writes
from hengping.model.site_search import SearchBox, SearchField, ValueCoding
from hengping.model.urls import BadUrlError, normal_url

MAX_BOXES = 3
_MAX_FORMS = 60
_MAX_FIELDS = 60
_HINT = re.compile(
    r"search|sousuo|\bsou\b|\bso\b|jiansuo|搜索|检索|搜一搜|全站搜|站内搜|关键[字词]|key_?words?|searchword|showkeycode|\bkeys?\b"
    r"|\bqt?\b|\bkw\b|\bwd\b|\bwords?\b",
    re.IGNORECASE,
)
_BUTTON = re.compile(r"搜\s?索|检\s?索|搜一下|search", re.IGNORECASE)
_TARGET = re.compile(r"search|sousuo|jiansuo|/s(?:o|ou)?(?:\b|/)|/was\d?/|query|xxss|ssjg", re.IGNORECASE)
_OTHER = re.compile(
    r"邮箱|邮件|用户名|账号|帐号|密码|验证码|查询[码号]|信件|编号|办件|办事|事项|服务|机构|公交|天气|身份证|手机|电话|login|passw|mail|subscri"
    r"|bszn|banshi|zwfw",
    re.IGNORECASE,
)
"""Words of boxes that look up something else than the site's pages."""
_PROMPT = re.compile(r"请?(?:输入|键入|填写)|关键[字词]|搜索|检索")
_TEXT_TYPES = frozenset({"", "text", "search"})
_ENTRY = re.compile(r"(?:站内|全站|全文|本站|智能|网站|高级)?(?:搜索|检索)")
_STATIC_ATTRIBUTES = ("onclick", "onsubmit", "onkeydown", "onkeypress", "onkeyup", "href")
_WIRED = re.compile(
    r"""(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\s*\(|window\.open\s*\("""
    r"""|\b(?:var|let|const)\s+\w{1,30}\s*=|\b\w{0,20}(?:[uU]rl|href|[lL]ink)\s*=)\s*(["'`])"""
    r"""([^"'`\s<>?]{0,200}\?(?:[^"'`\s<>]{0,200}&)?)([\w.\-]{1,40})=(?:\1\s{0,20}\+|\$\{)([^;\n]{0,300})"""
)
_TAIL = re.compile(r"""\+\s*(["'`])&([^"'`\s<>]{1,200})""")
_BEFORE = 300
_SCRIPT_REACH = 200_000
_MAX_SCRIPTS = 200
_MAX_WIRED = 300
"""Addresses put together by the scripts of one page that are looked at."""
_MAX_LINKS = 5_000
_FULL_SCORE, _LEAST_SCORE = 6, 2
_KEY_OF_SCRIPT = "lucenenewssearchkey"
"""Hidden field of the 博达 (VSB) system: its script puts the text in, in Base64."""


class PageBoxes:
    """What a page offers to search with.

    Attributes:
        boxes: ways to ask, the best first.
        entries: addresses of pages that may hold the search box, when this one only links to them.
        scripts: addresses of its script files.
        unusable: it has a search form that cannot be asked without its scripts.
    """

    def __init__(self, body: bytes, url: str, *, content_type: str = "") -> None:
        """Read a page. Never raises, whatever the bytes are.

        Args:
            body: bytes as served.
            url: normal URL it was served at.
            content_type: the ``Content-Type`` header.
        """
        html, self._charset = decode(body, content_type)
        tree = LexborHTMLParser(prepare(html))
        self._url = url
        self._base = _base_of(tree, url)
        self.unusable = False
        self.scripts = tuple(sorted(_script_files(tree, self._base)))
        found = [*self._forms(tree), *self._wired(tree)]
        found.sort(key=lambda scored: -scored[0])
        self.boxes = tuple(dict.fromkeys(box for _, box in found))[:MAX_BOXES]
        self.entries = () if self.boxes else tuple(dict.fromkeys(self._entries(tree)))[:MAX_BOXES]

    # forms

    def _forms(self, tree: LexborHTMLParser) -> Iterator[tuple[int, SearchBox]]:
        for form in tree.css("form")[:_MAX_FORMS]:
            scored = self._form(form)
            if scored is not None:
                yield scored

    def _form(self, form: LexborNode) -> tuple[int, SearchBox] | None:
        attributes = form.attributes
        action = (attributes.get("action") or "").strip()
        scope = _scope_of(form)
        inputs = scope.css("input")[:_MAX_FIELDS]
        texts = [one for one in inputs if (one.attributes.get("type") or "").strip().lower() in _TEXT_TYPES]
        if not texts or scope.css_first("textarea, input[type=password], input[type=file]") is not None:
            return None
        text = max(texts, key=lambda one: bool(_HINT.search(_words(one))))
        around = f"{attributes.get('id') or ''} {attributes.get('name') or ''} {attributes.get('class') or ''}"
        buttons = " ".join(_words(one) for one in (*inputs, *scope.css("button")) if one.mem_id != text.mem_id)
        hint = " ".join(f"{_words(text)} {scope.text(separator=' ')[:80]}".split())
        score = 3 * bool(_TARGET.search(action)) + 2 * bool(_HINT.search(_words(text)))
        score += bool(_HINT.search(f"{around} {attributes.get('role') or ''}")) + bool(
            _HINT.search(f"{buttons} {scope.text()[:200]}")
        )
        score += bool(_BUTTON.search(f"{buttons} {' '.join(one.text() for one in scope.css('button, a'))}"))
        if score < _LEAST_SCORE:
            return None
        score -= 4 * bool(_OTHER.search(f"{hint} {action} {around}"))
        fields = self._fields(form, scope, text)
        scripted = action.startswith("#") or action.lower().startswith("javascript:")
        stopped = re.search(r"return\s+false|preventDefault", attributes.get("onsubmit") or "") is not None
        if fields is None or scripted or stopped or (not action and _runs_script(form, scope)):
            self.unusable = True
            return None
        try:
            url = normal_url(action or self._url, self._base)
        except BadUrlError:
            self.unusable = True
            return None
        post = (attributes.get("method") or "").strip().lower() == "post"
        if _changes(url, fields) or (post and any(names_person(one.attributes.get("name") or "") for one in texts)):
            self.unusable = self.unusable or reads_as_search(url)
            return None
        if not post:
            url = url.partition("?")[0]  # a browser drops the query of such an address
        box = SearchBox(
            url=url,
            method="post" if post else "get",
            fields=fields,
            charset=self._charset_of(form),
            source_url=self._url,
            hint=hint[:60],
        )
        return score, box

    def _fields(self, form: LexborNode, scope: LexborNode, text: LexborNode) -> tuple[SearchField, ...] | None:
        """Fields in page order; None when only a script could fill the text in."""
        if not (text.attributes.get("name") or "").strip():
            return None
        fields: list[SearchField] = []
        pressed = False
        for node in scope.css("input, select, button")[: 2 * _MAX_FIELDS]:
            if node.mem_id == text.mem_id:
                fields.append(SearchField(name=(node.attributes.get("name") or "").strip(), holds="text"))
            elif _is_button(node):
                if not pressed and (named := _sent_along(node)) is not None and named.value:
                    fields.append(named)
                pressed = True
            elif (field := _sent_along(node)) is not None:
                fields.append(field)
        emptied = [field for field in fields if not field.value and not field.holds]
        if "onsubmit" in form.attributes and any(_HINT.search(field.name) for field in emptied):
            return None  # the script moves the text there
        return tuple(fields)

    def _charset_of(self, form: LexborNode) -> str:
        declared = (form.attributes.get("accept-charset") or "").strip().lower()
        own = re.search(r"document\.charset\s*=\s*['\"]([\w-]+)", form.attributes.get("onsubmit") or "")
        name = declared.replace(",", " ").split()[0] if declared.strip(", ") else own[1] if own else self._charset
        return _known_charset(name) or "utf-8"

    # addresses put together by a script

    def _wired(self, tree: LexborHTMLParser) -> Iterator[tuple[int, SearchBox]]:
        if not tree.css("input"):
            return
        yield from islice(self._wired_anywhere(tree), _MAX_WIRED)

    def _wired_anywhere(self, tree: LexborHTMLParser) -> Iterator[tuple[int, SearchBox]]:
        for script in tree.css("script")[:_MAX_SCRIPTS]:
            text = script.text()[:_SCRIPT_REACH]
            if "location" in text or "window.open" in text:
                yield from self._wired_in(text)
        for attribute in _STATIC_ATTRIBUTES:
            for node in tree.css(f"[{attribute}*='location'], [{attribute}*='window.open']")[:_MAX_FIELDS]:
                yield from self._wired_in((node.attributes.get(attribute) or "")[:_SCRIPT_REACH])

    def _wired_in(self, script: str) -> Iterator[tuple[int, SearchBox]]:
        for found in islice(_WIRED.finditer(script), _MAX_WIRED):
            _, start, name, rest = found.groups()
            before = script[max(0, found.start() - _BEFORE) : found.start()]
            where = f"{start}{name}"
            if not (_TARGET.search(where) or _HINT.search(name) or _HINT.search(before)):
                continue
            path, _, query = start.partition("?")
            fields = [_fixed(pair) for pair in query.split("&") if pair]
            fields.append(SearchField(name=name, holds="text"))
            fields += [_fixed(pair) for tail in _TAIL.finditer(rest) for pair in tail[2].split("&") if "=" in pair]
            if _TAIL.sub("", rest).count("+") > 0:
                self.unusable = True  # more is put in than the text
                continue
            try:
                url = normal_url(path or self._url.partition("?")[0], self._base)
            except BadUrlError:
                continue
            if _changes(url, fields):
                self.unusable = self.unusable or reads_as_search(url)
                continue
            coding: ValueCoding = "form"
            if "encodeURI" in rest:
                coding = "double" if rest.count("encodeURI") > 1 else "component"
            elif re.search(r"\bescape\s*\(", rest):
                coding = "escape"
            score = _FULL_SCORE - 2 - 4 * bool(_OTHER.search(where))
            yield (
                score,
                SearchBox(
                    url=url,
                    fields=tuple(fields),
                    charset=_known_charset(self._charset) or "utf-8",
                    coding=coding,
                    source_url=self._url,
                    how="script",
                ),
            )

    # links to a search page

    def _entries(self, tree: LexborHTMLParser) -> Iterator[str]:
        for link in tree.css("a[href]")[:_MAX_LINKS]:
            href = (link.attributes.get("href") or "").strip()
            picture = link.css_first("img")
            alt = (picture.attributes.get("alt") or "") if picture is not None else ""
            text = "".join((link.text() or link.attributes.get("title") or alt).split())
            if not href or href.startswith("#") or not _ENTRY.fullmatch(text):
                continue
            try:
                yield normal_url(href, self._base)
            except BadUrlError:
                continue


def _scope_of(form: LexborNode) -> LexborNode:
    """What holds the fields of a form: itself, or its table where the form stands between rows or cells.

    Parsers close such a form at once, but its fields belong to it all the same.
    """
    here = form.parent
    if form.css_first("input") is not None or here is None or here.tag not in {"table", "tbody", "tr"}:
        return form
    while here.tag != "table" and here.parent is not None and here.parent.tag in {"table", "tbody", "tr"}:
        here = here.parent
    return here if len(here.css("form")) == 1 else form


def _changes(url: str, fields: Iterable[SearchField]) -> bool:
    """Whether asking there reads as if it wrote something (:func:`hengping.extract.search_asking.writes`)."""
    sent = "&".join(f"{quote(field.name)}={quote(field.value)}" for field in fields if not field.holds)
    return writes(url, sent.encode())


def _words(node: LexborNode) -> str:
    names = ("name", "id", "class", "placeholder", "value", "title", "aria-label", "alt")
    return " ".join(node.attributes.get(name) or "" for name in names)


def _is_button(node: LexborNode) -> bool:
    """Whether it sends the form: only the first of them is pressed."""
    kind = (node.attributes.get("type") or "").strip().lower()
    return kind == "submit" or (node.tag == "button" and kind == "")


def _sent_along(node: LexborNode) -> SearchField | None:
    """What a browser sends of a field that nobody touches; None: nothing."""
    attributes = node.attributes
    name = (attributes.get("name") or "").strip()
    kind = (attributes.get("type") or "").strip().lower()
    value = attributes.get("value") or ""
    if not name or "disabled" in attributes or kind in {"button", "reset", "image", "file"}:
        return None
    if node.tag == "select":
        return SearchField(name=name, value=_chosen(node))
    if kind in {"checkbox", "radio"}:
        return SearchField(name=name, value=value or "on") if "checked" in attributes else None
    if name.lower().startswith(_KEY_OF_SCRIPT):
        return SearchField(name=name, holds="base64")
    prompt = kind in _TEXT_TYPES and _PROMPT.search(value)
    return SearchField(name=name, value="" if prompt else value)


def _runs_script(form: LexborNode, scope: LexborNode) -> bool:
    """Whether a script seems to take over what happens when the form is sent."""
    return (
        "onsubmit" in form.attributes
        or scope.css_first("[onclick], input[type=button], button[type=button]") is not None
    )


def _chosen(select: LexborNode) -> str:
    options = select.css("option")
    chosen = next((option for option in options if "selected" in option.attributes), options[0] if options else None)
    if chosen is None:
        return ""
    value = chosen.attributes.get("value")
    return value if value is not None else chosen.text().strip()


def _fixed(pair: str) -> SearchField:
    name, _, value = pair.partition("=")
    return SearchField(name=name, value=value)


def _base_of(tree: LexborHTMLParser, url: str) -> str:
    base = tree.css_first("base[href]")
    try:
        return normal_url((base.attributes.get("href") or "") if base is not None else "", url) if base else url
    except BadUrlError:
        return url


def _script_files(tree: LexborHTMLParser, base: str) -> Iterator[str]:
    for script in tree.css("script[src]")[:_MAX_SCRIPTS]:
        try:
            yield normal_url(script.attributes.get("src") or "", base)
        except BadUrlError:
            continue


def _known_charset(name: str) -> str:
    lowered = name.strip().lower()
    if lowered in {"gb2312", "gbk", "gb18030", "cp936", "x-gbk"}:
        return "gb18030"
    return "utf-8" if lowered in {"utf-8", "utf8"} else lowered if lowered == "big5" else ""
