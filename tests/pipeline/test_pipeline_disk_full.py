"""A disk that fills up again and again during a run: each time one clear error, and at the end an unbroken run."""

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

FREE_KB, STEP = 150, 1.5
"""Room on the disk at first, and by how much more there is each time; anew for what comes after the collection."""
MANY = 40
ENOUGH = 2


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    mounted = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={FREE_KB}k", "tmpfs", str(place)], check=False, capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("needs the right to mount a file system")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def _leave_room(disk: Path, free_kb: float) -> None:
    used_kb = shutil.disk_usage(disk).used // 1024
    subprocess.run(["mount", "-o", f"remount,size={used_kb + int(free_kb)}k", str(disk)], check=True)


def _until_done(campaign: Path, disk: Path, seen: Seen, *more: str) -> list[str]:
    """Run again and again, each time with a little more room; the errors on the way."""
    free_kb, full = float(FREE_KB), []
    for _ in range(MANY):
        _leave_room(disk, free_kb)
        process = start(campaign, disk / "run", *more)
        _, errors = process.communicate()
        seen.look()
        if process.returncode == 0:
            return full
        said = errors.decode().strip().splitlines()
        full.append(said[-1])
        assert process.returncode == WRONG_INPUT, errors.decode()
        assert "Traceback" not in errors.decode()
        assert said[-1].startswith("错误：")
        assert "磁盘空间" in said[-1]
        free_kb *= STEP
    pytest.fail("it does not get any further")


def test_a_run_goes_on_after_every_full_disk(tmp_path: Path, disk: Path) -> None:
    province = build(2, intermittent=False)
    with serve(province) as server:
        campaign = province.write_campaign(tmp_path / "campaign", server.address)
        text = campaign.read_text(encoding="utf-8").replace("count: 140", "count: 20")
        campaign.write_text(text.replace("max_pages_per_site: 400", "max_pages_per_site: 60"), encoding="utf-8")
        whole = start(campaign, tmp_path / "whole")
        _, errors = whole.communicate()
        assert whole.returncode == 0, errors.decode()

        seen = Seen(disk / "run")
        collecting = _until_done(campaign, disk, seen, "--until", "collect")
        after = _until_done(campaign, disk, seen)
    sys.stderr.write("\n".join((*collecting, *after, "")))
    assert len(collecting) >= ENOUGH, "the disk was too large to prove anything"
    assert len(after) >= ENOUGH, "the disk was too large to prove anything"
    run = disk / "run"
    assert faults(run) == []
    assert check(run) == []
    assert verify(run).mismatches == ()
    for of in (evidence, outputs, documents):
        assert of(run) == of(tmp_path / "whole")
