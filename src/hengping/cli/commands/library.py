"""``search``, ``policy``, ``hot``, ``answers``: what the archive of a run can be asked."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from hengping.cli.commands.evaluate import Json
from hengping.cli.console import RULED, Bars, out, print_json
from hengping.pipeline.context import open_run
from hengping.pipeline.library_search import Page, answers, hot_questions, policies, search

_IN_FORCE = {True: "有效", False: "已失效", None: "未标明"}
_KINDS = ("home", "section", "article", "guide", "message", "other")
RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="评估结果目录。Run folder.")]
SiteOption = Annotated[str, typer.Option("--site", metavar="SITE", help="只看一个网站：标识码或名称。One site only.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=1_000, help="最多列出几条。How many at most.")]
Since = Annotated[
    datetime | None,
    typer.Option("--since", formats=["%Y-%m-%d"], metavar="DATE", help="只看这一天起发布的。Published since."),
]
Until = Annotated[
    datetime | None,
    typer.Option("--until", formats=["%Y-%m-%d"], metavar="DATE", help="只看到这一天为止发布的。Published until."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("search", help="全文检索存档的全部页面。Search all archived pages.")(search_command)
    app.command("policy", help="政策文件库：发文机关、文号、日期、主题、有效性。Policy library.")(policy_command)
    app.command("hot", help="热点问题：公开信件按所问归组。Hot questions of published letters.")(hot_command)
    app.command("answers", help="问答库：已公开的答复。Published answers to a question.")(answers_command)


def search_command(
    run_folder: RunFolder,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="检索词，空格分隔须都出现；-词 排除；引号内为原文。")],
    site: SiteOption = "",
    section: Annotated[str, typer.Option("--section", help="栏目名称包含。Section title contains.")] = "",
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help=f"页面种类：{'、'.join(_KINDS)}。")] = "",
    since: Since = None,
    until: Until = None,
    limit: Limit = 20,
    offset: Annotated[int, typer.Option("--offset", min=0, help="从第几条之后列起。Skip so many.")] = 0,
    json: Json = False,
) -> None:
    """Search."""
    with Bars() as bars:
        found = search(
            open_run(run_folder, progress=bars),
            query,
            site=site,
            section=section,
            kind=kind,
            since=since.date() if since else None,
            until=until.date() if until else None,
            limit=limit,
            offset=offset,
        )
    if json:
        print_json(found)
        return
    console = out()
    console.print(
        f"“{query}”：找到{found.total}页" + (f"，列出{len(found.hits)}页" if found.hits else ""), markup=False
    )
    for hit in found.hits:
        _print_page(hit.page)
        console.print(f"    {hit.snippet}", markup=False, soft_wrap=True)


def policy_command(
    run_folder: RunFolder,
    site: SiteOption = "",
    issuer: Annotated[str, typer.Option("--issuer", help="发文机关包含。Issuing body contains.")] = "",
    number: Annotated[str, typer.Option("--number", help="文号包含。Document number contains.")] = "",
    theme: Annotated[str, typer.Option("--theme", help="主题包含。Theme contains.")] = "",
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """List policies."""
    with Bars() as bars:
        found = policies(open_run(run_folder, progress=bars), site=site, issuer=issuer, theme=theme, number=number)
    if json:
        print_json({"total": len(found), "policies": found[:limit]})
        return
    if not found:
        out().print("没有符合条件的政策文件")
        return
    table = Table(box=RULED, pad_edge=False)
    for name in ("日期", "文号", "标题", "发文机关", "主题", "效力"):
        table.add_column(name, no_wrap=name in {"日期", "效力"}, overflow="fold")
    for one in found[:limit]:
        tags = one.tags
        day = tags.made_on or tags.published_on or "—"
        row = (day, tags.number or "—", one.page.title, tags.issuer or "—", "、".join(tags.themes) or "—")
        table.add_row(*row, _IN_FORCE[one.in_force])
    out().print(table)
    out().print(f"共{len(found)}件" + (f"，只列前{limit}件" if len(found) > limit else ""))


def hot_command(
    run_folder: RunFolder,
    site: SiteOption = "",
    least: Annotated[int, typer.Option("--least", min=1, help="至少几封信才算热点。Letters a group needs.")] = 2,
    limit: Limit = 20,
    json: Json = False,
) -> None:
    """List hot questions."""
    with Bars() as bars:
        found = hot_questions(open_run(run_folder, progress=bars), site=site, least=least, limit=limit)
    if json:
        print_json(found)
        return
    if not found:
        out().print("没有找到多人问到的同一问题")
    for group in found:
        out().print(f"{group.count}封  {group.title}", markup=False, soft_wrap=True)
        months = "，".join(f"{month}：{count}" for month, count in group.months.items())
        sites = "、".join(list(group.sites)[:5])
        out().print(f"    {months or '没有日期'}  网站{len(group.sites)}个：{sites}", markup=False, soft_wrap=True)


def answers_command(
    run_folder: RunFolder,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="要问的话。The question.")],
    site: SiteOption = "",
    limit: Limit = 5,
    json: Json = False,
) -> None:
    """Answer a question from what was published."""
    with Bars() as bars:
        found = answers(open_run(run_folder, progress=bars), question, site=site, limit=limit)
    if json:
        print_json({"question": question, "answers": found})
        return
    if not found:
        out().print("存档中没有找到相应的答复")
    for one in found:
        _print_page(one.page)
        out().print(f"    问：{one.question}", markup=False, soft_wrap=True)
        out().print(f"    答：{one.answer}", markup=False, soft_wrap=True)


def _print_page(page: Page) -> None:
    parts: Sequence[str] = [part for part in (page.published_on, page.site, page.section) if part]
    out().print(f"{page.title}（{'，'.join(parts)}）", markup=False, soft_wrap=True)
    out().print(f"    {page.url}", markup=False, soft_wrap=True)
