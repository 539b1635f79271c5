"""The summary a person reads at the end of a run."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from hengping.cli.console import RULED
from hengping.model.score import GroupSummary, Results
from hengping.pipeline.run import RunOutcome

_TOP = 3
_HUNDRED = Decimal(100)


def print_summary(console: Console, outcome: RunOutcome) -> None:
    """Group figures and leading sites per system, then where the documents are."""
    for results in outcome.results.values():
        console.print(_groups(results))
        console.print(_leaders(results))
    if outcome.bulletins:
        console.print("通报：", style="bold")
        for path in outcome.bulletins:
            console.print(f"  {display_path(path)}", soft_wrap=True)
    if not outcome.complete and outcome.assessed_rate is not None:
        console.print(
            f"注意：得到评分的网站占{percent(outcome.assessed_rate)}，低于要求的最低比例；结果不完整", style="bold red"
        )


def percent(rate: Decimal | None) -> str:
    """A rate (0–1) as percent with two digits; a dash when there is none."""
    return "—" if rate is None else f"{(rate * _HUNDRED).quantize(Decimal('0.01'))}%"


def display_path(path: Path) -> str:
    """A path relative to here when it lies below, else whole."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _groups(results: Results) -> Table:
    title = plain(f"{results.title}（{results.system_id} {results.system_version}）")
    table = Table(title=title, title_justify="left", box=RULED, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("分组", no_wrap=True)
    for name in ("网站", "已评", "合格", "合格率", "平均分", "最高分", "最低分", "否决", "受阻"):
        table.add_column(name, justify="right", no_wrap=True)
    for group in sorted(results.groups, key=lambda group: group.group == ""):
        table.add_row(*_group_cells(group), style="bold" if not group.group else "")
    return table


def plain(text: str) -> Text:
    """Text of a roster or a system file: no control sign reaches the terminal, no markup is read into it."""
    return Text("".join(sign if sign.isprintable() else " " for sign in text))


def _group_cells(group: GroupSummary) -> tuple[str | Text, ...]:
    return (
        plain(group.group or "全部"),
        str(group.sites),
        str(group.assessed),
        str(group.passed),
        percent(group.pass_rate),
        *("—" if value is None else str(value) for value in (group.mean, group.highest, group.lowest)),
        str(group.vetoed),
        str(group.blocked),
    )


def _leaders(results: Results) -> Text:
    text = Text()
    for group in dict.fromkeys(row.group for row in results.ranks):
        leading = [row for row in results.ranks if row.group == group and row.rank is not None and row.rank <= _TOP]
        names = "、".join(f"{row.name}（{row.total}）" for row in leading) or "无"
        text.append(plain(f"{group or '全部'}前{_TOP}名：{names}")).append("\n")
    counts = Counter(entry.list_id for entry in results.lists)
    if results.list_titles:
        text.append(plain("；".join(f"{title}{counts[name]}个" for name, title in results.list_titles))).append("\n")
    return text
