"""The project's own tools: the licence gate refuses what it must, the bootstrap says in one line what is missing."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("bash", "cat", "cut", "dirname", "env", "id", "mkdir", "sha256sum")


@pytest.fixture(scope="module")
def gate():
    spec = importlib.util.spec_from_file_location("licence_gate", ROOT / "scripts" / "licence_gate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "licence", ["MIT", "MIT License", "Apache-2.0 AND MIT", "GPL-2.0-only OR Apache-2.0", "BSD-3-Clause"]
)
def test_permissive_licences_pass(gate, licence):
    assert gate.allowed(licence)


@pytest.mark.parametrize(
    "licence",
    [
        "",
        "GPL-3.0-or-later",
        "AGPL-3.0-only",
        "MIT AND LGPL-2.1-only",
        "GNU General Public License v3 (GPLv3)",
        "Proprietary",
    ],
)
def test_other_licences_are_refused(gate, licence):
    assert not gate.allowed(licence)


def test_everything_needed_to_run_is_permissive(gate, capsys):
    assert {"aiohttp", "selectolax", "typst"} <= set(gate.runtime_distributions())
    assert gate.main() == 0, capsys.readouterr().out


def _bootstrap(folder, **environment):
    (folder / "scripts").mkdir()
    for name in ("scripts/bootstrap.sh", "uv.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    done = subprocess.run(
        ["bash", str(folder / "scripts" / "bootstrap.sh"), "run"],
        env={"HOME": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert not (folder / ".venv" / ".ready").exists()
    return done.stderr.splitlines()


def test_bootstrap_says_in_one_line_what_is_missing(tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in NEEDED:
        (tools / name).symlink_to(shutil.which(name))
    lines = _bootstrap(tmp_path, PATH=str(tools))
    assert len(lines) == 1
    assert "Python 3.11" in lines[0]
    assert "sudo apt-get install -y python3 python3-venv" in lines[0]
    assert not (tmp_path / ".venv").exists()


def test_bootstrap_without_a_network_says_so_in_one_line(tmp_path):
    lines = _bootstrap(
        tmp_path, PATH=os.environ["PATH"], PIP_NO_INDEX="1", PIP_FIND_LINKS="", PIP_CONFIG_FILE=os.devnull
    )
    assert len(lines) == 2  # the first says that work has begun
    assert "检查网络" in lines[1]
    assert "check the network" in lines[1]
    assert "uv==" in (tmp_path / ".tools" / "bootstrap.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("script", ["scripts/bootstrap.sh", ".ci/run"])
def test_shell_scripts_are_executable_and_parse(script):
    path = ROOT / script
    assert path.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", str(path)], check=False).returncode == 0
