"""Turns the content of a site into answers: one table of addresses, pages rendered when first asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from hengping.demo.content import Article, Attachment, GuideItem, Letter, Section, SiteContent
from hengping.demo.faults import single_path
from hengping.demo.files import MIME, attachment, banner, landscape, logo, signs
from hengping.demo.paths import SCHEMES, section_path
from hengping.demo.views import View, colour, footer, page_count
from hengping.demo.words import leaders, static_text

_LIST_BODIES = {"list", "topic", "closed", "files"}
_ENCODINGS = {"gbk": "gb18030", "gb18030": "gb18030", "utf-8": "utf-8"}
_FAULT_STATUS = {"404": 404, "410": 410, "500": 500}
_ROBOTS = "User-agent: *\nDisallow: /admin/\nDisallow: /tmp/\n"
_CLOSED_NOTE = "本专题已结束，内容归档保存，不再更新。"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sends. ``abort`` closes the connection without a word."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    abort: bool = False


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("hengping.demo"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )


class SitePages:
    """The web server of one site, without the network: ask it for an address, get an answer."""

    def __init__(self, content: SiteContent) -> None:
        self.content = content
        self._scheme = SCHEMES[content.family]
        self._routes: dict[str, Callable[[], Answer]] = {}
        self._kept: dict[str, Answer] = {}
        self._add_routes()

    @property
    def addresses(self) -> tuple[str, ...]:
        """All addresses that this site serves by intention, faults included."""
        return tuple(self._routes)

    def answer(self, target: str) -> Answer:
        """The answer to a request for ``target`` (path and query)."""
        kept = self._kept.get(target)
        if kept is None:
            kept = self._make(target)
            if target in self._routes:
                self._kept[target] = kept
        return kept

    def _make(self, target: str) -> Answer:
        make = self._routes.get(target)
        if make:
            return make()
        if urlsplit(target).path == self._scheme.search:
            return self._search(target)
        return self._error(404)

    # -- table of addresses

    def _add_routes(self) -> None:
        content, scheme, routes = self.content, self._scheme, self._routes
        self._add_assets()
        routes["/"] = self._home
        for section in content.sections:
            self._add_section(section)
        box = content.section("zxly")
        if box:
            for letter in content.letters:
                routes[letter.path] = self._of(self._letter, box, letter)
            routes[single_path(scheme, "wyly")] = self._of(self._single, "wyly", "我要留言", "form", box)
        services = content.section("bsfw")
        if services:
            for guide in content.guides:
                routes[guide.path] = self._of(self._guide, services, guide)
        routes[single_path(scheme, "wzdt")] = self._of(self._single, "wzdt", "网站地图", "sitemap", None)
        routes[single_path(scheme, "footer")] = self._footer_page
        notices = content.section("tzgg")
        if notices:
            routes[single_path(scheme, "jiuban")] = self._of(self._moved, notices.path)
        if "robots" in content.slot.decoys:
            routes["/robots.txt"] = lambda: Answer(200, _ROBOTS.encode(), {"Content-Type": "text/plain"})
        for path, fault in content.faults.items():
            routes[path] = self._of(self._fault, path, fault)

    def _add_section(self, section: Section) -> None:
        routes = self._routes
        for page in range(1, page_count(self._scheme, section) + 1):
            routes[section_path(self._scheme, section, page)] = self._of(self._section, section, page)
        if section.body == "frame":
            routes[self._frame_path(section)] = self._of(self._frame, section)
        for article in section.articles:
            if section.body != "files":
                routes[article.path] = self._of(self._article, section, article)
            for attached in article.attachments:
                routes[attached.path] = self._of(self._file, attached, article)

    def _add_assets(self) -> None:
        content, routes = self.content, self._routes
        shade = colour(content)
        routes["/css/site.css"] = self._style
        routes["/images/logo.svg"] = lambda: _picture("svg", logo(content.site.name, shade))
        routes["/images/banner.svg"] = lambda: _picture("svg", banner(shade))
        routes["/favicon.ico"] = lambda: _picture("svg", signs()["gongan.svg"])
        for name, data in signs().items():
            routes[f"/images/{name}"] = self._of(_picture, "svg", data)
        for number in range(12):
            routes[f"/images/news{number}.png"] = self._of(
                lambda variant: _picture("png", landscape(variant)), number + content.index
            )

    @staticmethod
    def _of(make: Callable[..., Answer], *arguments: Any) -> Callable[[], Answer]:
        return lambda: make(*arguments)

    def _frame_path(self, section: Section) -> str:
        return single_path(self._scheme, f"kj{section.slug}")

    # -- answers

    def _page(self, template: str, values: dict[str, Any], status: int = 200) -> Answer:
        slot = self.content.slot
        html = _templates().get_template(template).render(values)
        kind = f"text/html; charset={slot.header_charset}" if slot.header_charset else "text/html"
        body = html.encode(_ENCODINGS[slot.encoding], "xmlcharrefreplace")
        return Answer(status, body, {"Content-Type": kind})

    def _error(self, status: int) -> Answer:
        view = View(self.content, "/")
        return self._page("common/missing.html", view.common("", None, []) | {"status": status}, status)

    def _fault(self, path: str, fault: str) -> Answer:
        if fault == "close":
            return Answer(abort=True)
        if fault == "loop":
            return self._moved(path)
        if fault == "dead_redirect":
            return self._moved("/nosuchpage/index.html")
        return self._error(_FAULT_STATUS[fault])

    def _moved(self, path: str) -> Answer:
        return Answer(302, b"", {"Location": f"http://{self.content.unit.host}{path}", "Content-Type": "text/html"})

    def _style(self) -> Answer:
        text = ""
        for name in ("common/base.css", f"{self._scheme.name}/site.css"):
            text += (files("hengping.demo") / "templates" / name).read_text("utf-8")
        text = text.replace("{{ c }}", colour(self.content))
        return Answer(200, text.encode(), {"Content-Type": "text/css; charset=utf-8"})

    def _home(self) -> Answer:
        view = View(self.content, "/")
        values = view.common("", None, []) | view.home()
        values["meta"] = view.site_meta(self.content.home_missing_tags)
        return self._page(f"{self._scheme.name}/home.html", values)

    def _section(self, section: Section, page: int) -> Answer:
        content, scheme = self.content, self._scheme
        path = section_path(scheme, section, page)
        view = View(content, path)
        crumbs = [*self._crumbs(view, section.parent), (section.title, "")]
        values = view.common(section.title, section, crumbs)
        values["meta"] = view.section_meta(section.title, section.column_type, section.missing_tags)
        body = "nothing" if section.body == "nothing" and not section.articles else section.body
        is_list = body in _LIST_BODIES or (body == "nothing" and bool(section.articles))
        values |= {
            "view": "list" if is_list else body,
            "number": section.number,
            "note": _CLOSED_NOTE if section.body == "closed" else section.note,
            "items": view.items(section, page if page_count(scheme, section) > 1 else 0),
            "pager": view.pager(section, page),
            "dated": section.body != "files",
            "written_column": bool(section.articles and section.articles[0].written_on),
            "children": [{"title": s.title, "href": view.href(s.path)} for s in content.children(section)],
            "texts": static_text(content, section.slug) if body == "static" else [],
            "leaders": leaders(content) if section.slug == "ldxx" else [],
            "mail": footer(content).mail if section.slug == "gkzn" else "",
            "frame_href": self._frame_path(section),
            "letters": [view.letter(letter) for letter in content.letters] if body == "letters" else [],
            "guides": [view.guide(guide) for guide in content.guides] if body == "guides" else [],
            "letter_form": view.href(single_path(scheme, "wyly")) if body == "letters" else "",
        }
        if body == "static":
            values["meta"] += view.article_meta(
                section.title, f"{content.as_of:%Y}-01-05 09:00", content.unit.unit, set()
            )[3:]
        return self._page(f"{scheme.name}/list.html", values)

    def _crumbs(self, view: View, section: Section | None) -> list[tuple[str, str]]:
        if section is None:
            return []
        return [*self._crumbs(view, section.parent), (section.title, view.href(section.path))]

    def _article(self, section: Section, article: Article) -> Answer:
        view = View(self.content, article.path)
        values = view.common(article.title, section, [*self._crumbs(view, section), ("正文", "")])
        shown = view.article(article)
        stamp = f"{(article.pubdate or article.published_on).isoformat()} {shown['time']}"
        values["meta"] = view.article_meta(article.title, stamp, article.source, article.missing_tags)
        values |= {"article": shown, "letter_form": ""}
        return self._page(f"{self._scheme.name}/article.html", values)

    def _record(self, path: str, section: Section, title: str, day: str, values: dict[str, Any]) -> Answer:
        """A letter or a guide. Half of the systems give them the tags of an article, half only the site's."""
        view = View(self.content, path)
        base = view.common(title, section, [*self._crumbs(view, section), ("正文", "")])
        if self.content.family % 2:
            base["meta"] = view.site_meta(set())
        else:
            base["meta"] = view.article_meta(title, day, self.content.unit.unit, set())
        return self._page(f"{self._scheme.name}/list.html", base | {"letter_form": "", "note": ""} | values)

    def _letter(self, section: Section, letter: Letter) -> Answer:
        view = View(self.content, letter.path)
        values = {"view": "letter", "l": view.letter(letter)}
        return self._record(letter.path, section, letter.title, f"{letter.asked_on} 09:00", values)

    def _guide(self, section: Section, guide: GuideItem) -> Answer:
        view = View(self.content, guide.path)
        values = {"view": "guide", "guide": view.guide(guide)}
        return self._record(guide.path, section, guide.title, f"{self.content.as_of:%Y}-03-02 10:00", values)

    def _single(self, slug: str, title: str, kind: str, section: Section | None) -> Answer:
        view = View(self.content, single_path(self._scheme, slug))
        crumbs = [*self._crumbs(view, section), (title, "")]
        values = view.common(title, section, crumbs) | {"view": kind, "letter_form": "", "note": "", "mail": ""}
        values["meta"] = view.section_meta(title, section.column_type if section else title, set())
        return self._page(f"{self._scheme.name}/list.html", values)

    def _frame(self, section: Section) -> Answer:
        view = View(self.content, self._frame_path(section))
        values = view.common(section.title, section, []) | {"items": view.items(section)}
        values["meta"] = view.section_meta(section.title, section.column_type, set())
        return self._page("common/frame.html", values)

    def _footer_page(self) -> Answer:
        view = View(self.content, single_path(self._scheme, "footer"))
        values = view.common("网站底部", None, [])
        values["meta"] = view.site_meta(set())
        return self._page("common/footer_page.html", values)

    def _search(self, target: str) -> Answer:
        if self.content.slot.search == "500":
            return self._error(500)
        query = (
            parse_qs(urlsplit(target).query, encoding=_ENCODINGS[self.content.slot.encoding]).get("q", [""])[0].strip()
        )
        view = View(self.content, self._scheme.search)
        works = self.content.slot.search != "nothing"
        hits = [item for section in self.content.sections if section.body == "list" for item in view.items(section)]
        values = view.common("站内搜索", None, [("站内搜索", "")])
        values["meta"] = view.section_meta("站内搜索", "站内搜索", set())
        values |= {
            "view": "search",
            "query": query,
            "hits": [item for item in hits if query and query in item["title"]][:20] if works else [],
            "letter_form": "",
            "note": "",
        }
        return self._page(f"{self._scheme.name}/list.html", values)

    def _file(self, attached: Attachment, article: Article) -> Answer:
        extension = attached.path.rsplit(".", 1)[-1]
        form = ["填报单位：", "填报说明：请如实填写各项内容。"]
        lines = [f"{self.content.unit.unit}", f"{article.published_on}", *(attached.lines or form)]
        return Answer(200, attachment(extension, article.title, lines), {"Content-Type": MIME[extension]})


def _picture(extension: str, data: bytes) -> Answer:
    return Answer(200, data, {"Content-Type": MIME[extension], "Cache-Control": "max-age=3600"})
