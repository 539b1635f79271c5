"""Addresses of section pages: aliases of one page, the pages of one list, directories."""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

_INDEX = re.compile(r"(?:index|default|main)(?:\.\w{1,5})?", re.IGNORECASE)
_PAGE_PARAMETER = re.compile(
    r"(?:\w*[_-])?(?:page|pageno|pagenum|pageindex|pagenumber|page_no|curpage|currentpage|currpage|paging|pn|p)"
    r"|a(?:infolist)?\d+[pct]",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?P<base>.*?)[_-]?(?P<number>\d{1,4})")
_PAGE_DIRECTORY = re.compile(r"(?P<base>.*/)(?:page|p)/\d{1,4}/?", re.IGNORECASE)
_PAGER_TEXT = re.compile(
    r"\[?\d{1,4}\]?|[<>»«›]+|下一?页|后一?页|上一?页|前一?页|尾页|末页|最后一?页|next|last|第\d+页", re.IGNORECASE
)
_ARTICLE_PATH = re.compile(
    r"/(?:19|20)\d{2}[-/_]?\d{2}|/t(?:19|20)\d{6}_|/(?:content|art|info|post)[/_]|(?:content|post|art)_\d+",
    re.IGNORECASE,
)


@lru_cache(maxsize=32_768)
def section_key(url: str) -> str:
    """One key for the aliases of a page: scheme, ``www.``, index file name, trailing slash and page number left out."""
    parts = urlsplit(url)
    host = parts.netloc.removeprefix("www.")
    directory, _, name = parts.path.rpartition("/")
    path = directory if not name or _INDEX.fullmatch(name) else parts.path
    kept = [pair for pair in parts.query.split("&") if pair and not _is_page_number(pair)]
    return f"{host}{path}?{'&'.join(kept)}".rstrip("?") if kept else f"{host}{path}"


def first_page_keys(url: str) -> tuple[str, ...]:
    """Keys of the addresses whose list this page could continue, by the ways content systems number pages.

    ``index_2.html`` → the directory; ``list2.htm``, ``tzgg_2.html`` → the name without its number;
    ``tzgg/2.htm`` → ``tzgg.htm`` or the directory; ``tzgg/page/2/`` → ``tzgg/``.
    """
    parts = urlsplit(url)
    prefix = f"{parts.scheme}://{parts.netloc}"
    query = f"?{parts.query}" if parts.query else ""
    by_directory = _PAGE_DIRECTORY.fullmatch(parts.path)
    if by_directory:
        return (section_key(f"{prefix}{by_directory['base']}{query}"),)
    directory, _, name = parts.path.rpartition("/")
    stem, dot, extension = name.partition(".")
    numbered = _NUMBERED.fullmatch(stem)
    if not numbered:
        return ()
    if numbered["base"]:
        return (section_key(f"{prefix}{directory}/{numbered['base']}{dot}{extension}{query}"),)
    return (
        section_key(f"{prefix}{directory}{dot}{extension}{query}"),
        section_key(f"{prefix}{directory}/{query}"),
    )


@lru_cache(maxsize=32_768)
def is_pager_text(text: str) -> bool:
    """Whether a link's text belongs to a pager: a number, 下一页, 尾页 …."""
    return bool(_PAGER_TEXT.fullmatch("".join(text.split())))


def looks_like_article(url: str) -> bool:
    """Whether an address has the form of an article: a date directory, ``t20240102_…``, ``content_…``."""
    return bool(_ARTICLE_PATH.search(urlsplit(url).path))


def directory_of(url: str) -> str:
    """Host and directory that a section's own pages lie under; empty at the root, where everything lies.

    ``/zwgk/index.html`` and ``/zwgk.htm`` both own ``/zwgk/`` (the second is how 博达 sites number and nest).
    """
    key = section_key(url).partition("?")[0]
    host, _, path = key.partition("/")
    if not path or "?" in section_key(url):
        return ""
    last = path.rpartition("/")[2]
    stem = path[: len(path) - len(last)] + last.partition(".")[0]
    return f"{host}/{stem}/"


def lies_under(url: str, directory: str) -> bool:
    """Whether the address lies under a :func:`directory_of`."""
    parts = urlsplit(url)
    return bool(directory) and f"{parts.netloc.removeprefix('www.')}{parts.path}".startswith(directory)


def directories_above(url: str) -> Iterator[str]:
    """All that a :func:`directory_of` can be which the address lies under, the deepest first."""
    parts = urlsplit(url)
    path = f"{parts.netloc.removeprefix('www.')}{parts.path}"
    at = path.rfind("/")
    while at >= 0:
        yield path[: at + 1]
        at = path.rfind("/", 0, at)


def depth_of(url: str) -> int:
    """Number of directories in the path."""
    return urlsplit(url).path.count("/")


def _is_page_number(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return bool(_PAGE_PARAMETER.fullmatch(name)) and value.isdigit() and len(value) <= 4  # noqa: PLR2004 - longer is an id
