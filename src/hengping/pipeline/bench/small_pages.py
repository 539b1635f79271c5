"""The endless benchmark site: small pages computed from their address, for crawls of a million URLs without a disk.

Home → top sections → sections → articles: 200 articles a section, 100 sections a top section, as many top sections as
the wanted number of URLs needs. Addresses of different levels have different shapes, as those of real sites.
"""

import re
from functools import lru_cache

ARTICLES, SUBSECTIONS = 200, 100
_SECTION = re.compile(r"/s([a-z]+)/(?:c([a-z]+)/(?:(\d+)\.html)?)?$")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROBOTS = "User-agent: *\nDisallow: /search/\n"
_FILLER = "根据有关规定，现将本年度工作情况公开如下，请各单位遵照执行，并于规定期限内反馈意见。" * 4


def small_page(path: str, urls: int) -> tuple[str, str] | None:  # noqa: PLR0911 - one for each level
    """Media type and text of a page of the site of so many URLs; None: no such page."""
    if path == "/robots.txt":
        return "text/plain", _ROBOTS
    sections = -(-urls // ARTICLES)
    tops = -(-sections // SUBSECTIONS)
    if path == "/":
        return "text/html", _page("首页", [f"/s{_letters(top)}/" for top in range(tops)])
    found = _SECTION.fullmatch(path)
    if found is None:
        return None
    top = _number(found[1])
    within = range(top * SUBSECTIONS, min((top + 1) * SUBSECTIONS, sections))
    if not within:
        return None
    if found[2] is None:
        return "text/html", _page(path, [f"/s{found[1]}/c{_letters(each - within.start)}/" for each in within])
    section = within.start + _number(found[2])
    articles = min(ARTICLES, urls - section * ARTICLES)
    if section not in within or articles <= 0:
        return None
    if found[3] is None:
        folder = path
        return "text/html", _page(path, [f"{folder}{number}.html" for number in range(articles)])
    number = int(found[3])
    if number >= articles:
        return None
    folder = path.rpartition("/")[0] + "/"
    near = [f"{folder}{(number + step) % articles}.html" for step in (1, 2, 3)]
    return "text/html", _page(path, ["/", f"/s{found[1]}/", folder, *near])


def known_urls(urls: int) -> int:
    """All pages of the site: articles, sections, top sections and the home page."""
    sections = -(-urls // ARTICLES)
    return urls + sections + -(-sections // SUBSECTIONS) + 1


def _page(title: str, links: list[str]) -> str:
    anchors = "\n".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title}</title></head><body>\n'
        f"<p>{title}：{_FILLER}</p>\n<ul>\n{anchors}\n</ul>\n</body></html>\n"
    )


@lru_cache(maxsize=1000)
def _letters(number: int) -> str:
    """A number in letters, so that the shape of an address does not say that it is one of many."""
    text = _LETTERS[number % 26]
    while number >= len(_LETTERS):
        number = number // 26 - 1
        text = _LETTERS[number % 26] + text
    return text


def _number(text: str) -> int:
    value = 0
    for letter in text:
        value = value * 26 + _LETTERS.index(letter) + 1
    return value - 1
