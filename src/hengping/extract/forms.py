"""Forms a page offers: site search, and sending a message."""

import re

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
_SEARCH_HINT = re.compile(r"(?:请)?(?:输入|键入)\S{0,8}关键[字词]|^\s*关键[字词]\s*$")
_SEARCH_ENTRY = re.compile(r"(?:站内|全站|全文|本站|智能|网站)(?:搜索|检索|查询)")
_ENTRY_WORDS, _LONGEST_ENTRY = ("搜索", "检索", "查询", "搜 索", "检 索", "查 询"), 24
_TEXT_TYPES = frozenset({"", "text", "search", "keyword"})


def offers_search(page: Page) -> bool:
    """Whether a search box is offered: a text field named or labelled as one, or in a form that leads to a search."""
    return _links_to_search(page) or any(_is_search_box(one) for one in page.tagged.get("input", ()))


def _links_to_search(page: Page) -> bool:
    entries = words_in(page.text, _ENTRY_WORDS)
    return any(
        (entries or link.start == link.end) and link.end - link.start <= _LONGEST_ENTRY and _is_search_entry(page, link)
        for link in page.tagged.get("a", ())
    )


def _is_search_box(element: Element) -> bool:
    """Whether a field is one to search with, by its own names or those of its form or of what stands around it."""
    if (element.attrs.get("type") or "").lower() not in _TEXT_TYPES:
        return False
    if _SEARCH.search(_own(element)) or _SEARCH_HINT.search(_own(element)):
        return True
    here = element.parent
    for _ in range(6):
        if here is None:
            break
        if here.tag == "form":
            own = f"{here.attrs.get('action') or ''} {here.attrs.get('name') or ''} {here.names}"
            if _SEARCH_TARGET.search(own) or _SEARCH.search(own):
                return True
            break
        if re.search(r"search|sousuo|搜索", here.names, re.IGNORECASE):
            return True
        here = here.parent
    return False


def _is_search_entry(page: Page, link: Element) -> bool:
    """Whether a link leads to the site's search page: named as nothing else, and to somewhere."""
    href = (link.attrs.get("href") or "").strip()
    if not href or href.startswith("#") or link.hidden:
        return False
    text = "".join((page.of(link) or link.attrs.get("title") or "").split())
    return bool(_SEARCH_ENTRY.fullmatch(text))


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
            if here.tag in {"form", "table", "tr", "li"} and _LETTER.search(
                page.text[here.start : min(here.end, here.start + 600)]
            ):
                return True
            here = here.parent
    return False


def _own(element: Element) -> str:
    names = ("name", "id", "class", "placeholder", "value", "title", "aria-label")
    return " ".join(element.attrs.get(name) or "" for name in names)
