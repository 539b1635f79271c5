"""Who is judged: the site (网站) and the roster (评估名单)."""

import re
from typing import Literal

import msgspec

from hengping.model.urls import host_of

SITE_CODE = re.compile(r"(?:bm\d{8}|\d{10})")
"""Government website identification code (政府网站标识码): ministries ``bm`` + 8 digits, local sites 10 digits.

Structure derived from published samples; another length is a finding, never a parse error.
"""

SiteClass = Literal["A", "B", ""]
"""Applicability class: A offers services to the public, B does not; empty: not stated, treated as A."""


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """One judged website.

    Attributes:
        site_code: identification code; ``x-`` and the host for a site without one.
        name: site name as listed.
        unit: body that is responsible (主办单位).
        url: home page.
        group: ranking group, e.g. 自治区部门 / 设区市 / 县市区.
        site_class: applicability class.
        region: administrative area, as text.
        parent: site code of the superior unit's site (上级网站标识码), where the roster gives it.
        code_faults: what is wrong with the code by the code rules (ids of :mod:`hengping.roster.codes`), if anything.
    """

    site_code: str
    name: str
    unit: str = ""
    url: str
    group: str = ""
    site_class: SiteClass = ""
    region: str = ""
    parent: str = ""
    code_faults: tuple[str, ...] = ()

    @property
    def offers_services(self) -> bool:
        """Whether service indicators apply."""
        return self.site_class != "B"

    @property
    def has_code(self) -> bool:
        """Whether the roster gives an identification code."""
        return not self.site_code.startswith("x-")


def code_for_host(url: str) -> str:
    """Key of a site that has no identification code (contract: ``x-`` and its host).

    The colons of an IPv6 address become hyphens: the key is also a file name.
    """
    return f"x-{host_of(url).replace(':', '-')}"
