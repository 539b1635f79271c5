"""Words of rosters and sites on the terminal: never markup, never control signs."""

import io

from rich.console import Console

from hengping.cli.summary import plain


def test_brackets_and_controls_of_a_roster_are_text() -> None:
    console = Console(file=io.StringIO(), width=80)
    console.print(plain("[/]甲[bold red]乙\x1b[31m\u202e"))
    assert console.file.getvalue().rstrip() == "[/]甲[bold red]乙 [31m"
