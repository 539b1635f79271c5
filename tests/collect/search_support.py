"""A small government site with articles and a search of its own, on the local server."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote_to_bytes

from aiohttp import web
from collect_support import LocalServer

from hengping.collect.run import IN_PROCESS, collect_sites
from hengping.collect.search_test_plan import read_plan
from hengping.evidence.archive import SiteArchive
from hengping.extract.site_search import search_tests
from hengping.model.campaign import CollectSettings
from hengping.model.content_facts import SearchTest
from hengping.model.evidence import Capture
from hengping.model.site import Site
from hengping.model.site_search import SearchPlan

TITLES = (
    "关于印发全市道路扬尘治理实施方案的通知",
    "关于做好秋季森林防火工作的通知",
    "关于开展食品小作坊登记清查的公告",
    "关于公布首批传统工艺名录的公示",
    "关于调整城区公交首末班时间的通告",
    "关于农村饮水管网改造项目的批复",
    "关于举办青少年科技创新大赛的通知",
    "关于水库移民后期扶持资金的公示",
)
FORM = (
    '<form action="/s" method="get"><input type="text" name="q" placeholder="请输入关键字">'
    '<input type="submit" value="搜索"></form>'
)

Search = Callable[[str], str | int]
"""What the search answers to a text: a page's body, or a status."""


class Routes(dict[str, Any]):
    """Routes by address, else by path alone, so that a search answers any question."""

    def get(self, key: str, default: Any = None) -> Any:
        return super().get(key, super().get(key.partition("?")[0], default))


def article_path(title: str) -> str:
    return f"/art/{TITLES.index(title) + 1}.html"


def page(title: str, body: str, form: str = FORM, *, charset: str = "utf-8", head: str = "") -> bytes:
    menu = '<div class="nav"><a href="/">首页</a><a href="/tzgg/">通知公告</a></div>'
    foot = '<div class="footer">甲市人民政府主办</div>'
    told = f'<meta charset="{charset}"><title>{title}</title>{head}'
    text = f"<html><head>{told}</head><body>{menu}{form}{body}{foot}</body></html>"
    return text.encode(charset, "xmlcharrefreplace")


def hits(query: str) -> list[str]:
    return [title for title in TITLES if query and query in title]


def listed(titles: list[str]) -> str:
    return "<ul>" + "".join(f'<li><a href="{article_path(one)}">{one}</a></li>' for one in titles) + "</ul>"


def working(query: str) -> str:
    """Server-side results, the text asked for echoed in box and heading."""
    found = hits(query)
    return f'<p>搜索“{query}”，找到 {len(found)} 条结果</p><input name="q" value="{query}">{listed(found)}'


def finds_nothing(query: str) -> str:
    return f'<p>很抱歉，没有找到与“{query}”相关的结果</p><input name="q" value="{query}">'


def serve(
    server: LocalServer,
    search: Search,
    *,
    form: str = FORM,
    path: str = "/s",
    field: str = "q",
    charset: str = "utf-8",
    read_as: str = "",
    head: str = "",
) -> list[str]:
    """Put the site on the server; gives the texts its search is asked for, as they come in."""
    asked: list[str] = []
    text = "各有关单位要高度重视，认真组织实施，确保各项任务按期完成。" * 12

    def made(body: bytes) -> Callable[[web.Request], Any]:
        async def handler(_request: web.Request) -> web.Response:
            return web.Response(body=body, headers={"Content-Type": f"text/html; charset={charset}"})

        return handler

    async def answered(request: web.Request) -> web.Response:
        sent = (await request.read()).decode("ascii") if request.method == "POST" else request.rel_url.raw_query_string
        pairs = parse_qs(sent, encoding=read_as or charset, errors="replace")
        asked.append(pairs.get(field, [""])[0])
        told = search(asked[-1])
        if isinstance(told, int):
            return web.Response(status=told)
        return web.Response(
            body=page("站内搜索", told, form, charset=charset, head=head),
            headers={"Content-Type": f"text/html; charset={charset}"},
        )

    server.routes = Routes(
        {
            "/": made(page("甲市人民政府", listed(list(TITLES[:2])), form, charset=charset)),
            "/tzgg/": made(page("通知公告", listed(list(TITLES)), form, charset=charset)),
            path: answered,
        }
    )
    for title in TITLES:
        body = (
            f'<h1>{title}</h1><p>发布时间：2026-03-05 来源：甲市人民政府</p><div class="TRS_Editor"><p>{text}</p></div>'
        )
        server.routes[article_path(title)] = made(page(title, body, form, charset=charset))
    return asked


def collect(site: Site, folder: Path, settings: CollectSettings, **more: Any) -> list[Capture]:
    """The whole collection of a site in this process."""
    collect_sites([site], lambda _site: folder, settings, lambda _site: None, workers=IN_PROCESS, seed="t", **more)
    return SiteArchive(folder).captures()


def plan_of(folder: Path) -> SearchPlan:
    plan = read_plan(folder)
    assert plan is not None
    return plan


def results(folder: Path) -> tuple[SearchTest, ...]:
    archive = SiteArchive(folder)
    return search_tests(plan_of(folder), archive.captures(), lambda capture: archive.read(capture).body)


def states(folder: Path) -> list[str]:
    return [test.state for test in results(folder)]


def unquoted(text: str, charset: str) -> str:
    return unquote_to_bytes(text.replace("+", " ")).decode(charset)
