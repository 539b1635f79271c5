"""A whole evaluation of the demo province over real HTTP, held against its planted truth."""

import shutil
from pathlib import Path

import msgspec

from hengping.demo.province import Province, build
from hengping.demo.server import serve
from hengping.demo.truth import CheckAccuracy, compare
from hengping.model.errors import InputError
from hengping.pipeline.campaign_file import load_campaign
from hengping.pipeline.context import create_run
from hengping.pipeline.progress import Progress
from hengping.pipeline.run import RunOutcome, do_run
from hengping.pipeline.stage_check import read_findings
from hengping.pipeline.verify import Verification, verify

MARKER = ".hengping-demo"
"""File that marks a folder as the demo's own, so that a later demo may replace it and nothing else."""


class DemoOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What the demo came to.

    Attributes:
        run: the evaluation's outcome.
        accuracy: findings against the planted truth, check by check.
        verification: the run verified as anybody could.
    """

    run: RunOutcome
    accuracy: tuple[CheckAccuracy, ...]
    verification: Verification


def prepare_folder(out: Path) -> None:
    """An empty folder for the demo; an earlier demo in it is replaced, anything else is left alone.

    Raises:
        InputError: the folder holds something that is not a demo's.
    """
    if out.exists() and any(out.iterdir()):
        if not (out / MARKER).exists():
            raise InputError("目录不是空的，也不是演示目录", where=str(out), remedy="换一个 --out 目录")
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARKER).write_text("hengping demo\n", encoding="utf-8")


def evaluate(province: Province, out: Path, address: str, *, workers: int, progress: Progress) -> DemoOutcome:
    """Run the evaluation of a province that is being served at ``address``; folders under ``out``."""
    campaign = province.write_campaign(out / "campaign", address)
    run = create_run(load_campaign(campaign), out / "run", workers=workers, progress=progress)
    outcome = do_run(run)
    findings = [finding for site in run.sites for finding in read_findings(run.folder, site.site_code)]
    return DemoOutcome(
        run=outcome,
        accuracy=tuple(compare(province.truth, findings)),
        verification=verify(run.path, progress),
    )


def run_demo(sites: int, out: Path, *, workers: int, progress: Progress) -> DemoOutcome:
    """Build a province of ``sites`` sites, serve it on loopback, evaluate it."""
    prepare_folder(out)
    province = build(sites)
    with serve(province) as server:
        return evaluate(province, out, server.address, workers=workers, progress=progress)
