"""The project's own tools: the licence gate refuses what it must, the bootstrap says in one line what is missing."""

import importlib.util
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


def test_bootstrap_says_in_one_line_what_is_missing(tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in NEEDED:
        (tools / name).symlink_to(shutil.which(name))
    (tmp_path / "scripts").mkdir()
    for name in ("scripts/bootstrap.sh", "uv.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    done = subprocess.run(
        [str(tools / "bash"), str(tmp_path / "scripts" / "bootstrap.sh"), "run"],
        env={"PATH": str(tools), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "Python 3.11" in done.stderr
    assert "sudo apt-get install -y python3 python3-venv" in done.stderr
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("script", ["scripts/bootstrap.sh", ".ci/run"])
def test_shell_scripts_are_executable_and_parse(script):
    path = ROOT / script
    assert path.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", str(path)], check=False).returncode == 0
