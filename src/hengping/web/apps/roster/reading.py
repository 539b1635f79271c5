"""Uploaded lists: read by the engine's own loader, compared with the roster that stands."""

import hashlib
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from hengping.model.errors import InputError
from hengping.model.site import Site
from hengping.model.urls import host_of
from hengping.roster.load import Roster, load_roster
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.roster.selectors import FIELDS, class_of

MOST_BYTES = 10_000_000
_MOST_UNPACKED = 200_000_000
_MOST_SITES = 20_000
_LONGEST = {"name": 200, "unit": 200, "url": 500, "group": 100, "region": 100, "site_code": 120, "parent_code": 120}


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A site that stands on the roster and that the upload gives otherwise: field, old text, new text."""

    site: Site
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What an upload would change."""

    new: tuple[Site, ...]
    changed: tuple[Changed, ...]
    gone: tuple[RosterEntry, ...]
    same: int


@dataclass(frozen=True, kw_only=True)
class Duplicate:
    """Several sites with the same host, name or address.

    Attributes:
        kind: ``host``, ``name``.
        value: what they share.
        sites: code and name of each.
    """

    kind: str
    value: str
    sites: tuple[tuple[str, str], ...]


def read_upload(data: bytes, name: str) -> Roster:
    """Read an uploaded list.

    Args:
        data: the file.
        name: what the sender calls it; used in messages only.

    Raises:
        InputError: it is no list, or too large; the message names the file and not where it was put for reading.
    """
    if len(data) > MOST_BYTES:
        raise InputError(_("文件过大"), where=name, remedy=_("名单文件不超过10MB；检查是否选错"))
    _refuse_bomb(data, name)
    with tempfile.TemporaryDirectory(prefix="hengping-roster-") as folder:
        path = Path(folder) / "roster"
        path.write_bytes(data)
        try:
            roster = load_roster(path)
        except InputError as error:
            where = error.where.replace(str(path), name)
            raise InputError(error.what, where=where, remedy=error.remedy) from error
    if len(roster.sites) > _MOST_SITES:
        raise InputError(_("网站过多"), where=name, remedy=_("一份名单不超过20000个网站"))
    for site in roster.sites:
        values = as_values(site)
        for field, most in _LONGEST.items():
            if len(values[field]) > most:
                spot = f"{name} {site.site_code}"
                raise InputError(_("有一项内容过长"), where=spot, remedy=_("检查该行是否错列或合并了多行"))
    return roster


def _refuse_bomb(data: bytes, name: str) -> None:
    """A workbook is a packed file; one that unpacks to far more than any list is not opened."""
    if not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            size = sum(part.file_size for part in package.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise InputError(
            _("表格已损坏或格式不支持"), where=name, remedy=_("用表格软件打开后另存为XLSX,或UTF-8编码的CSV")
        ) from error
    if size > _MOST_UNPACKED:
        raise InputError(_("表格解开后过大，不像评估名单"), where=name, remedy=_("检查文件是否选错"))


def digest_of(data: bytes) -> str:
    """SHA-256 of an upload."""
    return hashlib.sha256(data).hexdigest()


def as_values(site: Site) -> dict[str, str]:
    """A site as the fields of an entry."""
    return {
        "site_code": site.site_code,
        "name": site.name,
        "unit": site.unit,
        "url": site.url,
        "group": site.group,
        "site_class": site.site_class,
        "region": site.region,
        "parent_code": site.parent,
    }


def from_values(values: Mapping[str, Any]) -> Site:
    """A site from the fields of an entry."""
    return Site(
        site_code=values["site_code"],
        name=values["name"],
        unit=values["unit"],
        url=values["url"],
        group=values["group"],
        site_class=class_of(values["site_class"]),
        region=values["region"],
        parent=values["parent_code"],
    )


def compare(standing: Iterable[RosterEntry], wanted: Sequence[Site]) -> Comparison:
    """What taking over a list would change, by site code."""
    before = {entry.site_code: entry for entry in standing}
    new, changed, same = [], [], 0
    for site in wanted:
        entry = before.pop(site.site_code, None)
        if entry is None:
            new.append(site)
            continue
        values = as_values(site)
        differing = tuple(
            (field, str(getattr(entry, field)), values[field])
            for field in FIELDS
            if getattr(entry, field) != values[field]
        )
        if differing:
            changed.append(Changed(site=site, fields=differing))
        else:
            same += 1
    return Comparison(new=tuple(new), changed=tuple(changed), gone=tuple(before.values()), same=same)


def duplicates(wanted: Iterable[Site]) -> list[Duplicate]:
    """Sites that may be one and the same: the same host, or the same name. (Equal codes cost a row when it is read.)"""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for site in wanted:
        host = host_of(site.url).removeprefix("www.")
        keys = {("host", host), ("name", unicodedata.normalize("NFKC", site.name).replace(" ", ""))}
        for key in keys:
            if key[1]:
                found.setdefault(key, []).append((site.site_code, site.name))
    return [
        Duplicate(kind=kind, value=value, sites=tuple(each))
        for (kind, value), each in sorted(found.items())
        if len(each) > 1
    ]
