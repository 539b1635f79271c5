"""Evidence for others: packed for public viewers, as an index for other tools, and with a third party's time stamp."""

from collections.abc import Iterator
from functools import lru_cache, partial
from importlib.metadata import version
from pathlib import Path

import msgspec

from hengping.evidence.cdxj import cdxj_lines, sorted_lines
from hengping.evidence.manifest import head
from hengping.evidence.pruning import standing_captures
from hengping.evidence.run_folder import RunFolder
from hengping.evidence.timestamps import Stamp, add_stamp, request_stamp
from hengping.evidence.wacz import WaczInfo, WaczResult, WaczSite, write_wacz
from hengping.model.errors import InputError, RunError
from hengping.model.site import Site
from hengping.pipeline.context import open_run
from hengping.pipeline.run_info import now
from hengping.pipeline.stage_check import read_facts

WACZ_ENDING = ".wacz"


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """What was packed; ``result`` as of :func:`~hengping.evidence.wacz.write_wacz`."""

    out: Path
    sites: int
    result: WaczResult


def export_wacz(path: Path, out: Path, *, site_code: str = "") -> Export:
    """Pack the evidence of a run as WACZ.

    Args:
        path: run folder.
        out: the file to make, ending in ``.wacz``.
        site_code: only this site; empty: all that were collected.

    Raises:
        InputError: the name has another ending, or there is no such site.
        RunError: no run folder, nothing collected, or evidence is damaged.
    """
    if out.suffix != WACZ_ENDING:
        raise InputError(f"文件名应以{WACZ_ENDING}结尾", where=str(out), remedy=f"写作 {out.stem}{WACZ_ENDING}")
    run = open_run(path)
    sites = _sites(run.sites, site_code)
    campaign = run.info.settings
    names = sites[0].name if len(sites) == 1 else f"{len(sites)}个网站"
    result = write_wacz(
        out,
        [
            WaczSite(
                folder=run.folder.site_evidence(site.site_code),
                prefix=site.site_code,
                title=site.name,
                title_of=partial(_title, run.folder, site.site_code),
            )
            for site in sites
        ],
        WaczInfo(
            title=f"{campaign.title}：{names}",
            description=f"{campaign.title}的佐证，监测时间点{run.as_of:%Y-%m-%d}。",
            software=f"Hengping {version('hengping')}",
            created_at=now(),
            more={"evaluation": campaign.id, "manifestHead": head(path)},
        ),
    )
    return Export(out=out, sites=len(sites), result=result)


def site_cdxj(path: Path, site_code: str) -> Iterator[bytes]:
    """The index of one site as CDXJ, line by line.

    Raises:
        InputError: there is no such site.
        RunError: no run folder, or the index is damaged.
    """
    run = open_run(path)
    (site,) = _sites(run.sites, site_code)
    return sorted_lines(cdxj_lines(standing_captures(run.folder.site_evidence(site.site_code))))


def ask_for_stamp(path: Path) -> Path:
    """Write a time stamp request for the manifest as it is now; its file is given back.

    Raises:
        RunError: no finished run, or the disk is full.
    """
    open_run(path)
    return request_stamp(path, now())


def keep_stamp(path: Path, answer: Path, ca: Path | None) -> Stamp:
    """Keep an authority's answer, when it is one to a request of this run.

    Raises:
        RunError: it is not, or its signature does not hold.
    """
    open_run(path)
    return add_stamp(path, answer, ca=ca)


def _sites(sites: tuple[Site, ...], site_code: str) -> tuple[Site, ...]:
    chosen = tuple(site for site in sites if not site_code or site.site_code == site_code)
    if not chosen:
        raise InputError(f"这次评估中没有网站 {site_code}", where="--site", remedy="用名单中的网站标识码")
    return chosen


def _title(folder: RunFolder, site_code: str, url: str) -> str:
    return _titles(folder, site_code).get(url, "")


@lru_cache(maxsize=1)  # pages come site by site
def _titles(folder: RunFolder, site_code: str) -> dict[str, str]:
    try:
        return {page.url: page.title for page in read_facts(folder, site_code).pages if page.title}
    except RunError:
        return {}
