"""JavaScript libraries of a page, told by the address of the script or by the head of an inline copy.

A version counts only where it is a part of the file's name or folder (``jquery-1.8.3.min.js``, ``/jquery/1.8.3/``,
``jquery@1.8.3``) or stands in the head comment that the library itself prints: ``?v=1.0`` is the site's own mark
against old copies in caches, and says nothing of the library.

Known flaws: ``library/lexicons/script_flaws.tsv``, a small table with its date; what is not in it is not known to be
sound. A table of a given date is frozen with the version of the program.
"""

import re
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from hengping.extract.flat import Page
from hengping.extract.targets import follow
from hengping.model.content_facts import LibraryFact

_ALIASES: dict[str, str] = {
    "jquery": "jquery",
    "jquery-ui": "jquery-ui",
    "jquery.ui": "jquery-ui",
    "jqueryui": "jquery-ui",
    "jquery.validate": "jquery-validation",
    "jquery-validate": "jquery-validation",
    "jquery-validation": "jquery-validation",
    "bootstrap": "bootstrap",
    "twitter-bootstrap": "bootstrap",
    "bootstrap-select": "bootstrap-select",
    "angular": "angular",
    "angularjs": "angular",
    "angular.js": "angular",
    "lodash": "lodash",
    "lodash.js": "lodash",
    "underscore": "underscore",
    "underscore.js": "underscore",
    "moment": "moment",
    "moment.js": "moment",
    "axios": "axios",
    "handlebars": "handlebars",
    "handlebars.js": "handlebars",
    "mustache": "mustache",
    "mustache.js": "mustache",
    "knockout": "knockout",
    "vue": "vue",
    "select2": "select2",
    "datatables": "datatables",
    "jquery.datatables": "datatables",
    "video.js": "video.js",
    "videojs": "video.js",
    "video": "video.js",
    "swiper": "swiper",
    "jszip": "jszip",
    "pdf.js": "pdf.js",
    "pdfjs": "pdf.js",
    "pdfjs-dist": "pdf.js",
    "crypto-js": "crypto-js",
    "plupload": "plupload",
    "ckeditor": "ckeditor",
    "tinymce": "tinymce",
    "highlight.js": "highlight.js",
    "dompurify": "dompurify",
    "jquery.prettyphoto": "prettyphoto",
}
_VERSION = r"v?(\d{1,3}(?:\.\d{1,4}){1,3})(?:-?(?:rc|beta|alpha|b|a)\.?\d*)?"
_SUFFIX = r"(?:[.\-_](?:min|slim|pack|packed|prod|production|global|common|custom|bundle|full|core|all|umd))*"
_NAMES = "|".join(sorted((re.escape(name) for name in _ALIASES), key=len, reverse=True))
_FILE = re.compile(rf"(?:^|/)({_NAMES}){_SUFFIX}[.\-_@]{_VERSION}{_SUFFIX}\.js$", re.IGNORECASE)
_FOLDER = re.compile(rf"/({_NAMES})[/@\-]{_VERSION}/(?:[\w.\-]{{1,40}}/){{0,3}}([\w.\-]{{1,60}})\.js$", re.IGNORECASE)
_VERSIONED = re.compile(r"\d\.\d")
_HEAD = re.compile(
    r"(jQuery UI|jQuery Validation Plugin|jQuery|Bootstrap|AngularJS|Vue\.js|Swiper|Lo-?[Dd]ash|DataTables)"
    r"(?: JavaScript Library)?(?: -)? v?(\d{1,3}(?:\.\d{1,4}){1,3})"
)
_HEADS = {
    "jquery ui": "jquery-ui",
    "jquery validation plugin": "jquery-validation",
    "jquery": "jquery",
    "bootstrap": "bootstrap",
    "angularjs": "angular",
    "vue.js": "vue",
    "swiper": "swiper",
    "lodash": "lodash",
    "lo-dash": "lodash",
    "datatables": "datatables",
}
_INLINE_FROM = 8_000
"""Characters of an inline script from which it may be a copy of a library."""
_HEAD_REACH = 400
_LONGEST = 1_000
_MOST = 60


class _Range(NamedTuple):
    start: tuple[int, ...]
    below: tuple[int, ...]
    below_text: str
    identifiers: tuple[str, ...]


class Flaws(NamedTuple):
    """What the table knows of a version: identifiers in order, the first version without all of them, its date."""

    identifiers: tuple[str, ...]
    fixed_in: str
    listed_on: str


def read_libraries(page: Page, base: str) -> tuple[LibraryFact, ...]:
    """The libraries that a page loads, one for each name, version and address.

    Args:
        page: the flat page.
        base: address that relative references refer to.
    """
    found: dict[tuple[str, str, str], LibraryFact] = {}
    for element in page.tagged.get("script", ()):
        source = element.attrs.get("src")
        if not source or len(source) > _LONGEST:
            continue
        told = library_of(source)
        if told is None:
            continue
        url = follow(source, base)
        if url and len(found) < _MOST:
            found.setdefault((*told, url), LibraryFact(name=told[0], version=told[1], url=url))
    for script in page.scripts:
        if len(script) < _INLINE_FROM or len(found) >= _MOST:
            continue
        head = _HEAD.search(script, 0, _HEAD_REACH)
        if head:
            name = _HEADS[head[1].lower()]
            found.setdefault((name, head[2], ""), LibraryFact(name=name, version=head[2], url=base))
    return tuple(found.values())


@lru_cache(maxsize=4096)
def library_of(source: str) -> tuple[str, str] | None:
    """Name and version of the library at an address; None when it is none, or its version is not told."""
    path = source.partition("?")[0].partition("#")[0]
    if not _VERSIONED.search(path):
        return None
    by_file = _FILE.search(path)
    if by_file:
        return _ALIASES[by_file[1].lower()], by_file[2]
    by_folder = _FOLDER.search(path)
    if by_folder:
        name = _ALIASES[by_folder[1].lower()]
        own = re.sub(rf"{_SUFFIX}$", "", by_folder[3].lower())
        if _ALIASES.get(own) == name or own in {"index", "dist", "bundle", "main"}:
            return name, by_folder[2]
    return None


@lru_cache(maxsize=4096)
def flaws_of(name: str, version: str) -> Flaws:
    """Known flaws of a library's version, by the shipped table."""
    table, listed_on = _table()
    here = _parts(version)
    hits = [entry for entry in table.get(name, ()) if entry.start <= here < entry.below]
    identifiers = dict.fromkeys(identifier for entry in hits for identifier in entry.identifiers)
    fixed = max(hits, key=lambda entry: entry.below).below_text if hits else ""
    return Flaws(tuple(sorted(identifiers, key=_by_year)), fixed, listed_on)


@cache
def _table() -> tuple[dict[str, list[_Range]], str]:
    text = (resources.files("hengping.library") / "lexicons" / "script_flaws.tsv").read_text("utf-8")
    table: dict[str, list[_Range]] = {}
    listed_on = ""
    for line in text.splitlines():
        cells = line.split("\t")
        if line.startswith("#"):
            listed_on = cells[1] if cells[0] == "# listed_on" else listed_on
        elif len(cells) == 4:  # noqa: PLR2004 - columns of the table
            name, start, below, identifiers = cells
            table.setdefault(name, []).append(
                _Range(_parts(start), _parts(below), below, tuple(identifiers.split(",")))
            )
    return table, listed_on


def _parts(version: str) -> tuple[int, ...]:
    numbers = [int(part) for part in version.split(".") if part.isdecimal()]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _by_year(identifier: str) -> tuple[str, int]:
    head, _, tail = identifier.rpartition("-")
    return head, int(tail) if tail.isdecimal() else 0
