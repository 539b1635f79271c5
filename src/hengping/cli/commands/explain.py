"""``explain``: why a site has its score, what a fix would bring, and where a set of fixes would place it."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from hengping.cli.commands.evaluate import Json
from hengping.cli.console import RULED, out, print_json
from hengping.indicators.rounding import rounded
from hengping.model.score import ScoreNode, SiteScore
from hengping.pipeline.explain import SiteInRun, Standing, WhatIf
from hengping.scoring.explain import Explanation, Gain, lost, unassessed

_SHOWN = 10
_STATES = {"not_applicable": "不适用", "not_tested": "未评", "vetoed": "单项否决"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain", help="说明一个网站的得分：失分、整改的效果、整改后的名次。Explain a score.")(explain)


def explain(
    run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="评估结果目录。Run folder.")],
    site_code: Annotated[str, typer.Argument(metavar="SITE", help="网站标识码。Site code.")],
    system: Annotated[str, typer.Option("--system", metavar="ID", help="指标体系编号。System.")] = "",
    fix: Annotated[
        list[str] | None,
        typer.Option("--fix", metavar="ID", help="假如整改：检查结果或评分点的编号，可多次。What if this is fixed."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="逐条测算的检查结果上限。Findings tried singly.")] = 200,
    json: Json = False,
) -> None:
    """Explain one site's score, or say what a set of fixes would lead to."""
    site = SiteInRun(run_folder, site_code, system)
    if not json:
        out().print(f"按{site.system.title.zh}（{site.system.id}）", markup=False)
    if fix:
        outcome = site.what_if(fix)
        if json:
            print_json(outcome)
        else:
            _print_what_if(out(), outcome)
        return
    explanation = site.explain(limit)
    standing = site.standing(explanation.score)
    if json:
        print_json({"explanation": explanation, "standing": standing})
    else:
        _print_explanation(out(), explanation, standing)


def _print_explanation(console: Console, explanation: Explanation, standing: Standing) -> None:
    score = explanation.score
    console.print(_headline(score, standing), soft_wrap=True)
    if score.state_reason:
        console.print(f"状态：{score.state_reason}", markup=False, soft_wrap=True)
    for reason in score.fail_reasons:
        console.print(f"不合格：{reason.reason}", markup=False)
    console.print(_coverage(score))
    if score.root is not None:
        console.print(_tree(score.root, score, None))
    for way in explanation.vetoes:
        need = f"至少整改其中{way.needed}项即可解除" if way.needed else "须由人工认定后解除"
        console.print(f"单项否决“{way.title}”：{way.reason}；{need}", markup=False, soft_wrap=True)
    if explanation.by_item:
        console.print(_gains("整改一个评分点下的全部问题", explanation.by_item, score))
    if explanation.by_finding:
        _print_findings(console, explanation.by_finding, score)
    if explanation.left_out:
        console.print(f"另有{explanation.left_out}处问题未逐条测算，可用 --limit 调整")


def _print_what_if(console: Console, outcome: WhatIf) -> None:
    table = Table(box=RULED, pad_edge=False)
    for name in ("", "现在", "整改后"):
        table.add_column(name, no_wrap=True)
    before, after = outcome.standing_before, outcome.standing_after
    table.add_row("得分", _total(outcome.before), _total(outcome.after))
    table.add_row("档级", before.row.tier or "—", after.row.tier or "—")
    table.add_row("名次", _place(before), _place(after))
    table.add_row("榜单", "、".join(before.lists) or "—", "、".join(after.lists) or "—")
    table.add_row("状态", _state(outcome.before), _state(outcome.after))
    console.print(table)
    if outcome.gain is not None:
        console.print(f"增加{outcome.gain}分；名次按其他网站得分不变推算，不是承诺")


def _headline(score: SiteScore, standing: Standing) -> Text:
    text = Text(f"{score.name}（{score.site_code}）", style="bold")
    left = unassessed(score.root) if score.root is not None else Decimal(0)
    full = f"满分{score.full}" + (f"（其中{_plain(left)}分未评）" if left > 0 else "")
    total = "未评分" if score.total is None else f"得分{score.total}"
    facts = [total, full, standing.row.tier, f"名次{_place(standing)}"]
    return text.append("".join(f"  {fact}" for fact in facts if fact), style="not bold")


def _coverage(score: SiteScore) -> str:
    items = score.items
    parts = [f"应评评分点{items.applicable}项，已评{items.checked + items.partly}项"]
    for count, word in (
        (items.partly, "其中部分受限"),
        (items.blocked, "受阻"),
        (items.errors, "工具故障"),
        (items.waiting, "等待人工或数据"),
        (items.untested, "未检查"),
    ):
        if count:
            parts.append(f"{word}{count}项")
    return "，".join(parts)


def _tree(node: ScoreNode, score: SiteScore, parent: Tree | None) -> Tree:
    label = Text(f"{node.title}（{node.item_id}）")
    state = _STATES.get(node.state)
    if state and node.state != "vetoed":
        label.append(f"  {state}", style="dim")
    else:
        gone, left = lost(node), unassessed(node)
        label.append(f"  {_number(node.score, score)}/{_plain(node.full)}")
        if gone > 0:
            label.append(f"  失{_number(gone, score)}分", style="red")
        if left > 0:
            label.append(f"  未评{_plain(left)}分", style="dim")
    hidden = sum(bool(each.suppressed_by) for each in node.deductions)
    notes = [note for note in (node.note, f"{hidden}处已在别处扣分，不重复扣" if hidden else "") if note]
    if notes:
        label.append(f"  〔{'；'.join(notes)}〕", style="dim")
    branch = Tree(label, guide_style="dim") if parent is None else parent.add(label)
    for child in node.children:
        _tree(child, score, branch)
    return branch


def _gains(title: str, gains: tuple[Gain, ...], score: SiteScore) -> Table:
    table = Table(title=title, title_justify="left", box=RULED, pad_edge=False)
    for name in ("可增加", "整改后", "问题", "内容", "编号"):
        table.add_column(name, no_wrap=name != "内容", overflow="fold", justify="right" if name == "问题" else "left")
    for gain in gains[:_SHOWN]:
        points = "—" if gain.points is None else _number(gain.points, score)
        total = "—" if gain.total is None else str(gain.total)
        note = "，解除单项否决" if gain.clears_veto else ""
        table.add_row(points, total, str(gain.findings), Text(gain.title + note), gain.fix)
    if len(gains) > _SHOWN:
        table.caption = f"共{len(gains)}条，只列前{_SHOWN}条；全部见 --json"
        table.caption_justify = "left"
    return table


def _print_findings(console: Console, gains: tuple[Gain, ...], score: SiteScore) -> None:
    """One finding in two lines: messages are whole sentences with addresses, too long for a column."""
    console.print("只整改一处问题", style="italic")
    for gain in gains[:_SHOWN]:
        points = "—" if gain.points is None else _number(gain.points, score)
        clears = "（解除单项否决）" if gain.clears_veto else ""
        console.print(f"  +{points}分{clears}  {gain.title}", markup=False, soft_wrap=True)
        console.print(f"           {gain.fix}", style="dim", markup=False)
    if len(gains) > _SHOWN:
        console.print(f"  共{len(gains)}条，只列前{_SHOWN}条；全部见 --json")


def _total(score: SiteScore) -> str:
    return "未评分" if score.total is None else str(score.total)


def _place(standing: Standing) -> str:
    if standing.row.rank is None:
        return "无"
    tied = "并列" if standing.row.tied else ""
    group = f"{standing.row.group}" if standing.row.group else ""
    return f"{group}{tied}第{standing.row.rank}（共{standing.ranked}个）"


def _state(score: SiteScore) -> str:
    if score.state != "ranked":
        return {"vetoed": "单项否决", "blocked": "受阻", "not_ranked": "不参加排名"}[score.state]
    return {True: "合格", False: "不合格", None: "—"}[score.passed]


def _number(value: Decimal, score: SiteScore) -> str:
    return format(rounded(value, score.digits, score.rounding_mode), "f")


def _plain(value: Any) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
