"""The changes of the tables lead to the tables as the models say, from an empty database, without a gap.

In processes of their own, with the platform's own settings: the other tests make their tables from the models.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("empty-platform")


def _run(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "HENGPING_DATA": str(folder), "HENGPING_DATABASE_URL": ""}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "hengping.web", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_no_change_is_missing(folder: Path) -> None:
    assert "No changes detected" in _run(folder, "makemigrations", "--check", "--dry-run")


def test_an_empty_platform_gets_its_tables(folder: Path) -> None:
    _run(folder, "migrate", "-v0")
    told = _run(folder, "showmigrations", "--list")
    assert "[ ]" not in told
    assert told.count("0001_initial") >= 12
    _run(folder, "check", "--fail-level", "ERROR")
