"""``run.json``: what a run was made from, so that anyone can tell whether two runs are comparable."""

import platform
from datetime import UTC, date, datetime, timedelta, timezone
from importlib.metadata import version
from pathlib import Path

import msgspec
from pydantic import ValidationError

from hengping.evidence.files import write_atomic
from hengping.model import codec
from hengping.model.campaign import Campaign
from hengping.model.errors import RunError
from hengping.roster.faults import RowFault

FORMAT = 1
_CHINA = timezone(timedelta(hours=8))


class RunInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The contents of ``run.json``.

    Attributes:
        format: version of the run folder's layout.
        campaign: the campaign as configured, every default filled in.
        as_of: monitoring time point that all windows count back from.
        roster: SHA-256 of ``roster.csv`` in the run folder.
        divisions: SHA-256 of ``divisions.csv`` in the run folder; empty: the campaign has none.
        measures: SHA-256 of ``measures.csv`` in the run folder; empty: the campaign has none.
        accuracy: SHA-256 of ``accuracy.json`` in the run folder; empty: the campaign demands no measured precision.
        maintenance: SHA-256 of ``maintenance.csv`` in the run folder; empty: the campaign names no windows.
        systems: SHA-256 of each frozen indicator system, by id.
        previous: SHA-256 of each frozen file of the round before, by its name below ``previous/``; empty: none.
        checks: version of each check.
        tools: versions of Hengping, Python and the parsing and archive libraries.
        vantage: name of the place the sites were watched from.
        roster_faults: rows and codes of the roster that are wrong, for people.
        created_at: UTC.
    """

    format: int = FORMAT
    campaign: dict[str, object]
    as_of: date
    roster: str
    divisions: str = ""
    measures: str = ""
    accuracy: str = ""
    maintenance: str = ""
    systems: dict[str, str]
    previous: dict[str, str] = {}
    checks: dict[str, int]
    tools: dict[str, str]
    vantage: str
    roster_faults: tuple[RowFault, ...] = ()
    created_at: datetime

    @property
    def settings(self) -> Campaign:
        """The campaign, typed."""
        return Campaign.model_validate(self.campaign)


READ_WITH = (
    "ahocorasick-rs",
    "brotli",
    "charset-normalizer",
    "isal",
    "numpy",
    "pypdfium2",
    "python-calamine",
    "ruamel.yaml",
    "selectolax",
    "uvloop",
)
"""Libraries that bytes pass through on their way to facts; ``tests/pipeline/test_pipeline_stage_inputs.py`` watches."""


def tool_versions() -> dict[str, str]:
    """Versions that can change what a page is read as."""
    tools = {"hengping": version("hengping"), "python": platform.python_version()}
    tools.update({name: version(name) for name in READ_WITH})
    return tools


def now() -> datetime:
    """The moment, UTC, whole seconds: the pipeline's only clock."""
    return datetime.now(UTC).replace(microsecond=0)


def today() -> date:
    """The day in China: what monitoring time points are days of."""
    return now().astimezone(_CHINA).date()


def read_run_info(path: Path) -> RunInfo:
    """Read ``run.json``.

    Raises:
        RunError: the folder is no run folder, or of another format.
    """
    try:
        info = codec.decode(path.read_bytes(), RunInfo)
        _ = info.settings
    except FileNotFoundError as error:
        raise RunError(
            "不是评估结果目录（没有 run.json）",
            where=str(path.parent),
            remedy="先用 hengping run CAMPAIGN.yaml --out 目录 建立",
        ) from error
    except (msgspec.DecodeError, OSError, ValidationError) as error:
        raise RunError(
            f"run.json 无法读取（{_one_line(error)}）", where=str(path), remedy="从备份恢复，或重新运行评估"
        ) from error
    if info.format != FORMAT:
        raise RunError(f"结果目录的格式为第{info.format}版，本程序只认第{FORMAT}版", where=str(path), remedy="升级程序")
    return info


def _one_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        detail = error.errors()[0]
        return f"campaign.{'.'.join(str(part) for part in detail['loc'])}: {detail['msg']}"
    return str(error)


def write_run_info(path: Path, info: RunInfo) -> None:
    """Write ``run.json``, indented for people."""
    write_atomic(path, codec.encode_pretty(info))
