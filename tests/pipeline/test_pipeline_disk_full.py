"""A disk that fills up again and again during a run: each time one clear error, and at the end an unbroken run."""

import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from kill_support import Seen, documents, evidence, faults, outputs, start

from hengping.cli.exit_codes import WRONG_INPUT
from hengping.demo.province import build
from hengping.demo.server import serve
from hengping.evidence.manifest import check
from hengping.pipeline.verify import verify

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

FREE_KB, STEP = 150, 2.5
"""Room on the disk at first, and by how much more there is each time; anew for what comes after the collection."""
MANY = 40
ENOUGH = 2


class Disk:
    """A small disk of its own; where none may be mounted, a limit on the size of files stands for it.

    Attributes:
        place: where it is.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        place.mkdir()
        self._limit = 0
        self._mounted = self._mount(f"size={FREE_KB}k")

    def leave_room(self, free_kb: float) -> None:
        """Room for so much more."""
        self._limit = int(free_kb) << 10
        if self._mounted:
            used_kb = shutil.disk_usage(self.place).used // 1024
            assert self._mount(f"remount,size={used_kb + int(free_kb)}k")

    def confine(self, process: int) -> None:
        """A process that has just begun is to write there."""
        if not self._mounted:
            resource.prlimit(process, resource.RLIMIT_FSIZE, (self._limit, resource.RLIM_INFINITY))

    def close(self) -> None:
        """Away with it."""
        if self._mounted:
            subprocess.run(["umount", str(self.place)], check=True)

    def _mount(self, options: str) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.place)]
        try:
            return subprocess.run(command, check=False, capture_output=True).returncode == 0
        except FileNotFoundError:
            return False


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """The disk."""
    small = Disk(tmp_path / "disk")
    yield small
    small.close()


def _until_done(campaign: Path, disk: Disk, seen: Seen, *more: str) -> list[str]:
    """Run again and again, each time with a little more room; the errors on the way."""
    free_kb, full = float(FREE_KB), list[str]()
    for _ in range(MANY):
        disk.leave_room(free_kb)
        process = start(campaign, disk.place / "run", *more)
        disk.confine(process.pid)
        _, errors = process.communicate()
        seen.look()
        if process.returncode == 0:
            return full
        said = errors.decode().strip().splitlines()
        full.append(said[-1])
        assert process.returncode == WRONG_INPUT, errors.decode()
        assert "Traceback" not in errors.decode()
        assert said[-1].startswith(f"错误：{disk.place}")
        assert "磁盘" in said[-1]
        free_kb *= STEP
    pytest.fail("it does not get any further")


def test_a_run_goes_on_after_every_full_disk(tmp_path: Path, disk: Disk) -> None:
    province = build(2, intermittent=False)
    with serve(province) as server:
        campaign = province.write_campaign(tmp_path / "campaign", server.address)
        text = campaign.read_text(encoding="utf-8").replace("count: 140", "count: 20")
        campaign.write_text(text.replace("max_pages_per_site: 400", "max_pages_per_site: 60"), encoding="utf-8")
        whole = start(campaign, tmp_path / "whole")
        _, errors = whole.communicate()
        assert whole.returncode == 0, errors.decode()

        seen = Seen(disk.place / "run")
        collecting = _until_done(campaign, disk, seen, "--until", "collect")
        after = _until_done(campaign, disk, seen)
    sys.stderr.write("\n".join((*collecting, *after, "")))
    assert len(collecting) >= ENOUGH, "the disk was too large to prove anything"
    assert len(after) >= ENOUGH, "the disk was too large to prove anything"
    run = disk.place / "run"
    assert faults(run) == []
    assert check(run) == []
    assert verify(run).mismatches == ()
    for of in (evidence, outputs, documents):
        assert of(run) == of(tmp_path / "whole")
