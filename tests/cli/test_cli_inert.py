"""Words of rosters and sites on the terminal: never markup, never control signs."""

import contextlib
import io
from datetime import date

import pytest
from cli_case import call
from rich.console import Console
from rich.table import Table

from hengping.cli.console import Bars, inert, out
from hengping.cli.summary import plain
from hengping.model.codec import encode
from hengping.model.finding import Finding, Outcome, Subject, finding_id
from hengping.model.text import Text

EVIL = "甲\x1b]0;x\x07\x1b[31m\x9b2J\u202e乙"
SHOWN = "甲]0;x[31m2J乙"


def test_brackets_and_controls_of_a_roster_are_text() -> None:
    console = Console(file=io.StringIO(), width=80)
    console.print(plain("[/]甲[bold red]乙\x1b[31m\u202e"))
    assert console.file.getvalue().rstrip() == "[/]甲[bold red]乙 [31m"


def test_a_finding_with_terminal_commands_is_shown_as_text(tmp_path) -> None:
    url = "http://a.gov.cn/"
    finding = Finding(
        finding_id=finding_id("broken_link", "1", url),
        site_code="1",
        check="broken_link",
        version=1,
        outcome=Outcome.FAIL,
        subject=Subject(kind="page", url=url, title=EVIL),
        values={},
        evidence=(),
        as_of=date(2026, 11, 20),
        messages=Text(zh=EVIL, en=EVIL),
    )
    (tmp_path / "findings").mkdir()
    (tmp_path / "findings" / "1.jsonl").write_bytes(encode(finding) + b"\n")
    shown = call("show", finding.finding_id, "--run", tmp_path, "--no-open")
    assert shown.returncode == 0, shown.stderr
    assert SHOWN in shown.stdout
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown.stdout + shown.stderr)


def test_an_error_with_terminal_commands_is_text() -> None:
    done = call("show", EVIL, "--run", ".")
    assert done.returncode == 2
    assert "\x1b" not in done.stderr


def test_progress_and_tables_are_text_and_our_own_colours_stay() -> None:
    wrong = io.StringIO()
    with contextlib.redirect_stderr(wrong), Bars() as bars:
        bars.begin(EVIL, 1)
        bars.tell(EVIL)
        bars.end(EVIL)
    assert wrong.getvalue().count(SHOWN) == 3
    assert "\x1b" not in wrong.getvalue()
    table = Table("名称")
    table.add_row(EVIL)
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        console = out()
        console._force_terminal = True
        console._color_system = 1
        console.print(table)
        console.print("红", style="red")
    assert SHOWN in told.getvalue()
    assert "\x1b[31m红\x1b[0m" in told.getvalue()
    assert "\x1b]" not in told.getvalue()


@pytest.mark.parametrize("text", ["两行\n一列\t", "é 🙂 中文", "[31m]"])
def test_ordinary_text_stays(text) -> None:
    assert inert(text) == text
