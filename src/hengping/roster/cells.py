"""Single cells: text folded, addresses and codes repaired as far as that is safe."""

import re
import unicodedata
from decimal import Decimal
from urllib.parse import urlsplit

import msgspec

from hengping.model.site import SiteClass
from hengping.model.urls import BadUrlError, host_of, normal_url

_PLACEHOLDERS = frozenset({"", "无", "暂无", "/", "-", "--", "—", "——", "n/a", "na", "none", "null", "待定", "待补充"})
_SCHEME = re.compile(r"^(?:https?[:;]?[/\\]+)*(https?)\s*(?:[:;]\s*[/\\]*|[/\\]{2,})", re.IGNORECASE)
_REMARK = re.compile(r"\([^)]*[\u4e00-\u9fff][^)]*\)$")
_HOST = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
)
_IPV6 = re.compile(r"[0-9a-f:.]+")
_SAFE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,2}", re.ASCII)
_WHOLE = re.compile(r"(\d+)\.0+", re.ASCII)
_HOME_FILE = re.compile(r"/(?:index|default|home)\.[a-z]+$", re.IGNORECASE)


class CodeReading(msgspec.Struct, frozen=True):
    """A code cell: ``code`` is empty when there is none that can be used; ``digits_lost``: a spreadsheet ate digits."""

    code: str
    digits_lost: bool = False


def fold(text: str) -> str:
    """White space of every kind folded to single spaces, invisible characters removed; width kept as printed."""
    visible = "".join(" " if character.isspace() else character for character in text)
    kept = (character for character in visible if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"})
    return " ".join("".join(kept).split())


def is_blank(text: str) -> bool:
    """Whether a folded cell says nothing: empty, or 无, —— and the like."""
    return text.lower() in _PLACEHOLDERS


def half_width(text: str) -> str:
    """Full-width letters, digits and marks as half-width ones."""
    return unicodedata.normalize("NFKC", text)


def read_url(cell: str) -> str:
    """Normal form of an address as people type it: without scheme, with full-width colon, with a remark behind it.

    Raises:
        BadUrlError: there is no host that can be understood.
    """
    text = half_width(cell).replace("。", ".").strip("<>\"'“”,; ")
    text = _REMARK.sub("", text)
    first = text.split(" ")[0]
    text = first if "." in first else text.replace(" ", "")
    scheme = _SCHEME.match(text)
    rest = text[scheme.end() :] if scheme else text.lstrip("/\\")
    url = normal_url(f"{scheme[1].lower() if scheme else 'http'}://{rest}")
    host = host_of(url)
    if not _is_host(host) or (scheme is None and "." not in host):
        raise BadUrlError(cell)
    return url


def url_key(url: str) -> str:
    """What makes two addresses one site's: host without ``www.``, port, and path without the home page's file name."""
    parts = urlsplit(url)
    path = _HOME_FILE.sub("/", parts.path).rstrip("/")
    return f"{parts.netloc.rpartition('@')[2].removeprefix('www.')}{path}?{parts.query}"


def read_code(cell: str) -> CodeReading:
    """A code as typed or as a spreadsheet stored it: ``4500000045.0``, ``4.500000045E+09``, full-width, spaced."""
    text = "".join(half_width(cell).split()).strip("'\"`")
    if _SCIENTIFIC.fullmatch(text):
        return _expanded(text)
    if whole := _WHOLE.fullmatch(text):
        text = whole[1]
    if text[:2].lower() == "bm":
        text = text.lower()
    return CodeReading(text if _SAFE_CODE.fullmatch(text) else "")


def read_class(cell: str) -> SiteClass | None:
    """A or B from ``A``, ``Ａ``, ``b类``; empty for an empty cell; None when it is something else."""
    text = half_width(cell).strip().upper().removesuffix("类").removesuffix("级").strip()
    if text == "A":
        return "A"
    if text == "B":
        return "B"
    return "" if is_blank(text) else None


def is_host_key(code: str) -> bool:
    """Whether a code is the key of a site without one: ``x-`` and a host (contract)."""
    return code.startswith("x-") and _is_host(code.removeprefix("x-"))


def _is_host(text: str) -> bool:
    return bool(_IPV6.fullmatch(text) if ":" in text else _HOST.fullmatch(text))


def _expanded(text: str) -> CodeReading:
    """A number in scientific notation is whole again only when its mantissa still holds every digit."""
    mantissa, _, exponent = text.lower().partition("e")
    digits = len(mantissa.replace(".", ""))
    if digits != int(exponent) + 1:
        return CodeReading("", digits_lost=True)
    return CodeReading(str(int(Decimal(text))))
