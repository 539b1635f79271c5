"""``compare``: two finished rounds side by side."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hengping.cli.commands.evaluate import Json
from hengping.cli.commands.rescore import print_bridge
from hengping.cli.console import RULED, Bars, out, print_json
from hengping.cli.summary import display_path, plain
from hengping.model.errors import InputError
from hengping.pipeline.compare import Compared, write_compared
from hengping.pipeline.compare import compare as compare_folders
from hengping.ranking.compare.change import Change
from hengping.ranking.compare.records import RoundComparison
from hengping.ranking.compare.rounds import FATE_ZH, Fate

_SHOWN = 10
_FATES: tuple[Fate, ...] = ("renamed", "merged", "split", "new")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("compare", help="两轮评估同比：网站、分组、指标，附可比口径。Two rounds, year on year.")(compare)


def compare(
    old: Annotated[Path, typer.Argument(metavar="DIR_OLD", help="上一轮的结果目录（run 或 judge）。Round before.")],
    new: Annotated[Path, typer.Argument(metavar="DIR_NEW", help="本轮的结果目录（run 或 judge）。New round.")],
    successors: Annotated[
        Path | None,
        typer.Option("--successors", metavar="FILE", help="网站更名、合并、拆分对照表。Renamed and merged sites."),
    ] = None,
    line: Annotated[
        list[str] | None,
        typer.Option("--line", metavar="POINTS", help="统计达到该分数的网站数，可写多次。Count sites from this total."),
    ] = None,
    out_dir: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="把同比表和衔接表写到该目录。Write the tables here.")
    ] = None,
    json: Json = False,
) -> None:
    """Compare two finished rounds."""
    lines = [_points(text) for text in line or ()]
    with Bars() as bars:
        found = compare_folders(old, new, successors=successors, lines=lines, progress=bars)
    if out_dir is not None:
        write_compared(found, out_dir)
    if json:
        print_json(found)
        return
    console = out()
    for each in found:
        _print(console, each)
    if out_dir is not None:
        console.print(f"同比表：{display_path((out_dir / 'results').resolve())}", soft_wrap=True)


def _points(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise InputError(f"“{text}”不是分数", where="--line", remedy="写成 90 的样子")
    return value


def _print(console: Console, each: Compared) -> None:
    comparison = each.comparison
    console.print(_groups(comparison))
    reasons = {group.mean.reason for group in comparison.groups if group.mean.points is None and group.mean.reason}
    for reason in sorted(reasons):
        console.print(plain(f"“—”：{reason}"))
    for group in comparison.groups:
        for reached in group.reaching:
            words = f"{reached.change.words}，{reached.change.percent_words}" if reached.change.points else "持平"
            if reached.change.before is not None and reached.change.after is not None:
                console.print(
                    plain(
                        f"{group.group or '全部'}{reached.line}分以上：{reached.change.before}个→"
                        f"{reached.change.after}个（{words}）"
                    )
                )
    console.print(_indicators(comparison))
    counts = [f"{FATE_ZH[fate]}{comparison.count(fate)}个" for fate in _FATES if comparison.count(fate)]
    counts += [f"不再列入{len(comparison.closed)}个"] if comparison.closed else []
    if counts:
        console.print(f"网站：{'、'.join(counts)}")
    _movers(console, comparison)
    for line in comparison.unused:
        console.print(
            plain(f"注意：对照表中 {line.old_site_code} → {line.new_site_code} 没有用上，两轮名单中没有这样的网站"),
            style="yellow",
            soft_wrap=True,
        )
    if each.bridge is not None:
        print_bridge(console, each.bridge)
    elif each.no_bridge:
        console.print(plain(f"两轮规则不同，变化中含规则的影响；没有衔接表：{each.no_bridge}"), style="yellow")


def _groups(comparison: RoundComparison) -> Table:
    title = plain(
        f"同比：{comparison.before_title}（{comparison.before_system}）→ "
        f"{comparison.after_title}（{comparison.after_system}）"
    )
    table = Table(title=title, title_justify="left", box=RULED, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("分组", no_wrap=True)
    for name in ("网站", "平均分", "变化", "可比", "可比平均分", "变化", "合格率"):
        table.add_column(name, justify="right", no_wrap=True)
    for group in sorted(comparison.groups, key=lambda group: group.group == ""):
        table.add_row(
            plain(group.group or "全部"),
            f"{group.before_sites}→{group.after_sites}",
            _arrow(group.mean),
            _signed(group.mean),
            str(group.panel_sites),
            _arrow(group.panel_mean),
            _signed(group.panel_mean),
            _signed(group.pass_rate, "个百分点"),
        )
    return table


def _indicators(comparison: RoundComparison) -> Table:
    """Dimensions and indicators over all sites; items are in the table that ``--out`` writes."""
    rows = [each for each in comparison.indicators if not each.group and each.kind != "system"]
    rows = [each for each in rows if each.kind != "item"] or rows
    table = Table(title="指标得分指数", title_justify="left", box=RULED, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("指标", overflow="fold")
    for name in ("得分指数", "变化", "可比口径变化"):
        table.add_column(name, justify="right", no_wrap=True)
    for each in rows:
        table.add_row(plain(each.title), _arrow(each.index), _signed(each.index), _signed(each.panel_index))
    return table


def _arrow(change: Change) -> str:
    return "→".join("—" if value is None else str(value) for value in (change.before, change.after))


def _signed(change: Change, unit: str = "") -> str:
    if change.points is None:
        return "—"
    return f"{change.points:+f}{unit}" if change.points else "持平"


def _movers(console: Console, comparison: RoundComparison) -> None:
    measured = [site for site in comparison.sites if site.total.points]
    measured.sort(key=lambda site: (-abs(site.total.points or Decimal(0)), site.site_code))
    if measured:
        console.print("变化最大的网站：")
    for site in measured[:_SHOWN]:
        place = f"，名次{site.place.words}" if site.place.points else ""
        note = f"（{site.note}）" if site.note else ""
        console.print(
            plain(
                f"  {site.name}：{_arrow(site.total)}，{site.total.words}（{site.total.percent_words}）{place}{note}"
            ),
            soft_wrap=True,
        )
