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
_BUTTON = re.compile(r"搜\s?索|检\s?索|搜一下|(?<!\w)搜(?!\w)")
_SHORT_TABLE = 60
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
    return _links_to_search(page) or any(_is_search_box(page, one) for one in page.tagged.get("input", ()))


def _links_to_search(page: Page) -> bool:
    entries = words_in(page.text, _ENTRY_WORDS)
    return any(
        (entries or link.start == link.end) and link.end - link.start <= _LONGEST_ENTRY and _is_search_entry(page, link)
        for link in page.tagged.get("a", ())
    )


def _is_search_box(page: Page, element: Element) -> bool:
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
            return bool(_SEARCH_TARGET.search(own) or _SEARCH.search(own)) or _sends_search(page, here)
        if re.search(r"search|sousuo|搜索", here.names, re.IGNORECASE):
            return True
        if here.tag == "table" and here.end - here.start <= _SHORT_TABLE and _sends_search(page, here):
            return True  # a form between rows or cells is closed at once, its fields stand in the table
        here = here.parent
    return False


def _sends_search(page: Page, form: Element) -> bool:
    """Whether the button of a form says that it searches, and the form asks for one text and nothing else."""
    pending, buttons, fields = [form], "", ""
    count = 0
    while pending:
        here = pending.pop()
        kind = (here.attrs.get("type") or "").lower()
        if here.tag == "textarea" or kind in {"password", "file"}:
            return False
        if here.tag in {"button", "a"} or kind in {"submit", "button", "image"}:
            buttons += f" {_own(here)} {here.attrs.get('alt') or ''} {page.of(here)}"
        elif here.tag == "input" and kind in _TEXT_TYPES:
            count += 1
            fields += f" {_own(here)}"
        pending.extend(here.children)
    return count == 1 and bool(_BUTTON.search(buttons)) and not _LOOKS_UP.search(f"{fields} {page.of(form)}")


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
            if here.tag in {"form", "table", "tr", "li"} and _LETTER.search(
                page.text[here.start : min(here.end, here.start + 600)]
            ):
                return True
            here = here.parent
    return False


def asks_login(page: Page) -> bool:
    """Whether a page asks its reader to log in: it says so, or has a field for a password outside its frame."""
    for field in page.tagged.get("input", ()):
        if (field.attrs.get("type") or "").lower() == "password" and not field.hidden and not field.region:
            return True
    return words_in(page.text, ("登录", "登陆")) and _LOGIN.search(page.text) is not None


def _own(element: Element) -> str:
    names = ("name", "id", "class", "placeholder", "value", "title", "aria-label")
    return " ".join(element.attrs.get(name) or "" for name in names)
