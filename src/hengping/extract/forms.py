"""Forms a page offers: site search, and sending a message."""

import re
from functools import cached_property

from hengping.extract.cues import words_in
from hengping.extract.flat import Element, Page

_SEARCH = re.compile(
    r"search|sousuo|\bsou\b|jiansuo|搜索|检索|搜一搜|全站搜|站内搜|keyword|searchword|\bqt?\b|\bkw\b|\bwd\b",
    re.IGNORECASE,
)
_SEARCH_TARGET = re.compile(r"search|sousuo|jiansuo|/s\b|/was\d?/|jsearch|query|xxss", re.IGNORECASE)
_LETTER = re.compile(
    r"留言|信件|写信|来信|咨询|投诉|建议|意见|诉求|问题|反映|liuyan|message|letter|mailbox|xinxiang|content|neirong|zixun|consult",
    re.IGNORECASE,
)
_TITLED, _WRITTEN, _SENT = (
    re.compile(r"标\s?题|主\s?题"),
    re.compile(r"内\s?容"),
    re.compile(r"提\s?交|发\s?送|发\s?表"),
)
"""Labels of a form that says nothing but that one writes in it: 标题, 内容, and a button that sends."""
_CHANNEL = re.compile(r"留言|来信|信箱|咨询|投诉")
"""What such a form is for, by the page's title or the words right above it; 写信 alone may be a petition (信访)."""
_ABOVE = 60
_SEARCH_HINT = re.compile(r"(?:请)?(?:输入|键入)\S{0,8}关键[字词]|^\s*关键[字词]\s*$")
_BUTTON = re.compile(r"搜\s?索|检\s?索|搜一下|(?<!\w)搜(?!\w)")
_NAMED_SEARCH = re.compile(r"search|sousuo|搜索", re.IGNORECASE)
_SHORT_TABLE, _SEVERAL = 60, 2
_LOGIN = re.compile(
    r"(?:请|须|需要?)您?先?(?:进行)?(?:实名)?登[录陆]|登[录陆](?:后|之后|系统后)[^\n]{0,6}(?:方可|再|才能|可|进行|提交|留言|咨询)"
)
_LOOKS_UP = re.compile(r"编号|单号|办件|查询码|密码|手机|身份证|邮箱|信件|验证码")
"""What is asked for where something else than the site's pages is looked up."""
_SEARCH_ENTRY = re.compile(r"(?:站内|全站|全文|本站|智能|网站)(?:搜索|检索|查询)")
_ENTRY_ENDS = ("搜索", "检索", "查询")
_ENTRY_WORDS, _LONGEST_ENTRY = ("搜索", "检索", "查询", "搜 索", "检 索", "查 询"), 24
_TEXT_TYPES = frozenset({"", "text", "search", "keyword"})


def offers_search(page: Page) -> bool:
    """Whether a search box is offered: a text field named or labelled as one, or in a form that leads to a search."""
    if _links_to_search(page):
        return True
    around = _Around(page)
    return any(_is_search_box(around, one) for one in page.tagged.get("input", ()))


class _Around:
    """What stands around the fields of a page and whether it searches, each looked at once."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._known: dict[int, bool | None] = {}

    def searches(self, here: Element) -> bool | None:
        """Whether an element around a field makes it one to search with; None: what stands around that may tell."""
        place = id(here)
        if place not in self._known:
            self._known[place] = self._searches(here)
        return self._known[place]

    def _searches(self, here: Element) -> bool | None:
        if here.tag == "form":
            own = f"{here.attrs.get('action') or ''} {here.attrs.get('name') or ''} {here.names}"
            return bool(_SEARCH_TARGET.search(own) or _SEARCH.search(own)) or self._sends_search(here)
        if _NAMED_SEARCH.search(here.names):
            return True
        # A form between rows or cells is closed at once, its fields stand in the table.
        short_table = here.tag == "table" and here.end - here.start <= _SHORT_TABLE
        return True if short_table and self._sends_search(here) else None

    def _sends_search(self, form: Element) -> bool:
        """Whether the button of a form says that it searches, and the form asks for one text and nothing else."""
        if self._fields.get(id(form)) != 1:
            return False
        pending, words, fields = [form], [], ""
        while pending:
            here = pending.pop()
            kind = (here.attrs.get("type") or "").lower()
            if here.tag in {"button", "a"} or kind in {"submit", "button", "image"}:
                words.append(f"{_own(here)} {here.attrs.get('alt') or ''} {self._page.of(here)}")
            elif here.tag == "input" and kind in _TEXT_TYPES:
                fields = _own(here)
            pending.extend(here.children)
        return bool(_BUTTON.search(" ".join(words))) and not _LOOKS_UP.search(f"{fields} {self._page.of(form)}")

    @cached_property
    def _fields(self) -> dict[int, int]:
        """Number of text fields in each element that has any; what no search asks for counts as several."""
        counts: dict[int, int] = {}
        for one in self._page.tagged.get("input", ()):
            kind = (one.attrs.get("type") or "").lower()
            counts[id(one)] = _SEVERAL if kind in {"password", "file"} else int(kind in _TEXT_TYPES)
        counts.update((id(one), _SEVERAL) for one in self._page.tagged.get("textarea", ()))
        for element in reversed(self._page.elements):
            inside = counts.get(id(element), 0)
            if inside and element.parent is not None:
                above = id(element.parent)
                counts[above] = counts.get(above, 0) + inside
        return counts


def _links_to_search(page: Page) -> bool:
    entries = words_in(page.text, _ENTRY_WORDS)
    return any(
        (entries or link.start == link.end) and link.end - link.start <= _LONGEST_ENTRY and _is_search_entry(page, link)
        for link in page.tagged.get("a", ())
    )


def _is_search_box(around: _Around, element: Element) -> bool:
    """Whether a field is one to search with, by its own names or those of its form or of what stands around it."""
    if (element.attrs.get("type") or "").lower() not in _TEXT_TYPES:
        return False
    own = _own(element)
    if _SEARCH.search(own) or _SEARCH_HINT.search(own):
        return True
    here = element.parent
    for _ in range(6):
        if here is None:
            break
        told = around.searches(here)
        if told is not None:
            return told
        here = here.parent
    return False


def _is_search_entry(page: Page, link: Element) -> bool:
    """Whether a link leads to the site's search page: named as nothing else, and to somewhere."""
    text = "".join((page.of(link) or link.attrs.get("title") or "").split())
    if not text.endswith(_ENTRY_ENDS) or not _SEARCH_ENTRY.fullmatch(text):
        return False
    href = (link.href or "").strip()
    return bool(href) and not href.startswith("#") and not link.hidden


def offers_message(page: Page) -> bool:
    """Whether a form to write a message is offered: a text area named for it or standing beside such words."""
    for element in page.tagged.get("textarea", ()):
        if element.hidden:
            continue
        if _LETTER.search(_own(element)):
            return True
        here = element.parent
        for _ in range(8):
            if here is None or here.tag == "body":
                break
            if here.tag in {"form", "table", "tr", "li"}:
                said = page.text[here.start : min(here.end, here.start + 600)]
                if _LETTER.search(said) or (here.tag == "form" and _is_written_in(page, here, said)):
                    return True
            here = here.parent
    return False


def _is_written_in(page: Page, form: Element, said: str) -> bool:
    """Whether a form asks for a title and a text, has a button that sends them, and stands where one writes letters."""
    if not (_TITLED.search(said) and _WRITTEN.search(said)):
        return False
    if not _CHANNEL.search(page.title) and not _CHANNEL.search(page.text[max(form.start - _ABOVE, 0) : form.start]):
        return False
    pending, words = [form], [said]
    while pending:
        here = pending.pop()
        if here.tag in {"input", "button"} and (here.attrs.get("type") or "").lower() in {"submit", "button", "image"}:
            words.append(f"{here.attrs.get('value') or ''} {here.attrs.get('alt') or ''}")
        pending.extend(here.children)
    return any(_SENT.search(word) for word in words)


def asks_login(page: Page) -> bool:
    """Whether a page asks its reader to log in: it says so, or has a field for a password outside its frame."""
    for field in page.tagged.get("input", ()):
        if (field.attrs.get("type") or "").lower() == "password" and not field.hidden and not field.region:
            return True
    return words_in(page.text, ("登录", "登陆")) and _LOGIN.search(page.text) is not None


def _own(element: Element) -> str:
    names = ("name", "id", "class", "placeholder", "value", "title", "aria-label")
    return " ".join(element.attrs.get(name) or "" for name in names)
