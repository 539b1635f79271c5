"""Which region of a page an element belongs to, told from its tag, class and id."""

import re
from functools import lru_cache
from typing import Literal

Region = Literal["", "header", "nav", "breadcrumb", "footer"]

_FOOTER = re.compile(
    r"(?:^|[-_])(?:foot\w*|\w*footer\w*|\w*copyright\w*|bottom|bot|dibu|yejiao|banquan|yqlj\w*|youlian\w*|friend\w*|f(?:riend)?-?links?)"
    r"(?:[-_]\w*)?$"
)
_NAV = re.compile(
    r"(?:^|[-_])(?:main|top|site|sub|side|left|right|head(?:er)?|my|global|pc|wap|second|first|big|bd|zw|ll)?"
    r"[-_]?(?:nav|navi|navs|navbar|navbox|navlist|navcon|navmenu|navigat\w*|menu|menus|menubox|menulist|menubar|daohang)"
    r"(?:[-_]?(?:\d+|item|items|list|box|wrap|bar|con|left|main|inner|ul|top|bg))*$"
)
_CRUMB = re.compile(
    r"crumb|dqwz|weizhi|mianbao|^(?:mbx|dqlm|bc)$|(?:^|[-_])(?:cur|current|now|page)?[-_]?(?:position|location|curpos)\d*$"
)
_HEADER = re.compile(r"^(?:page|site|g|main|top)?[-_]?(?:header|head|top|topbar|toper|banner)(?:[-_]?\w{0,6})?$")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASS = frozenset({"hide", "hidden", "none", "displaynone", "dis_none", "undis", "dn", "disnone", "no-show"})
TAG_REGION: dict[str, Region] = {"footer": "footer", "nav": "nav", "header": "header"}
"""Regions that elements open by what they are; footer, breadcrumb and navigation are not left again by an inner one."""


@lru_cache(maxsize=20_000)
def named_region(names: str) -> Region:
    """The region that class and id of an element name; empty for none.

    Args:
        names: class and id, as written.
    """
    for token in names.lower().split():
        if _CRUMB.search(token):
            return "breadcrumb"
        if _FOOTER.search(token):
            return "footer"
        if _NAV.search(token):
            return "nav"
        if _HEADER.search(token):
            return "header"
    return ""


def is_hidden(attrs: dict[str, str | None]) -> bool:
    """Whether the element itself is not shown: inline style, ``hidden``, or a class of that meaning."""
    style = attrs.get("style")
    if style and ("n" in style or "N" in style) and _HIDDEN_STYLE.search(style):
        return True
    if "hidden" in attrs:
        return True
    names = attrs.get("class")
    return bool(names) and not _HIDDEN_CLASS.isdisjoint((names or "").lower().split())
