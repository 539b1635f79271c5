"""The command line's promises: exit codes, one clear line, help everywhere."""

from pathlib import Path

import pytest
import typer
from cli_case import call

from hengping.cli.app import app

COMMANDS = [
    "demo",
    "init",
    "run",
    "collect",
    "extract",
    "check",
    "score",
    "rank",
    "report",
    "judge",
    "inspect",
    "read",
    "verify",
    "systems",
    "checks",
]


def test_every_command_of_the_contract_is_there_with_help() -> None:
    group = typer.main.get_command(app)
    context = typer.Context(group)
    names = group.list_commands(context)
    assert set(COMMANDS) <= set(names)
    for name in names:
        command = group.get_command(context, name)
        assert command.help or command.short_help, name


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "absent.yaml"], ["absent.yaml", "处理办法"]),
        (["check", "nowhere"], ["nowhere", "run.json"]),
        (["verify", "nowhere"], ["nowhere"]),
        (["read", "absent.html"], ["absent.html"]),
        (["systems", "show", "no-such-system"], ["no-such-system", "national-check-2019"]),
        (["checks", "show", "no_such_check"], ["no_such_check"]),
        (["inspect", "ftp://example.gov.cn/"], ["ftp://example.gov.cn/"]),
        (["judge", "--system", "guangxi-2017", "--values", "absent.csv", "--out", "out"], ["absent.csv"]),
    ],
)
def test_wrong_input_is_one_line_and_exit_code_2(arguments: list[str], words: list[str], tmp_path: Path) -> None:
    result = call(*arguments, cwd=tmp_path)
    assert result.returncode == 2, result.stderr
    assert "Traceback" not in result.stderr
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith("错误：")
    assert all(word in last for word in words), last


def test_init_makes_a_campaign_that_loads_and_never_overwrites(tmp_path: Path) -> None:
    assert call("init", "2026", cwd=tmp_path).returncode == 0
    first = (tmp_path / "2026" / "campaign.yaml").read_text(encoding="utf-8")
    again = call("init", "2026", cwd=tmp_path)
    assert again.returncode == 2
    assert (tmp_path / "2026" / "campaign.yaml").read_text(encoding="utf-8") == first
    stopped = call("run", "2026/campaign.yaml", "--until", "nonsense", cwd=tmp_path)
    assert stopped.returncode == 2
    assert "collect" in stopped.stderr


def test_a_lint_fault_is_exit_code_1_with_file_line_and_field(tmp_path: Path) -> None:
    path = tmp_path / "system.yaml"
    path.write_text("schema: 1\nid: mine\nwrong: 1\n", encoding="utf-8")
    result = call("systems", "lint", str(path))
    assert result.returncode == 1
    assert f"{path}:3 wrong" in result.stdout


def test_a_run_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    call("init", "2026", cwd=tmp_path)
    target = tmp_path / "holiday"
    target.mkdir()
    (target / "photo.jpg").write_bytes(b"x")
    result = call("run", "2026/campaign.yaml", "--out", "holiday", cwd=tmp_path)
    assert result.returncode == 2
    assert [path.name for path in target.iterdir()] == ["photo.jpg"]
