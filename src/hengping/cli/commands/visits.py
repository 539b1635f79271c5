"""``visits``: the availability account, its schedule, other vantage points, maintenance windows."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from hengping.cli import exit_codes
from hengping.cli.commands.evaluate import Json
from hengping.cli.console import RULED, Bars, out, print_json
from hengping.model.availability import EXCLUDED_ZH, Availability, Tally
from hengping.model.errors import InputError
from hengping.pipeline.context import open_run
from hengping.pipeline.visits import SiteAccount, site_account
from hengping.pipeline.visits_maintenance import add_windows, read_added, read_windows, window_text
from hengping.pipeline.visits_schedule import VisitFault, VisitsChecked, check_visits
from hengping.pipeline.visits_vantage import make_visits, merge_visits

app = typer.Typer(help="可用性拨测。Availability visits.", no_args_is_help=True, rich_markup_mode=None)

_CHINA = timezone(timedelta(hours=8))
_SHOWN = 20
_DIGEST = re.compile(r"[0-9A-Fa-f]{64}")
_PHASES_ZH = {
    "dns_ms": "域名解析",
    "connect_ms": "建立连接",
    "tls_ms": "安全握手",
    "first_byte_ms": "首字节",
    "body_ms": "正文",
    "elapsed_ms": "合计",
}
RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="评估结果目录。Run folder.")]


@app.command("show")
def show(
    run: RunFolder,
    site_code: Annotated[str, typer.Argument(metavar="SITE", help="网站标识码。Site code.")],
    json: Json = False,
) -> None:
    """一个网站的可用性账。The availability account of one site."""
    found = site_account(run, site_code)
    if json:
        print_json(found)
        return
    _print_account(found)


@app.command("check")
def check(
    run: RunFolder,
    published: Annotated[
        str, typer.Option("--published", metavar="HASH", help="首次拨测前公布的摘要。Digest published beforehand.")
    ] = "",
    json: Json = False,
) -> None:
    """核对拨测是否按事先密封的时刻表进行。Compare visits with the sealed schedule."""
    if published and not _DIGEST.fullmatch(published):
        raise InputError(
            f"“{published}”不是SHA-256",
            where="--published",
            remedy="写首次拨测之前公布的 seed_sha256，64位十六进制数字",
        )
    found = check_visits(open_run(run), published)
    if json:
        print_json({"holds": not found.faults} | {name: getattr(found, name) for name in found.__struct_fields__})
    elif found.faults:
        out().print(f"核对不通过，共{len(found.faults)}处：", style="bold red")
        _print_faults(found.faults)
    elif found.opened:
        out().print(f"核对通过：种子与事先公布的摘要相符，{found.visits}次拨测的应测时刻均由种子复算一致")
    else:
        out().print(
            f"{found.visits}次拨测的编号无误；种子尚未公布（拨测结束后写入 schedule_seed.json），时刻暂不能复算"
        )
    if not json:
        _print_notices(found, published)
    if found.faults:
        raise typer.Exit(exit_codes.DOES_NOT_HOLD)


@app.command("make")
def make(
    source: Annotated[
        Path, typer.Argument(metavar="CAMPAIGN_OR_RUN", help="评估设置文件或结果目录。Campaign file or run folder.")
    ],
    vantage: Annotated[str, typer.Option("--vantage", metavar="NAME", help="观测点名称。Vantage point.")],
    out_dir: Annotated[Path, typer.Option("--out", metavar="DIR", help="写到这个目录。Write here.")],
    seed_file: Annotated[
        Path, typer.Option("--seed-file", metavar="FILE", help="密封的时刻表（含种子）。Schedule with its seed.")
    ],
    until: Annotated[
        str, typer.Option("--until", metavar="TIME", help="到此时为止，北京时间。No visit after this time.")
    ] = "",
    json: Json = False,
) -> None:
    """在另一个观测点按同一时刻表拨测。Make the visits of another vantage point."""
    with Bars() as bars:
        count = make_visits(source, out_dir, vantage=vantage, seed_file=seed_file, until=_instant(until), progress=bars)
    if json:
        print_json({"vantage": vantage, "visits": count, "out": str(out_dir)})
    else:
        out().print(f"观测点 {vantage} 已有拨测记录{count}条：{out_dir}", markup=False, soft_wrap=True)


@app.command("merge")
def merge(
    run: RunFolder,
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="各观测点的目录。Vantage points' folders.")],
    json: Json = False,
) -> None:
    """把其他观测点的拨测并入评估结果。Merge other vantage points' visits into a run."""
    merged = merge_visits(run, folders)
    if json:
        print_json(merged)
        return
    names = "、".join(merged.vantages)
    out().print(
        f"已并入观测点 {names} 的拨测{merged.added}条，涉及{merged.sites}个网站；原已存在{merged.standing}条",
        markup=False,
        soft_wrap=True,
    )
    if merged.added and merged.after_seed:
        out().print("种子已经公布，时刻表不能证明这些拨测不是事后编造，已记入 merges.jsonl", soft_wrap=True)
    if merged.added:
        out().print("再次运行 hengping run，即按新的记录重新读取和评分")


@app.command("maintenance")
def maintenance(
    run: RunFolder,
    table: Annotated[
        Path | None, typer.Option("--add", metavar="FILE", help="补充经批准的维护时段。Add approved windows.")
    ] = None,
    actor: Annotated[str, typer.Option("--actor", metavar="NAME", help="补充人。Who adds them.")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="补充的原因。Why now.")] = "",
    json: Json = False,
) -> None:
    """列出或补充经批准的维护时段。List approved maintenance windows, or add some."""
    opened = open_run(run)
    if table is not None:
        codes = frozenset(site.site_code for site in opened.sites)
        new = add_windows(opened.path, table, codes, actor=actor, reason=reason)
        if json:
            print_json({"added": new})
            return
        out().print(f"补充维护时段{len(new)}个；再次运行 hengping run，即按此重新计算" if new else "没有新的维护时段")
        return
    windows = read_windows(opened.path)
    if json:
        print_json({"windows": windows, "added": read_added(opened.path)})
        return
    later = {added.window: added for added in read_added(opened.path)}
    for window in windows:
        added = later.get(window)
        note = f"，{added.actor}补充：{added.reason}" if added else ""
        out().print(f"{window.site_code}  {window_text(window).zh}{note}", markup=False, soft_wrap=True)
    if not windows:
        out().print("没有经批准的维护时段")


def _print_faults(faults: Sequence[VisitFault]) -> None:
    for fault in faults[:_SHOWN]:
        out().print(f"  {fault.path}：{fault.text.zh}", markup=False, soft_wrap=True)
    if len(faults) > _SHOWN:
        out().print(f"  另有{len(faults) - _SHOWN}处，见 --json")


def _print_notices(found: VisitsChecked, published: str) -> None:
    """What is no fault, but for people to judge."""
    if found.notices:
        out().print(f"请留意，共{len(found.notices)}处：")
        _print_faults(found.notices)
    if found.seed_sha256:
        compared = "" if published else "；用 --published 与当时公布的比较"
        out().print(
            f"seed_sha256：{found.seed_sha256}\n只有首次拨测之前已经公布的摘要才能证明时刻不是事后挑选的{compared}",
            markup=False,
            soft_wrap=True,
        )


def _print_account(found: SiteAccount) -> None:
    made, console = found.account, out()
    console.print(f"{found.site.name}（{found.site.site_code}）  {found.site.url}", style="bold", markup=False)
    rate = "无法计算" if found.failed_rate is None else _percent(found.failed_rate)
    console.print(
        f"计划拨测{found.planned}次，已测{made.numbers}次；有效{made.valid}次，其中失败{made.failed}次，失败率{rate}"
    )
    if made.excluded:
        reasons = "，".join(f"{EXCLUDED_ZH[reason]}{count}次" for reason, count in made.excluded.items())  # type: ignore[index]
        console.print(f"未计入{made.left_out}次：{reasons}")
    if len(made.vantages) > 1 or made.quorum > 1:
        console.print(f"观测点{len(made.vantages)}个，至少{made.quorum}个观测点都失败才计为失败")
    if found.postponed:
        console.print(f"有{found.postponed}次晚于应测时刻一分钟以上（停机、断网或中断后顺延）")
    for window in found.maintenance:
        console.print(f"维护时段：{window_text(window).zh}", markup=False)
    if made.numbers:
        console.print(_table("日期", {day.isoformat(): tally for day, tally in made.days.items()}, made))
    if len(made.vantages) > 1:
        console.print(_table("观测点", {name or "—": tally for name, tally in made.vantages.items()}, made))
    if made.medians_ms:
        parts = "，".join(f"{_PHASES_ZH[name]}{spent}毫秒" for name, spent in made.medians_ms.items())
        console.print(f"打开时的用时（中位数）：{parts}")
    for visit in made.failed_visits[:_SHOWN]:
        at = visit.visited_at.astimezone(_CHINA).strftime("%Y-%m-%d %H:%M:%S")
        why = visit.failure.value if visit.failure else f"HTTP {visit.status}"
        vantage = f"  {visit.vantage}" if len(made.vantages) > 1 else ""
        console.print(f"  失败 第{visit.number}次  {at}  {why}  {visit.elapsed_ms}毫秒{vantage}", markup=False)
    if len(made.failed_visits) > _SHOWN:
        console.print(f"  另有{len(made.failed_visits) - _SHOWN}次失败，见 --json")


def _table(first: str, rows: dict[str, Tally], made: Availability) -> Table:
    shown = [reason for reason in EXCLUDED_ZH if any(reason in tally.excluded for tally in (made, *rows.values()))]
    table = Table(box=RULED, pad_edge=False)
    table.add_column(first, no_wrap=True)
    for name in ("打开", "失败", *(EXCLUDED_ZH[reason] for reason in shown)):
        table.add_column(name, justify="right")
    for name, tally in rows.items():
        counts = (tally.ok, tally.failed, *(tally.excluded.get(reason, 0) for reason in shown))
        table.add_row(name, *map(str, counts))
    return table


def _percent(rate: str) -> str:
    whole, _, decimals = rate.partition(".")
    return f"{int(whole + decimals[:2])}.{decimals[2:]}%"


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"“{text}”不是时刻", where="--until", remedy="写成 2026-11-20T08:00（北京时间）") from error
    return (instant if instant.tzinfo else instant.replace(tzinfo=_CHINA)).astimezone(UTC)
