"""A run killed with SIGKILL and started again ends like an unbroken one."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from kill_support import outputs, start

from hengping.demo.province import build
from hengping.demo.server import serve
from hengping.evidence.archive import SiteArchive
from hengping.pipeline.verify import verify

pytestmark = pytest.mark.slow

SITES = 8
KILLS = 5


def kill(process: subprocess.Popen[bytes], *, with_workers: bool) -> None:
    """Kill the run alone, as a person or the system does, or its workers with it, as a power cut does."""
    (os.killpg if with_workers else os.kill)(process.pid, signal.SIGKILL)
    process.wait()


def test_five_kills_end_like_an_unbroken_run(tmp_path: Path) -> None:
    # Intermittent outage counts what the server was asked; a killed visit would be asked twice.
    province = build(SITES, intermittent=False)
    with serve(province) as server:
        campaign = province.write_campaign(tmp_path / "campaign", server.address)
        began = time.monotonic()
        whole = start(campaign, tmp_path / "whole")
        _, errors = whole.communicate()
        assert whole.returncode == 0, errors.decode()
        took = time.monotonic() - began

        broken = tmp_path / "broken"
        killed = 0
        for number, share in enumerate((0.15, 0.3, 0.45, 0.25, 0.35)):
            process = start(campaign, broken)
            time.sleep(took * share)
            if process.poll() is None:
                kill(process, with_workers=number % 2 == 0)
                killed += 1
            else:
                process.communicate()
        last = start(campaign, broken)
        _, errors = last.communicate()
        assert last.returncode == 0, errors.decode()
    assert killed >= 3, "the kills came too late to prove anything"
    assert outputs(broken) == outputs(tmp_path / "whole")
    assert verify(broken).mismatches == ()
    for folder in (broken / "evidence").iterdir():
        captures = SiteArchive(folder).captures()
        asked = [
            (capture.purpose == "robots", capture.look, capture.url)
            for capture in captures
            if capture.purpose != "cloaking"  # asks for the home page twice by design
        ]
        assert len(asked) == len(set(asked)), f"{folder.name}: something was asked for twice"
