"""What importers share: the sites they may name, and what they gather."""

from collections.abc import Iterable

import msgspec

from hengping.model.imported import Imported, ImportFault
from hengping.model.site import SITE_CODE, Site
from hengping.model.urls import BadUrlError, host_of, normal_url

_LONGEST_VALUE = 80


class Gathered(msgspec.Struct):
    """Rows taken and rows refused, in the order of the file."""

    rows: list[Imported] = msgspec.field(default_factory=list)
    faults: list[ImportFault] = msgspec.field(default_factory=list)

    def fault(self, row: int, what: str, *, column: str = "", value: str = "", remedy: str = "") -> None:
        """Note a row that is not taken."""
        shown = " ".join(value.split())[:_LONGEST_VALUE]
        self.faults.append(ImportFault(row=row, column=column, value=shown, what=what, remedy=remedy))


class SiteFinder:
    """Finds the site of the roster that a row is about, by code or by host; never by name, never by likeness.

    Attributes:
        reason: why the last search found nothing, in Chinese.
    """

    def __init__(self, sites: Iterable[Site]) -> None:
        self._codes = set()
        self._hosts: dict[str, set[str]] = {}
        for site in sites:
            self._codes.add(site.site_code)
            self._hosts.setdefault(_bare(host_of(site.url)), set()).add(site.site_code)
        self.reason = ""

    def find(self, *, code: str = "", url: str = "") -> str:
        """Site code; empty when there is none, or the address is that of several.

        A code that is given must be on the roster: a wrong one is not mended by the address beside it.
        """
        self.reason = ""
        wanted = "".join(code.split()).lower()
        if wanted:
            if wanted in self._codes:
                return wanted
            known = "标识码格式不对" if not SITE_CODE.fullmatch(wanted) else "标识码不在评估名单内"
            self.reason = known
            return ""
        found = self._hosts.get(_host(url), set()) if url else set()
        if len(found) == 1:
            return next(iter(found))
        self.reason = (
            "网址属于多个网站，请写标识码" if found else "网址不属于名单内的网站" if url else "没有标识码和网址"
        )
        return ""


def _host(url: str) -> str:
    try:
        return _bare(host_of(normal_url(url)))
    except BadUrlError:
        return ""


def _bare(host: str) -> str:
    return host.removeprefix("www.")
