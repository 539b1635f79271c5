"""The benchmark's web: sites of Chinese government pages, made from a seed, the same on every machine.

Per site of 500 pages: one home page, 12 section lists, articles; 8 PDFs, 60 addresses that do not exist, 40 that
redirect, ``robots.txt``. A page has 117 links, a block of 8 meta fields, 30 to 75 paragraphs, about 57 KB. Smaller
sites have proportionally fewer of everything. Text follows a Zipf law of words, so that it compresses as text does.
All links stay within their site, so that a site can be crawled alone and what a crawler must find is known exactly.
"""

from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from random import Random  # noqa: TID251 - seeded: the same seed gives the same web
from typing import NamedTuple

import msgspec

LINKS_PER_PAGE = 117
SECTIONS = ("xwdt", "tzgg", "zwgk", "zcjd", "ghjh", "rsxx", "tjxx", "czzj", "zqdc", "zxft", "bsfw", "ztzl")
_SECTION_NAMES = (
    "新闻动态", "通知公告", "政务公开", "政策解读", "规划计划", "人事信息",
    "统计信息", "财政资金", "征集调查", "在线访谈", "办事服务", "专题专栏",
)  # fmt: skip
_PER_500 = {"attachments": 8, "missing": 60, "redirects": 40}
_PARAGRAPHS = (30, 75)
_POOL = 6_000
_PARAGRAPH_WORDS = (45, 105)
_FULL = 500
_MONTHS = 24


class TreeSize(msgspec.Struct, frozen=True, kw_only=True):
    """How large the web is.

    Attributes:
        sites: sites, each with an address of its own.
        pages: HTML pages a site, the home page included.
        seed: fixes every byte.
    """

    sites: int = 40
    pages: int = 500
    seed: int = 1

    def share(self, what: str) -> int:
        """How many ``attachments``, ``missing`` addresses or ``redirects`` a site has."""
        return max(1, self.pages * _PER_500[what] // _FULL)


class SitePlan(msgspec.Struct, frozen=True, kw_only=True):
    """What one site has: paths, in the order in which they were made up.

    Attributes:
        pages: HTML pages, the home page (``/``) first, then section lists, then articles.
        attachments, missing, redirects: PDFs, paths that give 404, paths that give 302 (to one of the pages).
    """

    number: int
    pages: tuple[str, ...]
    attachments: tuple[str, ...]
    missing: tuple[str, ...]
    redirects: tuple[str, ...]


class _Text(NamedTuple):
    paragraphs: list[str]
    titles: list[str]


def address_of(number: int) -> str:
    """Loopback address of a site: each has its own, so that every contestant sees as many hosts as there are sites."""
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


def plan_site(size: TreeSize, number: int) -> SitePlan:
    """Paths of one site."""
    random = Random(f"{size.seed} plan {number}")  # noqa: S311 - no secret
    lists = [f"/{section}/" for section in SECTIONS[: max(1, min(len(SECTIONS), size.pages - 2))]]
    articles = [_article(random, count) for count in range(size.pages - 1 - len(lists))]
    pages = ("/", *lists, *articles)[: size.pages]
    return SitePlan(
        number=number,
        pages=pages,
        attachments=tuple(f"/files/{count + 1:03d}.pdf" for count in range(size.share("attachments"))),
        missing=tuple(f"/{SECTIONS[count % 12]}/gone/{count + 1:04d}.html" for count in range(size.share("missing"))),
        redirects=tuple(f"/go{random.choice(pages[1:])}?{count + 1}" for count in range(size.share("redirects"))),
    )


def redirect_target(path: str) -> str:
    """Where a ``/go/...`` path leads."""
    return path.removeprefix("/go").partition("?")[0]


def write_tree(size: TreeSize, folder: Path) -> int:
    """Write the whole web, one folder per address; redirects and missing addresses are the server's.

    Returns:
        Bytes of HTML written.
    """
    text, total = _text(size.seed), 0
    for number in range(size.sites):
        plan = plan_site(size, number)
        root = folder / address_of(number)
        for path, body in site_files(size, plan, text):
            place = root / (f"{path}index.html" if path.endswith("/") else path).lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(body)
            total += len(body) if not path.endswith((".pdf", ".txt")) else 0
    return total


def site_files(size: TreeSize, plan: SitePlan, text: _Text | None = None) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every file of a site."""
    text = text or _text(size.seed)
    random = Random(f"{size.seed} site {plan.number}")  # noqa: S311
    yield "/robots.txt", b"User-agent: *\nDisallow: /search/\nDisallow: /admin/\n"
    for path in plan.attachments:
        yield path, b"%PDF-1.4\n" + random.randbytes(random.randint(12_000, 36_000)) + b"\n%%EOF\n"
    for number, path in enumerate(plan.pages):
        yield path, _page(plan, number, path, random, text)


def _article(random: Random, count: int) -> str:
    month = count % _MONTHS
    day = f"{2025 + month // 12}{1 + month % 12:02d}"
    return f"/{SECTIONS[count % 12]}/{day}/t{day}{1 + random.randrange(28):02d}_{4_000_000 + count}.html"


def _text(seed: int) -> _Text:
    """Paragraphs and titles to draw from: two-character words from common characters, by a Zipf law."""
    random = Random(f"{seed} text")  # noqa: S311
    characters = [chr(0x4E00 + (step * 37) % 5_200) for step in range(1_800)]
    words = ["".join(random.choices(characters, k=random.choice((1, 2, 2, 2, 3, 4)))) for _ in range(9_000)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))

    def sentence(count: int) -> str:
        drawn = random.choices(words, cum_weights=weights, k=count)
        for at in range(7 + random.randrange(5), count - 1, 9):
            drawn[at] += "，"
        return "".join(drawn) + "。"

    return _Text(
        [sentence(random.randint(*_PARAGRAPH_WORDS)) for _ in range(_POOL)],
        [sentence(random.randint(6, 12)).replace("，", "")[:-1] for _ in range(_POOL)],
    )


def _page(plan: SitePlan, number: int, path: str, random: Random, text: _Text) -> bytes:
    title = text.titles[(plan.number * 977 + number) % _POOL]
    links = _links(plan, number, random)
    lists = "\n".join(
        f'<li><span class="date">2026-{1 + at % 12:02d}-{1 + at % 28:02d}</span>'
        f'<a href="{link}" target="_blank" title="{name}">{name}</a></li>'
        for at, (link, name) in enumerate(zip(links, random.sample(text.titles, len(links)), strict=True))
    )
    body = "\n".join(f"<p>　　{each}</p>" for each in random.sample(text.paragraphs, random.randint(*_PARAGRAPHS)))
    section = number % len(SECTIONS)
    return _FRAME.format(
        title=title,
        site=f"云溪市第{plan.number + 1}局",
        section=_SECTION_NAMES[section],
        date=f"2026-{1 + number % 12:02d}-{1 + number % 28:02d} 09:{number % 60:02d}",
        path=path,
        nav="\n".join(
            f'<li><a href="/{code}/">{name}</a></li>'
            for code, name in list(zip(SECTIONS, _SECTION_NAMES, strict=True))[: len(plan.pages) - 1]
        ),
        lists=lists,
        body=body,
    ).encode()


def _links(plan: SitePlan, number: int, random: Random) -> list[str]:
    """Links beside the navigation: every page and every special address can be reached from the section lists."""
    lists = min(len(SECTIONS), len(plan.pages) - 1)
    special = [
        paths[number % len(paths)] for paths in (plan.missing, plan.redirects, plan.attachments) if len(paths) > 0
    ]
    own: list[str] = []
    if 1 <= number <= lists:
        own = [*plan.pages[number + lists :: lists]]
        own += [path for paths in (plan.missing, plan.redirects) for path in paths[number - 1 :: lists]]
    elif number == 0:
        own = [*plan.attachments]
    wanted = LINKS_PER_PAGE - lists - 1
    chosen = dict.fromkeys([*own, *special])
    for path in random.sample(plan.pages, len(plan.pages)):
        if len(chosen) >= wanted:
            break
        chosen.setdefault(path)
    links = [*chosen]
    return [*links, *(random.choice(plan.pages) for _ in range(wanted - len(links)))]


_FRAME = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="SiteName" content="{site}">
<meta name="SiteDomain" content="www.example.gov.cn">
<meta name="SiteIDCode" content="4500000001">
<meta name="ColumnName" content="{section}">
<meta name="ColumnType" content="工作动态">
<meta name="ArticleTitle" content="{title}">
<meta name="PubDate" content="{date}">
<meta name="ContentSource" content="{site}">
<title>{title}_{site}</title>
<link rel="stylesheet" href="data:text/css,body">
<script>var page = "{path}"; function toggle(id) {{ return document.getElementById(id); }}</script>
</head>
<body>
<div class="header"><h1>{site}</h1><ul class="nav">
{nav}
</ul></div>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; {section}</div>
<div class="content"><h2>{title}</h2><div class="info">发布时间：{date}　来源：{site}</div>
<div class="article">
{body}
</div></div>
<div class="side"><ul class="list">
{lists}
</ul></div>
<div class="footer">主办单位：{site}　网站标识码：4500000001　桂ICP备00000001号</div>
</body>
</html>
"""
