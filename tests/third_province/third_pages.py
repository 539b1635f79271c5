"""Turns a site of the third province into pages: one table of addresses, one skin of templates per family."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random  # noqa: TID251 - seeded: the same seed gives the same province
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from third_fill import HOME, PAGE_SIZE
from third_footer import identity
from third_guides import layout
from third_letters import letters_style, petition
from third_model import AS_OF, COLUMN_TYPE, Article, Section, Site
from third_plan import PINNED
from third_search import search_form
from third_words import Writer, chinese_date

SKINS = Path(__file__).with_name("skins")
ENV = Environment(loader=FileSystemLoader(SKINS), autoescape=False, undefined=StrictUndefined, trim_blocks=True)  # noqa: S701 - texts are ours
LIST_DATE = {
    "trs": ("%Y-%m-%d", "(%Y-%m-%d)"), "dahan": ("%Y-%m-%d", "[%Y-%m-%d]"), "boda": ("%Y/%m/%d", "%Y-%m-%d"),
    "inline": ("%Y-%m-%d", "%Y-%m-%d"), "asp": ("[%Y-%m-%d]", "%Y/%m/%d"), "frames": ("%Y-%m-%d", "%Y年%m月%d日"),
    "modern": ("%Y-%m-%d", "%Y.%m.%d"), "tabs": ("%m-%d", "%Y/%m/%d"), "party": ("zh", "zh"),
    "mixed": ("%Y/%m/%d", "%Y年%m月%d日"), "dateless": ("", ""), "caps": ("[%m-%d]", "%Y-%m-%d"),
}  # fmt: skip
HOME_DATE = {"trs": "%m-%d", "asp": "[%m-%d]", "mixed": "%m月%d日", "boda": "%m/%d"}


def shown(day: date, form: str) -> str:
    """A date as the list prints it."""
    return chinese_date(day) if form == "zh" else day.strftime(form)


class SitePages:
    """The pages of one site in one of two states (1: a round ago, 2: now)."""

    def __init__(self, site: Site, state: int = 2) -> None:
        self.site, self.state = site, state
        self.skin: Any = ENV.get_template(f"{site.template}.html").make_module({"quote": quote})
        self.parts: Any = ENV.get_template("parts.html").make_module({"quote": quote})
        self.routes: dict[str, Callable[[], str | bytes]] = {}
        self.by_slug = {section.slug: section for section in site.sections}
        self._route()

    # -- addresses

    def path(self, article: Article) -> str:
        """Address of an article; site 22 moved between the rounds."""
        return f"/oldsite{article.path}" if self.state == 1 and self.site.index == 22 else article.path

    def articles(self, section: Section) -> list[Article]:
        """What the section shows in this state."""
        shown = [a for a in section.articles if a.since <= self.state]
        return [*shown[-1:], *shown[:-1]] if PINNED.get(self.site.index) == section.slug else shown

    def _route(self) -> None:  # noqa: C901 - one branch per kind of page
        site, routes = self.site, self.routes
        routes["/"] = self.home
        for section in site.sections:
            routes[section.path] = lambda s=section: self.section(s)
            shown = self.articles(section)
            for number in range(1, -(-len(shown) // PAGE_SIZE)):
                routes[self.pager(section, number)] = lambda s=section, n=number: self.section(s, n)
            if section.body == "frame" or self.all_framed:
                routes[f"/frag/{section.slug}.html"] = lambda s=section: self.fragment(s)
            if section.body == "script" or self.fetched:
                routes[f"/data/{section.number}.json"] = lambda s=section: self.data(s)
            for article in shown:
                routes[self.path(article)] = lambda s=section, a=article: self.article(s, a)
        box = self.by_slug.get("lx")
        for letter in site.letters:
            if box and letter.path != box.path:
                routes[letter.path] = lambda b=box, x=letter: self.letter(b, x)
        if box:
            routes["/form/write.html"] = lambda: self.plain("我要写信", self.parts.form(site))
        for guide in site.guides:
            routes[guide.path] = lambda g=guide: self.guide(g)
        routes["/guanyu.html"] = lambda: self.plain("关于本站", "<p>本站由办公室维护，信息以原件为准。</p>")
        routes["/wzdt.html"] = lambda: self.plain("网站地图", self.parts.sitemap(site.sections))
        routes["/inc/footer.html"] = lambda: self.parts.footer_page(identity(site))
        routes["/inc/footer.js"] = lambda: self.parts.footer_script(identity(site).values())
        if self.site.template == "frames" and site.variant == 0:
            routes["/main.html"] = lambda: self.home(inner=True)
            routes["/top.html"] = lambda: self.parts.top_page(site, self.nav())
        if site.template == "mixed":
            routes["/en/"] = self.english
        if self.fetched:
            routes["/sitemap.xml"] = self.sitemap

    @property
    def all_framed(self) -> bool:
        """Whether every list of the site stands in an inline frame."""
        return self.site.template == "frames" and self.site.variant == 1

    @property
    def fetched(self) -> bool:
        """Whether every list of the site is fetched as JSON."""
        return self.site.template == "inline" and self.site.variant == 1

    def pager(self, section: Section, number: int) -> str:
        """Address of a further list page, counted from 1 for the second."""
        path = section.path
        return {
            "trs": f"{path}index_{number}.html",
            "boda": f"/{section.slug}/{number}.htm",
            "asp": f"{path}&page={number + 1}",
            "modern": f"{path}?page={number + 1}",
            "frames": f"/{section.slug}/index_{number + 1}.shtml",
            "party": f"/n{section.number}/index{number + 1}.html",
            "mixed": f"{path}?p={number + 1}",
        }.get(self.site.template, f"/more/{section.number}_{number + 1}.html")

    # -- pages

    def meta(self, page_type: str, thing: Any = None, missing: frozenset[str] | set[str] = frozenset()) -> str:
        """Meta tags of a page in the family's handwriting."""
        site = self.site
        tags = {"SiteName": site.name, "SiteDomain": site.host, "SiteIDCode": site.code}
        if page_type in {"section", "article"} and thing is not None and isinstance(thing, Section | tuple):
            section = thing[0] if isinstance(thing, tuple) else thing
            tags |= {
                "ColumnName": section.name,
                "ColumnDescription": f"{site.name}{section.name}栏目，发布{section.name}信息",
                "ColumnKeywords": f"{section.name},{site.area}",
                "ColumnType": COLUMN_TYPE.get(section.cls, section.name),
            }
        if page_type == "article":
            title, day, source = thing[1:]
            tags |= {
                "ArticleTitle": title,
                "PubDate": f"{day:%Y-%m-%d} 09:30",
                "ContentSource": source,
                "Author": source,
            }
        empty = site.index % 2 == 1
        rows = []
        for name, value in tags.items():
            if name in missing:
                if empty:
                    rows.append(self._tag(name, ""))
                continue
            rows.append(self._tag(name, value.replace('"', "")))
        return "\n".join(rows)

    def _tag(self, name: str, value: str) -> str:
        style = self.site.template
        if style in {"caps", "asp"}:
            return f'<META CONTENT="{value}" NAME="{name}">'
        if style == "modern":
            return f"<meta name='{name}' content='{value}'/>"
        if style == "dateless":
            return f'<meta name="{name.lower()}" content="{value}" />'
        return f'<meta name="{name}" content="{value}">'

    def nav(self) -> list[dict[str, Any]]:
        """Navigation: first level and what is below."""
        top = [s for s in self.site.sections if not s.parent]
        return [
            {"name": s.name, "href": s.path, "subs": [c for c in self.site.sections if c.parent == s.slug]} for s in top
        ]

    def _page(self, title: str, body: str, meta: str, crumbs: list[tuple[str, str]], *, home: bool = False) -> str:
        site = self.site
        page = {
            "title": title, "meta": meta, "crumbs": crumbs, "body": body, "nav": self.nav(), "ident": identity(site),
            "search": search_form(site), "extra": site.every_page, "home": home,
            "charset": site.encoding if site.encoding == "utf-8" else "gb2312",
            "footer": self.footer(),
        }  # fmt: skip
        return str(self.skin.page(site, page))

    def footer(self) -> str:
        """The footer: in the page, in an inline frame or written by a script."""
        if self.site.template == "frames":
            return '<iframe src="/inc/footer.html" width="100%" height="160" frameborder="0"></iframe>'
        if self.site.template == "tabs" and self.site.variant:
            return '<script src="/inc/footer.js"></script>'
        return ""

    def home(self, *, inner: bool = False) -> str:
        """The home page."""
        site = self.site
        if site.template == "frames" and site.variant == 0 and not inner:
            return str(self.parts.frameset(site, self.meta("home", None, site.home_missing)))
        blocks = []
        for slug in HOME:
            section = self.by_slug.get(slug)
            if section and section.body == "list":
                items = [self._item(a, home=True) for a in self.articles(section)[:6]]
                blocks.append({"section": section, "entries": items})
        links = {"friends": site.friends, "quick": site.quick, "pictures": site.pictures, "extra": site.home_extra}
        if box := self.by_slug.get("lx"):
            links["quick"] = [*site.quick, ("我要写信", "/form/write.html"), (box.name, box.path)]
        body = str(self.skin.home(site, blocks, links))
        return self._page(site.name, body, self.meta("home", None, site.home_missing), [], home=True)

    def _item(self, article: Article, *, home: bool = False) -> dict[str, Any]:
        site = self.site
        form = LIST_DATE[site.template][site.variant]
        if home and article.day > AS_OF - timedelta(days=150):
            form = HOME_DATE.get(site.template, form)
        return {
            "title": article.title,
            "href": self.path(article),
            "date": shown(article.day, form) if form else "",
            "iso": article.day.isoformat(),
        }

    def section(self, section: Section, number: int = 0) -> str:  # noqa: C901 - one branch per kind of body
        """A section's page."""
        site, skin = self.site, self.skin
        everything = [self._item(a) for a in self.articles(section)]
        entries = everything[number * PAGE_SIZE : number * PAGE_SIZE + PAGE_SIZE]
        pages = [section.path] + [self.pager(section, n) for n in range(1, -(-len(everything) // PAGE_SIZE))]
        pager = {"paths": pages, "at": number, "count": len(everything)}
        body = section.body
        if body == "entry":
            html = self.parts.entry([s for s in site.sections if s.parent == section.slug], site.index % 3)
        elif body == "static":
            html = self.parts.static(site, Writer(site.unit, site.area, self._rng(section)).paragraphs("policy", AS_OF))
        elif body == "leaders":
            html = self.parts.leaders(site)
        elif body == "exempt":
            html = f'<div class="notice"><p>{section.note}</p></div>'
        elif body == "letters":
            html = self.parts.letters(site, letters_style(site))
        elif body == "petition":
            html = self.parts.letters({"letters": petition(site), "index": site.index}, "blocks")
        elif body == "guides":
            html = self.parts.guides(site.guides)
        elif body == "frame" or (self.all_framed and body == "list"):
            html = f'<iframe src="/frag/{section.slug}.html" width="720" height="500" scrolling="no"></iframe>'
        elif body == "script" or (self.fetched and body == "list"):
            html = self.parts.scripted(section)
        elif body == "blank":
            html = skin.items(site, section, [], {"paths": [section.path], "at": 0, "count": 0}, section.note)
        else:
            html = skin.items(site, section, entries, pager, "")
        title = f"{section.name}_{site.name}" if site.index % 2 else f"{site.name} - {section.name}"
        return self._page(title, str(html), self.meta("section", section, section.missing), self.crumbs(section))

    def _rng(self, section: Section) -> Random:
        return Random(f"static/{self.site.index}/{section.slug}")  # noqa: S311 - content of a simulation

    def crumbs(self, section: Section) -> list[tuple[str, str]]:
        """Where the page stands."""
        parent = self.by_slug.get(section.parent)
        return [("首页", "/"), *([(parent.name, parent.path)] if parent else []), (section.name, section.path)]

    def fragment(self, section: Section) -> str:
        """A list for an inline frame."""
        return str(self.parts.fragment([self._item(a) for a in self.articles(section)]))

    def data(self, section: Section) -> str:
        """A list as JSON."""
        rows = [{"title": a.title, "url": self.path(a), "pubDate": f"{a.day} 09:30:00"} for a in self.articles(section)]
        return json.dumps({"code": 0, "total": len(rows), "rows": rows}, ensure_ascii=False)

    def article(self, section: Section, article: Article) -> str:
        """An article."""
        site = self.site
        view = {
            "title": article.title,
            "day": article.day,
            "zh": chinese_date(article.day) if site.template == "party" else f"{article.day:%Y年%m月%d日}",
            "source": article.source,
            "body": [f"<p>　　{text}</p>" for text in article.body],
            "extra": article.extra,
            "files": article.files,
            "written": article.day - timedelta(days=6) if article.cls == "policy" else None,
            "number": f"{site.area[:1]}政办发〔{article.day.year}〕{article.number % 60 + 1}号",
        }
        pubdate = AS_OF - timedelta(days=1) if site.template == "trs" and site.variant else article.day
        meta = self.meta("article", (section, article.title, pubdate, article.source), article.missing)
        return self._page(article.title, str(self.skin.article(site, view)), meta, self.crumbs(section))

    def letter(self, box: Section, letter: Any) -> str:
        """A message."""
        meta = self.meta("article", (box, letter.title or "来信", letter.asked, self.site.unit))
        return self._page(letter.title or "来信", str(self.parts.letter(self.site, letter)), meta, self.crumbs(box))

    def guide(self, guide: Any) -> str:
        """A service guide."""
        section = self.by_slug["bs"]
        meta = self.meta("article", (section, guide.title, AS_OF - timedelta(days=400), self.site.unit))
        body = str(self.parts.guide(guide, layout(self.site, guide)))
        return self._page(guide.title, body, meta, self.crumbs(section))

    def plain(self, title: str, body: str) -> str:
        """A page of its own."""
        return self._page(f"{title}-{self.site.name}", str(body), self.meta("other"), [("首页", "/"), (title, "")])

    def english(self) -> str:
        """The page in another language."""
        rows = "".join(
            f"<li><a href='/guanyu.html'>News item {n} from the county</a> 2026/02/0{n}</li>" for n in range(1, 6)
        )
        return self._page("Home", f"<h3>News</h3><ul>{rows}</ul>", self.meta("other"), [])

    def sitemap(self) -> str:
        """sitemap.xml."""
        urls = [self.path(a) for s, a in self.site.articles if a.since <= self.state]
        rows = "".join(f"<url><loc>{self.site.url(urlsplit(u).path)}</loc></url>" for u in urls)
        return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
