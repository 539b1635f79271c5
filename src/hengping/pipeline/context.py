"""Opening a run: a new one from a campaign, or one that stands already."""

import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec

from hengping.checks.catalogue import catalogue
from hengping.evidence.files import write_atomic
from hengping.evidence.manifest import seal
from hengping.evidence.run_folder import RunFolder
from hengping.indicators.load import load_system, system_bytes
from hengping.indicators.system import IndicatorSystem
from hengping.model.errors import InputError, RunError
from hengping.model.site import Site
from hengping.pipeline.accuracy_table import read_measured
from hengping.pipeline.campaign_file import LoadedCampaign
from hengping.pipeline.first_seen import seen_copies
from hengping.pipeline.hands import Hands
from hengping.pipeline.measures import read_tables
from hengping.pipeline.previous_copy import frozen_copies
from hengping.pipeline.progress import Progress, Silent
from hengping.pipeline.run_info import RunInfo, now, read_run_info, tool_versions, write_run_info
from hengping.pipeline.run_lock import run_lock
from hengping.pipeline.same_inputs import kept_notice, refuse_foreign_folder, refuse_other_inputs
from hengping.pipeline.stamps import bytes_digest, file_digest
from hengping.pipeline.visits_maintenance import MAINTENANCE_FILE, load_windows, windows_csv
from hengping.roster.divisions import load_divisions
from hengping.roster.load import Roster, load_roster
from hengping.roster.write import roster_csv

_FIRST_YEAR, _LAST_YEAR = 2000, 2099


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """An open run: its folder, what it was made from, and who listens.

    Attributes:
        folder: paths of the run folder.
        info: contents of ``run.json``.
        sites: the frozen roster, in its order.
        systems: the frozen indicator systems, by id.
        workers: processes for reading and judging.
        progress: told what happens.
        hands: who does the units of a stage instead of this machine's own processes; None: nobody.
    """

    folder: RunFolder
    info: RunInfo
    sites: tuple[Site, ...]
    systems: Mapping[str, IndicatorSystem]
    workers: int = 1
    progress: Progress = msgspec.field(default_factory=Silent)
    hands: Hands | None = None

    @property
    def path(self) -> Path:
        """The run folder."""
        return self.folder.path

    @property
    def as_of(self) -> date:
        """Monitoring time point."""
        return self.info.as_of


def create_run(
    loaded: LoadedCampaign, out: Path, *, as_of: date | None = None, workers: int = 1, progress: Progress | None = None
) -> Run:
    """Open the run of a campaign: make the folder, or go on with one made from the same inputs.

    Raises:
        InputError: roster, system or settings are wrong.
        EvidenceError: the folder cannot be written, or visits in it cannot be read.
        RunError: the folder belongs to another campaign or to other inputs.
    """
    campaign = loaded.campaign
    _require_sensible_day(as_of or campaign.as_of)
    divisions_file = loaded.resolve(campaign.divisions) if campaign.divisions else None
    divisions_bytes = divisions_file.read_bytes() if divisions_file and divisions_file.is_file() else None
    roster_file = loaded.resolve(campaign.roster)
    roster = load_roster(roster_file, divisions=load_divisions(divisions_file))
    _require_sites(roster, roster_file)
    frozen = _freeze_systems(loaded)
    previous = frozen_copies(loaded, frozen)
    if campaign.previous is not None:
        previous |= seen_copies(loaded.resolve(campaign.previous), [site.site_code for site in roster.sites])
    measures = _freeze_measures(loaded, roster.sites)
    maintenance = _freeze_maintenance(loaded, roster.sites)
    accuracy = _freeze_accuracy(loaded)
    folder = RunFolder(out.resolve())
    roster_bytes = roster_csv(roster.sites)
    info = RunInfo(
        campaign=campaign.model_dump(mode="json"),
        as_of=as_of or campaign.as_of,
        roster=bytes_digest(roster_bytes),
        divisions=bytes_digest(divisions_bytes) if divisions_bytes is not None else "",
        measures=bytes_digest(measures) if measures is not None else "",
        accuracy=bytes_digest(accuracy) if accuracy is not None else "",
        maintenance=bytes_digest(maintenance) if maintenance is not None else "",
        systems={key: bytes_digest(data) for key, data in sorted(frozen.items())},
        previous={name: bytes_digest(data) for name, data in sorted(previous.items())},
        checks={key: check.version for key, check in sorted(catalogue().items())},
        tools=tool_versions(),
        vantage=campaign.collect.visits.vantage,
        roster_faults=roster.faults,
        created_at=now(),
    )
    copies = {folder.roster_csv: roster_bytes}
    copies |= {folder.system_file(key): data for key, data in frozen.items()}
    copies |= {folder.previous_file(name): data for name, data in previous.items()}
    if divisions_bytes is not None:
        copies[folder.divisions_csv] = divisions_bytes
    if measures is not None:
        copies[folder.measures_csv] = measures
    if accuracy is not None:
        copies[folder.accuracy_json] = accuracy
    if maintenance is not None:
        copies[folder.path / MAINTENANCE_FILE] = maintenance
    if not folder.run_json.exists():
        refuse_foreign_folder(folder)
    with run_lock(folder.path):
        standing = read_run_info(folder.run_json) if folder.run_json.exists() else None
        _freeze(folder, standing, info, copies)
        notice = kept_notice(standing, info, folder, roster.sites) if standing else ""
    if notice and progress:
        progress.tell(notice)
    return open_run(folder.path, workers=workers, progress=progress)


def open_run(path: Path, *, workers: int = 1, progress: Progress | None = None) -> Run:
    """Open a run folder from its frozen copies alone.

    Raises:
        RunError: no run folder, of another format, or a frozen input was changed.
    """
    folder = RunFolder(path.resolve())
    info = read_run_info(folder.run_json)
    for copy, digest in frozen_inputs(folder, info).items():
        if file_digest(copy) != digest:
            raise RunError(
                "与 run.json 记载的摘要不符",
                where=str(copy),
                remedy="从备份恢复；或用原来的评估设置再运行一次 hengping run",
            )
    divisions = load_divisions(folder.divisions_csv if info.divisions else None)
    return Run(
        folder=folder,
        info=info,
        sites=load_roster(folder.roster_csv, divisions=divisions).sites,
        systems={key: load_system(folder.system_file(key)) for key in info.systems},
        workers=workers,
        progress=progress or Silent(),
    )


def frozen_inputs(folder: RunFolder, info: RunInfo) -> dict[Path, str]:
    """The frozen copies and the digests that ``run.json`` holds of them."""
    copies = {folder.roster_csv: info.roster}
    copies |= {folder.system_file(key): digest for key, digest in info.systems.items()}
    copies |= {folder.previous_file(name): digest for name, digest in info.previous.items()}
    copies |= {folder.measures_csv: info.measures} if info.measures else {}
    copies |= {folder.accuracy_json: info.accuracy} if info.accuracy else {}
    copies |= {folder.path / MAINTENANCE_FILE: info.maintenance} if info.maintenance else {}
    return copies | ({folder.divisions_csv: info.divisions} if info.divisions else {})


def system_source(loaded: LoadedCampaign, name: str) -> str | Path:
    """Where a system named in a campaign lies: a file beside the campaign, else an id of the library."""
    path = loaded.resolve(name)
    return path if path.is_file() else name


def _freeze_systems(loaded: LoadedCampaign) -> dict[str, bytes]:
    frozen: dict[str, bytes] = {}
    for name in loaded.campaign.systems:
        source = system_source(loaded, name)
        system = load_system(source)
        if system.id in frozen:
            raise InputError(f"指标体系“{system.id}”列了两次", where="systems", remedy="每个体系只列一次")
        frozen[system.id] = system_bytes(source)
    return frozen


def _freeze_measures(loaded: LoadedCampaign, sites: Sequence[Site]) -> bytes | None:
    """The campaign's values from outside, after a look at every row; None when it has none."""
    if loaded.campaign.measures is None:
        return None
    path = loaded.resolve(loaded.campaign.measures)
    systems = [load_system(system_source(loaded, name)) for name in loaded.campaign.systems]
    by_code = {site.site_code: site for site in sites}
    read_tables(systems, path, frozenset(by_code), by_code)
    return path.read_bytes()


def _freeze_accuracy(loaded: LoadedCampaign) -> bytes | None:
    """The table of measured precision that the campaign holds its checks against; None when it demands none."""
    if loaded.campaign.min_precision is None:
        return None
    named = loaded.campaign.accuracy
    return read_measured(loaded.resolve(named) if named else None)[1]


def _freeze_maintenance(loaded: LoadedCampaign, sites: Sequence[Site]) -> bytes | None:
    """The approved maintenance windows, after a look at every row; None when the campaign has none."""
    name = loaded.campaign.collect.visits.maintenance
    if name is None:
        return None
    return windows_csv(load_windows(loaded.resolve(name), frozenset(site.site_code for site in sites)))


def _require_sensible_day(day: date) -> None:
    """Windows reach years back and documents carry the day: a slip of the finger must not end in either of them."""
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise InputError(
            f"监测时间点 {day} 不在{_FIRST_YEAR}年至{_LAST_YEAR}年之间", where="as_of", remedy="写成 2026-11-20 的样子"
        )


def _require_sites(roster: Roster, path: Path) -> None:
    if roster.sites:
        return
    faults = ";".join(str(fault) for fault in roster.faults[:5])
    raise InputError(f"评估名单中没有可用的网站（{faults}）", where=str(path), remedy="按 hengping init 生成的样例填写")


def _freeze(folder: RunFolder, standing: RunInfo | None, info: RunInfo, copies: Mapping[Path, bytes]) -> None:
    """Put the frozen inputs into the folder, or see that those of the same inputs stand there."""
    if standing is not None:
        refuse_other_inputs(standing, info, folder)
        info = msgspec.structs.replace(info, created_at=standing.created_at)
    else:
        # Copies of a start that was killed before run.json; its systems may have been others.
        for left in folder.systems_dir.glob("*.yaml"):
            left.unlink()
        folder.divisions_csv.unlink(missing_ok=True)
        folder.measures_csv.unlink(missing_ok=True)
        folder.accuracy_json.unlink(missing_ok=True)
        (folder.path / MAINTENANCE_FILE).unlink(missing_ok=True)
        if folder.previous_dir.is_dir():
            shutil.rmtree(folder.previous_dir)
    for path, data in copies.items():
        if file_digest(path) != bytes_digest(data):
            write_atomic(path, data)
    if standing != info:
        # Written last: a folder with run.json has all its frozen inputs.
        write_run_info(folder.run_json, info)
    seal(folder.path, [folder.run_json, *copies], "setup")
