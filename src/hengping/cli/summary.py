"""The summary a person reads at the end of a run."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from hengping.cli.console import RULED
from hengping.evidence.run_folder import RunFolder
from hengping.model.score import GroupSummary, Results, TrackSummary
from hengping.pipeline.run import RunOutcome

_LONGEST = 400
"""Characters of a sentence; the tables hold the rest of a tier with very many names."""

_HUNDRED = Decimal(100)


def print_summary(console: Console, outcome: RunOutcome) -> None:
    """Group figures and what is published of every track, per system; then where documents and tables are."""
    for results in outcome.results.values():
        console.print(_groups(results))
        for line in _published(results):
            console.print(line, soft_wrap=True)
    places = list(_places(outcome))
    if places:
        console.print("结果在哪里：", style="bold")
        for name, path in places:
            console.print(f"  {name}：{display_path(path)}", markup=False, soft_wrap=True)
    if not outcome.complete and outcome.assessed_rate is not None:
        console.print(
            f"注意：得到评分的网站占{percent(outcome.assessed_rate)}，低于要求的最低比例；结果不完整", style="bold red"
        )


def _places(outcome: RunOutcome) -> Iterator[tuple[str, Path]]:
    """What there is to look at, by name: documents that the run has written, then tables and evidence."""
    folder = RunFolder(outcome.path)
    for path in outcome.bulletins:
        yield "通报", path
    if "report" in outcome.stages:
        for name, path in (
            ("各网站的诊断报告", folder.reports_dir / "index.html"),
            ("工作簿", folder.reports_dir / "workbook.xlsx"),
        ):
            if path.is_file():
                yield name, path
    for system_id in outcome.results:
        yield f"结果表（{system_id}）", folder.results_dir(system_id)
    yield "结果目录", folder.path


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
    table.add_column("分组", overflow="fold")
    for name in ("网站", "已评", "合格", "合格率", "平均分", "最高分", "最低分", "否决", "受阻"):
        table.add_column(name, justify="right", no_wrap=True)
    for group in sorted(results.groups, key=lambda group: group.group == ""):
        # Totals of different tracks mean different things; a mean over all of them would mean nothing.
        figures = bool(group.group) or len(_tracks(results)) <= 1
        table.add_row(*_group_cells(group, figures=figures), style="bold" if not group.group else "")
    return table


def plain(text: str) -> Text:
    """Text of a roster or a system file: no control sign reaches the terminal, no markup is read into it."""
    return Text("".join(sign if sign.isprintable() else " " for sign in text))


def _group_cells(group: GroupSummary, *, figures: bool) -> tuple[str | Text, ...]:
    return (
        plain(group.group or "全部"),
        str(group.sites),
        str(group.assessed),
        str(group.passed),
        percent(group.pass_rate),
        *("—" if value is None or not figures else str(value) for value in (group.mean, group.highest, group.lowest)),
        str(group.vetoed),
        str(group.blocked),
    )


def _published(results: Results) -> Iterator[Text]:
    """The finished sentences of every track, the lists, and why results must not be published yet."""
    tracks = _tracks(results)
    for track in tracks:
        if len(tracks) > 1:
            yield plain(f"【{track.title}】")
        if not track.tiers and track.method == "unordered":
            yield plain("不排列名次")
        else:
            for sentence in track.sentences:
                yield plain(_shortened(sentence))
            if track.method != "unordered":
                ranked = {row.group for row in results.ranks if row.rank is not None}
                for group in track.groups:
                    if group not in ranked:
                        yield plain(f"{group or '全部'}：没有网站参加排名")
    counts = Counter(entry.list_id for entry in results.lists)
    if results.list_titles:
        yield plain("；".join(f"{title}{counts[name]}个" for name, title in results.list_titles))
    if not results.publishable:
        text = plain(f"暂不公布：{results.unpublishable_reason}")
        text.stylize("bold yellow")
        yield text


def _tracks(results: Results) -> tuple[TrackSummary, ...]:
    """Tracks that have groups in this round."""
    return tuple(track for track in results.tracks if track.groups)


def _shortened(sentence: str) -> str:
    return sentence if len(sentence) <= _LONGEST else f"{sentence[:_LONGEST]}……（全部见结果表）"
