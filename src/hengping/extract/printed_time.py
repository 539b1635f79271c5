"""Two things that only the page's own text tells: how the publication time is printed, and aids for the elderly."""

import re

from hengping.extract.cues import holds_folded, matches_with
from hengping.extract.flat import Page

_LABEL = re.compile(
    r"(?:(?:发\s?布|发\s?表|公\s?布|公\s?开|刊\s?发|录\s?入)\s?|(?<![\u4e00-\u9fff]))(?:日\s?期|时\s?间)\s*[:：]\s*"
    r"(?P<printed>(?:19|20)\d\d\s?[-/.年—－–]{1,2}\s?\d{1,2}\s?[-/.月—－–]{1,2}\s?\d{1,2}\s?日?"
    r"(?:[ \t\nT]{0,3}\d{1,2}\s?[:：时]\s?\d{1,2}(?:\s?[:：分]\s?\d{1,2})?(?:分|秒)?)?)"
)
_BEFORE, _AFTER = 700, 700
_ELDERLY = re.compile(
    r"无障碍|无碍浏览|适老|长者(?:版|模式|助手|专区|浏览|关怀)?|长辈|关怀(?:版|模式)|敬老|助老|老年(?:人)?(?:版|模式|服务)"
    r"|老人版|大字版|读屏|盲人(?:版|模式)|barrier-?free|accessibility|[\"'/_-]wza(?:[\"'/._-]|$)|slhelper|cniil|toolbarslid",
    re.IGNORECASE,
)

_ELDERLY_CUES = (
    "无障碍",
    "无碍浏",
    "适老",
    "长者",
    "长辈",
    "关怀",
    "敬老",
    "助老",
    "老年",
    "老人版",
    "大字版",
    "读屏",
    "盲人",
)
_ELDERLY_LATIN = tuple(
    cue.encode() for cue in ("wza", "barrier", "accessib", "slhelper", "cniil", "toolbarslid", "\u017f", "\u0131")
)
"""How its matches begin that are Chinese, and what the others hold: small letters, and those that fold to i and s."""


def printed_time(page: Page, near: tuple[int, int]) -> str:
    """The publication time as printed behind its label, white space folded; empty when none is printed so.

    Args:
        page: the flat page.
        near: span of the headline; the label stands around it. Before 0: no headline is printed.
    """
    start, end = near
    low, high = (max(0, start - _BEFORE), end + _AFTER) if start >= 0 else (0, 2 * _AFTER)
    found = _LABEL.search(page.text, low, high)
    return " ".join(found["printed"].split()) if found else ""


def elderly_entry(html: str) -> str:
    """What names a version for the elderly or an aid for the disabled, empty when nothing does.

    Such entries are drawn by scripts more often than not, so the mark-up is searched and not the links: a name that
    stands there in vain may only pass over a lack, never accuse.
    """
    if holds_folded(html, _ELDERLY_LATIN):
        found = _ELDERLY.search(html)
    else:
        found = next(matches_with(_ELDERLY, html, _ELDERLY_CUES, 0), None)
    return found[0].strip("\"'/_-.") if found else ""
