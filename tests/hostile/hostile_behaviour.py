"""Behaviours by name: each a small function with a site of its own in the hostile province."""

from collections.abc import Callable
from typing import NamedTuple

from hostile_wire import Answer, Ask, answer, page

DOMAIN = "hostile.gov.cn"
OK = "/news/ok.html"
Handler = Callable[[Ask], Answer | None]


class Behaviour(NamedTuple):
    """One kind of hostility.

    Attributes:
        name: known to the documentation and to the tests.
        zh: what it is.
        links: what the home page of its site leads to, besides an ordinary section.
        handler: its answer; None: an ordinary one.
        host: its site; another than ``<name>.hostile.gov.cn`` only where the name itself is the matter.
        scheme: of its home page.
    """

    name: str
    zh: str
    links: tuple[str, ...]
    handler: Handler
    host: str
    scheme: str = "http"

    @property
    def home(self) -> str:
        """Address of its home page."""
        return f"{self.scheme}://{self.host}/"

    def url(self, target: str) -> str:
        """Address of a target of its site."""
        return target if "://" in target else self.home[:-1] + target


BEHAVIOURS: dict[str, Behaviour] = {}
BY_HOST: dict[str, Behaviour] = {}


def behaviour(
    name: str, zh: str, *links: str, host: str = "", scheme: str = "http", also: tuple[str, ...] = ()
) -> Callable[[Handler], Handler]:
    """Register a behaviour.

    Args:
        name, zh, links, host, scheme: see :class:`Behaviour`.
        also: further hosts that answer in the same way.
    """

    def register(handler: Handler) -> Handler:
        made = Behaviour(name, zh, links, handler, host or f"{name}.{DOMAIN}", scheme)
        assert name not in BEHAVIOURS
        BEHAVIOURS[name] = made
        for own in (made.host, *also):
            BY_HOST[own] = made
        return handler

    return register


def reply(ask: Ask) -> Answer:
    """The answer of the behaviour whose site was asked; unknown hosts are ordinary."""
    made = BY_HOST.get(ask.host)
    own = made.handler(ask) if made is not None else None
    return ordinary(ask, made) if own is None else own


def ordinary(ask: Ask, made: Behaviour | None) -> Answer:
    """What the rest of a site says: a home page, a section with two items, nothing else."""
    links = made.links if made is not None else ()
    match ask.target:
        case "/":
            menu = "".join(f'<a href="{link}">政务公开{number}</a> ' for number, link in enumerate(links, 1))
            nav = f'<div class="nav"><a href="/">首页</a> <a href="/news/">工作动态</a> {menu}</div>'
            return page("云边县人民政府", body=nav)
        case "/news/":
            rows = f'<li><a href="{OK}">我县召开年度工作会议部署各项任务</a><span>2026-11-18</span></li>' * 2
            rows += '<li><a href="/news/2.html">我县开展冬季安全生产专项检查</a><span>2026-11-16</span></li>'
            return page("工作动态", body=f'<ul class="list">{rows}</ul><a href="/">首页</a>', text="")
        case "/news/ok.html" | "/news/2.html":
            return page(f"我县召开年度工作会议{ask.target}", "/news/", body="<p>发布时间：2026-11-18</p>")
        case "/news/from-base.html":
            return page("从基址来", "/news/")
    return answer("没有这个页面".encode(), status=b"404 Not Found")
