"""Opening a run: a new one from a campaign, or one that stands already."""

from collections.abc import Mapping
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
from hengping.pipeline.campaign_file import LoadedCampaign
from hengping.pipeline.progress import Progress, Silent
from hengping.pipeline.run_info import RunInfo, now, read_run_info, tool_versions, write_run_info
from hengping.pipeline.stamps import bytes_digest
from hengping.roster.divisions import load_divisions
from hengping.roster.load import Roster, load_roster
from hengping.roster.write import roster_csv


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """An open run: its folder, what it was made from, and who listens.

    Attributes:
        folder: paths of the run folder.
        info: contents of ``run.json``.
        sites: the frozen roster, in its order.
        systems: the frozen indicator systems, by id.
        workers: processes for reading and judging.
        progress: told what happens.
    """

    folder: RunFolder
    info: RunInfo
    sites: tuple[Site, ...]
    systems: Mapping[str, IndicatorSystem]
    workers: int = 1
    progress: Progress = msgspec.field(default_factory=Silent)

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
        RunError: the folder belongs to another campaign or to other inputs.
    """
    campaign = loaded.campaign
    divisions_file = loaded.resolve(campaign.divisions) if campaign.divisions else None
    roster_file = loaded.resolve(campaign.roster)
    roster = load_roster(roster_file, divisions=load_divisions(divisions_file))
    _require_sites(roster, roster_file)
    frozen = _freeze_systems(loaded)
    folder = RunFolder(out.resolve())
    roster_bytes = roster_csv(roster.sites)
    info = RunInfo(
        campaign=campaign.model_dump(mode="json"),
        as_of=as_of or campaign.as_of,
        roster=bytes_digest(roster_bytes),
        systems={key: bytes_digest(data) for key, data in sorted(frozen.items())},
        checks={key: check.version for key, check in sorted(catalogue().items())},
        tools=tool_versions(),
        vantage="local",
        roster_faults=roster.faults,
        created_at=now(),
    )
    copies = {folder.roster_csv: roster_bytes}
    copies |= {folder.system_file(key): data for key, data in frozen.items()}
    if divisions_file:
        copies[folder.divisions_csv] = divisions_file.read_bytes()
    if folder.run_json.exists():
        standing = read_run_info(folder.run_json)
        _refuse_other_inputs(standing, info, folder.path)
        info = msgspec.structs.replace(info, created_at=standing.created_at)
    else:
        _refuse_foreign_folder(folder.path, copies)
        for path, data in copies.items():
            write_atomic(path, data)
    if not folder.run_json.exists() or read_run_info(folder.run_json) != info:
        # Written last: a folder with run.json has all its frozen inputs.
        write_run_info(folder.run_json, info)
    seal(folder.path, [folder.run_json, *copies], "setup")
    return open_run(folder.path, workers=workers, progress=progress)


def open_run(path: Path, *, workers: int = 1, progress: Progress | None = None) -> Run:
    """Open a run folder from its frozen copies alone.

    Raises:
        RunError: no run folder, or of another format.
        InputError: a frozen input was damaged.
    """
    folder = RunFolder(path.resolve())
    info = read_run_info(folder.run_json)
    divisions = load_divisions(folder.divisions_csv if folder.divisions_csv.exists() else None)
    return Run(
        folder=folder,
        info=info,
        sites=load_roster(folder.roster_csv, divisions=divisions).sites,
        systems={key: load_system(folder.system_file(key)) for key in info.systems},
        workers=workers,
        progress=progress or Silent(),
    )


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


def _require_sites(roster: Roster, path: Path) -> None:
    if roster.sites:
        return
    faults = ";".join(str(fault) for fault in roster.faults[:5])
    raise InputError(f"评估名单中没有可用的网站（{faults}）", where=str(path), remedy="按 hengping init 生成的样例填写")


def _refuse_other_inputs(standing: RunInfo, wanted: RunInfo, path: Path) -> None:
    """A run folder serves one set of inputs; how fast sites are asked may change between attempts."""
    different = [
        name
        for name, one, other in (
            ("评估编号", standing.campaign.get("id"), wanted.campaign.get("id")),
            ("监测时间点", standing.as_of, wanted.as_of),
            ("评估名单", standing.roster, wanted.roster),
            ("指标体系", standing.systems, wanted.systems),
        )
        if one != other
    ]
    if different:
        raise RunError(
            f"目录中的评估与本次不同：{'、'.join(different)}",
            where=str(path),
            remedy="换一个 --out 目录；已冻结的佐证改用新规则，请对原目录重新评分",
        )


def _refuse_foreign_folder(path: Path, ours: Mapping[Path, bytes]) -> None:
    if not path.exists():
        return
    foreign = [entry for entry in path.iterdir() if entry not in ours and entry.name not in {"systems", ".state"}]
    foreign = [entry for entry in foreign if entry.name != "manifest.jsonl"]
    if foreign:
        raise RunError("目录不是空的，也不是评估结果目录", where=str(path), remedy="换一个目录，或先清空")
