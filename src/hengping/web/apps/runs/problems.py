"""The work list of a run: sites that refused us or never opened, our own faults, pages that were not read."""

from collections.abc import Iterator, Sequence

import msgspec

from hengping.evidence.run_folder import RunFolder
from hengping.model.errors import RunError
from hengping.model.site import Site
from hengping.pipeline.reading import read_one
from hengping.web.apps.runs.models import Run, RunProblem

_MOST_PAGES = 50
"""Faults of single pages listed for one site; a site may have a thousand nasty pages."""
_BLOCKED_ZH = "网站拒绝了采集程序的访问（%s），未作评判。"
_CHALLENGE_ZH = "出现人机验证"
_UNREACHABLE_ZH = "采集期间首页始终无法打开。"
_PARTIAL_ZH = {
    "budget": "页面数、请求数或流量达到上限，只采集了一部分页面。",
    "blocked": "网站在采集中途拒绝访问，只采集了一部分页面。",
    "not_crawled": "首页在复查时才打开，没有采集到其他页面。",
    "tool_fault": "有页面已采集但未能读取。",
}


class _PageFault(msgspec.Struct, frozen=True):
    url: str
    error: str = ""


class _Told(msgspec.Struct, frozen=True):
    """The few facts that matter here; the rest of a facts file is passed over unread."""

    reachable: bool = True
    blocked_by: str = ""
    tool_fault: str = ""
    partial_why: str = ""
    page_faults: tuple[_PageFault, ...] = ()


def index_problems(run: Run, folder: RunFolder, sites: Sequence[Site]) -> None:
    """Bring the work list in line with the facts of a run; what people wrote on it stays.

    A problem that the facts no longer show is marked gone, not deleted.
    """
    standing = {(row.kind, row.site_code, row.url): row for row in RunProblem.objects.filter(run=run)}
    new, back = [], []
    seen = set()
    for site in sites:
        for kind, url, text in _of_site(folder, site):
            key = (kind, site.site_code, url)
            if key in seen:
                continue
            seen.add(key)
            row = standing.get(key)
            if row is None:
                new.append(
                    RunProblem(run=run, kind=kind, site_code=site.site_code, name=site.name[:200], url=url, text=text)
                )
            elif row.state == RunProblem.State.GONE:
                row.state = RunProblem.State.OPEN
                back.append(row)
    RunProblem.objects.bulk_create(new, batch_size=1_000)
    gone = [row for key, row in standing.items() if key not in seen and row.state == RunProblem.State.OPEN]
    for row in gone:
        row.state = RunProblem.State.GONE
    RunProblem.objects.bulk_update([*gone, *back], ["state"], batch_size=500)


def _of_site(folder: RunFolder, site: Site) -> Iterator[tuple[str, str, str]]:
    """Kind, page and words of each problem of a site; none when its facts were deleted (they can be made again)."""
    path = folder.facts_file(site.site_code)
    if not path.is_file():
        return
    kinds = RunProblem.Kind
    try:
        told = read_one(path, _Told, remedy="运行 hengping extract，由佐证重新读取")
    except RunError as error:
        yield kinds.TOOL_FAULT, "", str(error).replace(str(folder.path), "")
        return
    if told.tool_fault:
        yield kinds.TOOL_FAULT, "", _plain(told.tool_fault)
    elif told.blocked_by:
        yield kinds.BLOCKED, "", _BLOCKED_ZH % _why_blocked(told.blocked_by)
    elif not told.reachable:
        yield kinds.UNREACHABLE, "", _UNREACHABLE_ZH
    if told.partial_why:
        yield kinds.PARTIAL, "", _PARTIAL_ZH.get(told.partial_why, _plain(told.partial_why))
    for fault in told.page_faults[:_MOST_PAGES]:
        yield kinds.PAGE_FAULT, _plain(fault.url), f"读取页面时出错：{_plain(fault.error)}"


def _why_blocked(reason: str) -> str:
    """How the engine says that a site refused it (``challenge``, ``http_403`` …), in words."""
    if reason == "challenge":
        return _CHALLENGE_ZH
    return _plain(reason.replace("http_", "HTTP "))


def _plain(text: str) -> str:
    return text.replace("\x00", "\ufffd")[:2_000]
