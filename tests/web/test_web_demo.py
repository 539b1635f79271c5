"""The demo on the platform, as the command makes it: a process of its own, once, and never over somebody's data."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hengping.demo.evaluation import DemoOutcome


def _make(folder: Path, run: Path) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "HENGPING_DATA": str(folder), "HENGPING_DATABASE_URL": ""}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "hengping.web", "make-demo", str(run)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.long  # the demo itself runs in the check
def test_the_demo_is_made_once_and_over_nobodys_data(small_outcome: DemoOutcome, tmp_path: Path) -> None:
    done = _make(tmp_path / "platform", small_outcome.run.path)
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "platform" / "demo.json").read_text(encoding="utf-8"))
    assert len(told["accounts"]) == 7
    again = _make(tmp_path / "platform", small_outcome.run.path)
    assert again.returncode == 2
    assert "已有用户" in again.stderr
