"""Several vantage points (观测点): visits from other machines by the same sealed schedule, merged into a run.

A vantage point needs the run folder's frozen inputs (or the campaign), and the schedule with its seed, handed over in
confidence. It writes ``<site_code>/visits.jsonl`` and ``vantage.json``, which says whose schedule was followed. Merging
checks every line against the schedule before it changes anything; each site's file is changed whole or not at all.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import combinations
from pathlib import Path

import msgspec

from hengping.collect.schedule import SealedSchedule
from hengping.collect.visiting import Watch
from hengping.collect.watching import watch_sites
from hengping.evidence.files import write_atomic, write_together
from hengping.evidence.manifest import Line, seal, sealed
from hengping.evidence.visits import VISITS_FILE, read_visits, recover_visits, visit_lines
from hengping.model import codec
from hengping.model.availability import MaintenanceWindow, windows_by_site
from hengping.model.campaign import CollectSettings
from hengping.model.errors import InputError, RunError
from hengping.model.evidence import Visit
from hengping.model.site import Site
from hengping.pipeline.campaign_file import load_campaign
from hengping.pipeline.context import Run, open_run
from hengping.pipeline.progress import Progress
from hengping.pipeline.run_info import tool_versions
from hengping.pipeline.run_lock import run_lock
from hengping.pipeline.visits_maintenance import load_windows, read_windows
from hengping.pipeline.visits_merges import note_merges
from hengping.pipeline.visits_schedule import SEED_FILE, read_seed_file, sealed_schedule, visit_faults
from hengping.roster.divisions import load_divisions
from hengping.roster.load import load_roster

VANTAGE_FILE = "vantage.json"
STAGE = "visits"
_SHOWN = 5
_TRIED = 4
"""Vantage points of which all groups are tried; of more only all together, so that trying has an end."""


class VantageInfo(msgspec.Struct, frozen=True, kw_only=True):
    """``vantage.json``: who made the visits in a folder, and by which schedule.

    Attributes:
        vantage: name of the vantage point.
        seed_sha256: of the schedule followed.
        tools: versions of what made them.
    """

    vantage: str
    seed_sha256: str
    tools: dict[str, str]


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """What a merge came to.

    Attributes:
        vantages: vantage points merged.
        sites: sites whose visits changed.
        added: visits that are new.
        standing: visits that were there already.
        after_seed: the seed was public already, so that the schedule does not prove the visits genuine.
    """

    vantages: tuple[str, ...]
    sites: int
    added: int
    standing: int
    after_seed: bool


def make_visits(
    source: Path, out: Path, *, vantage: str, seed_file: Path, until: datetime | None, progress: Progress
) -> int:
    """Make this vantage point's visits; killed, the next call goes on with the next number.

    Args:
        source: a run folder, or a campaign file.
        out: where the visits go; made when missing.
        vantage: name of this vantage point.
        seed_file: the schedule with its seed.
        until: no visit after this instant; None: all.
        progress: told what happens.

    Returns:
        Visits that are there now.

    Raises:
        InputError: the name is no name, or already this run's own.
        RunError: the seed does not belong to the schedule, or the folder to another vantage point.
    """
    schedule = read_seed_file(seed_file)
    sites, settings, windows = _source(source)
    if vantage == settings.visits.vantage:
        raise InputError(f"“{vantage}”是本次评估本机观测点的名称", where="--vantage", remedy="换一个名称")
    settings = _named(settings, vantage, schedule)
    info = VantageInfo(vantage=vantage, seed_sha256=schedule.schedule.seed_sha256, tools=tool_versions())
    with run_lock(out):
        _refuse_other(out, info)
        write_atomic(out / VANTAGE_FILE, codec.encode_pretty(info))
        progress.begin("collect", len(sites))
        watch_sites(
            sites,
            lambda site: out / site.site_code,
            settings,
            Watch(schedule=schedule, maintenance=windows_by_site(windows), until=until),
            lambda site, what, count: progress.note("collect", f"{site.name} {what} {count}"),
        )
        progress.end("collect")
    return sum(len(read_visits(out / site.site_code / VISITS_FILE)) for site in sites)


def merge_visits(path: Path, folders: Sequence[Path]) -> Merged:
    """Take the visits of other vantage points into a run, sorted by number and vantage point, and seal them again.

    Lines that are there already are passed over, so a merge that was broken off is simply made again, with the same
    folders: it merges the sites still missing, and seals the files that were written and not sealed. It does so only
    when such a file without lines of these vantage points (or with those up to some number) has the digest it was
    sealed with; another one was changed by somebody else and stays for ``hengping verify`` to name. The manifest keeps
    the digests from before the merge.

    Args:
        path: the run folder.
        folders: of the vantage points.

    Raises:
        InputError: a folder holds no visits by this run's schedule, or a visit that contradicts one that is there.
        RunError: the run has no schedule, or another process works on it.
        EvidenceError: a file cannot be written; says which were replaced already. Made again, the merge goes on.
    """
    run = open_run(path)
    schedule = sealed_schedule(run)
    if schedule is None:
        raise RunError("本次评估没有密封的拨测时刻表", where=str(path), remedy="先用 hengping run 开始采集")
    infos = [_info(folder, schedule, run.info.settings.collect.visits.vantage) for folder in folders]
    with run_lock(run.path):
        before = sealed(run.path)
        to_seal: list[Path] = []
        changed: list[tuple[Path, bytes]] = []
        standing = 0
        added = {info.vantage: 0 for info in infos}
        for site in run.sites:
            target = run.folder.site_evidence(site.site_code) / VISITS_FILE
            recover_visits(target)
            known = read_visits(target)
            merged = {(visit.number, visit.vantage): visit for visit in known}
            for folder, info in zip(folders, infos, strict=True):
                for visit in _checked(folder, site, schedule, info):
                    is_known = (visit.number, visit.vantage) in merged
                    standing += is_known
                    added[visit.vantage] += not is_known
                    if merged.setdefault((visit.number, visit.vantage), visit) != visit:
                        raise InputError(
                            f"第{visit.number}次拨测（观测点 {visit.vantage}）与已有的记录不同",
                            where=str(folder / site.site_code / VISITS_FILE),
                            remedy="同一观测点的同一次拨测只能有一条记录；核对是否选错目录",
                        )
            if len(merged) > len(known):
                changed.append((target, visit_lines(merged.values())))
            # Sites that are still being collected are sealed when they are complete.
            line = before.get(target.relative_to(run.path).as_posix())
            if line and (
                len(merged) > len(known) or _written_here(target, known, line, {each.vantage for each in infos})
            ):
                to_seal.append(target)
        write_together(changed)
        after_seed = (run.path / SEED_FILE).exists()
        note_merges(run.path, added, after_seed=after_seed, again=bool(to_seal), stage=STAGE)
        seal(run.path, to_seal, STAGE)
    return Merged(
        vantages=tuple(info.vantage for info in infos),
        sites=len(changed),
        added=sum(added.values()),
        standing=standing,
        after_seed=after_seed,
    )


def _written_here(path: Path, visits: Sequence[Visit], line: Line, vantages: Collection[str]) -> bool:
    """Whether an earlier merge of these vantage points wrote the file and was killed before it sealed it.

    So it is when the file is what a merge writes, and taking away what they may have brought gives the sealed file.
    """
    data = path.read_bytes() if visits else b""
    if not data or hashlib.sha256(data).hexdigest() == line.sha256 or data != visit_lines(visits):
        return False
    brought = sorted({visit.vantage for visit in visits} & set(vantages))
    numbers = sorted({visit.number for visit in visits})
    for count in range(len(brought), 0, -1) if len(brought) <= _TRIED else (len(brought),):
        for names in combinations(brought, count):
            for last in (0, *numbers):  # an earlier merge may have brought these vantage points' first visits
                kept = [visit for visit in visits if visit.vantage not in names or visit.number <= last]
                if hashlib.sha256(visit_lines(kept)).hexdigest() == line.sha256:
                    return True
    return False


def _source(source: Path) -> tuple[tuple[Site, ...], CollectSettings, tuple[MaintenanceWindow, ...]]:
    """Sites, settings and windows of a run folder or a campaign file."""
    if source.is_dir():
        run: Run = open_run(source)
        return run.sites, run.info.settings.collect, read_windows(run.path)
    loaded = load_campaign(source)
    campaign = loaded.campaign
    divisions = load_divisions(loaded.resolve(campaign.divisions) if campaign.divisions else None)
    sites = load_roster(loaded.resolve(campaign.roster), divisions=divisions).sites
    name = campaign.collect.visits.maintenance
    windows = load_windows(loaded.resolve(name), frozenset(site.site_code for site in sites)) if name else ()
    return sites, campaign.collect, windows


def _named(settings: CollectSettings, vantage: str, schedule: SealedSchedule) -> CollectSettings:
    """The settings as this vantage point's."""
    told = schedule.schedule
    visits = settings.visits.model_dump() | {
        "vantage": vantage,
        "count": told.count,
        "interval_s": told.interval_s,
        "jitter_rate": told.jitter_rate,
    }
    try:
        return settings.model_copy(update={"visits": type(settings.visits).model_validate(visits)})
    except ValueError as error:
        raise InputError(
            f"“{vantage}”不能用作观测点名称", where="--vantage", remedy="用小写字母、数字、横线，不超过32个字符"
        ) from error


def _refuse_other(out: Path, wanted: VantageInfo) -> None:
    path = out / VANTAGE_FILE
    if not path.exists():
        return
    standing = _read_info(path)
    if (standing.vantage, standing.seed_sha256) != (wanted.vantage, wanted.seed_sha256):
        raise RunError("该目录属于另一个观测点或另一份时刻表", where=str(out), remedy="换一个 --out 目录")


def _info(folder: Path, schedule: SealedSchedule, own: str) -> VantageInfo:
    info = _read_info(folder / VANTAGE_FILE)
    if info.seed_sha256 != schedule.schedule.seed_sha256:
        raise InputError("该目录的拨测不是按本次评估的时刻表进行的", where=str(folder), remedy="核对是否选错目录")
    if info.vantage == own:
        raise InputError(f"“{own}”是本次评估本机观测点的名称", where=str(folder), remedy="核对是否选错目录")
    return info


def _read_info(path: Path) -> VantageInfo:
    try:
        return codec.decode(path.read_bytes(), VantageInfo)
    except (OSError, msgspec.DecodeError) as error:
        raise InputError(
            "不是观测点的目录（没有可用的 vantage.json）",
            where=str(path.parent),
            remedy="写 hengping visits make 的 --out 目录",
        ) from error


def _checked(folder: Path, site: Site, schedule: SealedSchedule, info: VantageInfo) -> Iterable[Visit]:
    """A site's visits of one vantage point, every one by the schedule."""
    path = folder / site.site_code / VISITS_FILE
    visits = read_visits(path)
    wrong = [fault.zh for fault in visit_faults(visits, site, schedule.schedule, schedule)]
    wrong += [f"第{each.number}次拨测属于观测点 {each.vantage}" for each in visits if each.vantage != info.vantage]
    if wrong:
        more = f"；另有{len(wrong) - _SHOWN}处" if len(wrong) > _SHOWN else ""
        raise InputError("；".join(wrong[:_SHOWN]) + more, where=str(path), remedy="核对该目录的来历")
    return visits
