"""``read`` (what a saved page says) and ``inspect`` (self-test of one site)."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from hengping.cli.commands.evaluate import Json
from hengping.cli.console import RULED, Bars, out, print_json
from hengping.extract.page import read_page, read_result
from hengping.model.errors import InputError
from hengping.model.finding import OUTCOME_ZH, Outcome
from hengping.model.urls import BadUrlError, normal_url
from hengping.pipeline.inspect import inspect as inspect_site

_SHOWN = (Outcome.FAIL, Outcome.PARTLY, Outcome.CANNOT_TELL, Outcome.ERROR)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("read", help="读取一个已保存的页面。What a saved page says.")(read)
    app.command("inspect", help="自查一个网站。Self-test of one site for its owner.")(inspect)


def read(
    file: Annotated[Path, typer.Argument(metavar="FILE.html", help="保存的网页文件。Saved page.")],
    url: Annotated[str, typer.Option("--url", help="页面原来的网址。Address it was saved from.")] = "",
    json: Json = False,
) -> None:
    """Read one saved page and print its facts."""
    try:
        body = file.read_bytes()
    except OSError as error:
        raise InputError(f"文件无法读取（{error.strerror}）", where=str(file), remedy="检查路径和权限") from error
    address = _address(url) if url else "http://localhost/page.html"
    result = read_result(read_page(body, address))
    if json:
        print_json(result)
        return
    table = Table(show_header=False, box=RULED, pad_edge=False)
    table.add_column("项目", no_wrap=True)
    table.add_column("内容")
    for key, value in result.items():
        table.add_row(key, Text(_plain(value)))
    out().print(table)


def inspect(
    url: Annotated[str, typer.Argument(metavar="URL", help="网站首页网址。Home page.")],
    max_pages: Annotated[int, typer.Option("--max-pages", min=1, help="最多采集的页面数。Most pages.")] = 200,
    connect_to: Annotated[
        str, typer.Option("--connect-to", metavar="HOST:PORT", help="连接到这个地址而不是域名所指。As curl's.")
    ] = "",
    json: Json = False,
) -> None:
    """Collect, read and judge one site in a temporary folder."""
    address = _address(url)
    with Bars() as bars:
        report = inspect_site(address, max_pages=max_pages, connect_to=connect_to, progress=bars)
    if json:
        print_json(report)
        return
    console = out()
    # What could not be reached is one line of the check "blocked", not one of every check it kept from judging.
    shown = [
        finding
        for finding in report.findings
        if finding.outcome in _SHOWN or (finding.check == "blocked" and finding.outcome is Outcome.BLOCKED)
    ]
    table = Table(
        title=f"{address} 自查结果：读取{report.pages_read}页", title_justify="left", box=RULED, pad_edge=False
    )
    table.add_column("检查项", no_wrap=True)
    table.add_column("结论", no_wrap=True)
    table.add_column("说明", overflow="fold")
    for finding in shown:
        table.add_row(report.titles[finding.check], OUTCOME_ZH[finding.outcome], Text(_inert(finding.messages.zh)))
    console.print(table if shown else "没有发现问题", markup=False)
    counts = {OUTCOME_ZH[key]: sum(f.outcome is key for f in report.findings) for key in Outcome}
    console.print("、".join(f"{name}{count}项" for name, count in counts.items() if count))


def _address(url: str) -> str:
    try:
        return normal_url(url if "://" in url else f"http://{url}")
    except BadUrlError as error:
        raise InputError(f"“{url}”不是网址", where="URL", remedy="写成 http://www.example.gov.cn/ 的样子") from error


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_plain(inner)}" for key, inner in value.items())
    if isinstance(value, (list, tuple)):
        return "\n".join(_plain(inner) for inner in value)
    return _inert("" if value is None else str(value))


def _inert(text: str) -> str:
    """Text of a judged site without control characters; as a ``Text`` no markup is read into it either."""
    return "".join(character if character.isprintable() or character == "\n" else "�" for character in text)
