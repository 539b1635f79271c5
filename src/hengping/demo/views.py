"""What the templates are given: plain values, nothing left to decide in a template."""

from dataclasses import dataclass
from posixpath import relpath
from typing import Any
from urllib.parse import quote

from hengping.demo.content import Article, GuideItem, Letter, Section, SiteContent
from hengping.demo.faults import single_path
from hengping.demo.paths import SCHEMES, Scheme, section_path
from hengping.demo.planted import HOME_ITEMS, home_sections
from hengping.demo.words import paragraphs

_COLOURS = ("#1a5fa8", "#a8322a", "#0c6b58", "#23518f", "#8b2f2f", "#2a6496", "#1f6f78")
_RELATIVE = {"static", "channel"}
_LETTER_STYLES = ("table", "cards", "text")
_GUIDE_STYLES = ("table", "heads", "dl")
_UNANSWERED = ("办理中", "处理中", "待回复")
_SHORT_DATE_DAYS = 300
SITE_TAGS = ("SiteName", "SiteDomain", "SiteIDCode")


def colour(content: SiteContent) -> str:
    """Main colour of a site."""
    return _COLOURS[content.index % len(_COLOURS)]


@dataclass(frozen=True, slots=True)
class Footer:
    """Identity items as the footer prints them; empty where the site prints none."""

    sponsor: str
    operator: str
    code: str
    icp: str
    psb: str
    psb_digits: str
    contact: bool
    phone: str
    address: str
    mail: str
    mark: str
    mark_id: str
    fault: str
    code_for_report: str
    home_quoted: str


def footer(content: SiteContent) -> Footer:
    """The footer of a site."""
    slot, unit, index = content.slot, content.unit, content.index
    spaced = "spaced" in slot.decoys
    digits = f"{unit.code[:6]}02{100101 + index * 37:06d}"
    icp = f"云ICP备 {2021000100 + index} 号 -1" if spaced else f"云ICP备{2021000100 + index}号-{1 + index % 3}"
    psb = f"云公网安备 {digits} 号" if spaced or index % 2 else f"云公网安备{digits}号"
    return Footer(
        sponsor="" if "sponsor" in slot.lacks else unit.unit,
        operator=("", "云溪省大数据中心", f"{unit.area}电子政务中心")[index % 3],
        code=content.printed_code,
        icp="" if "icp" in slot.lacks else icp,
        psb="" if "psb" in slot.lacks else psb,
        psb_digits=digits,
        contact="contact" not in slot.lacks,
        phone=f"0990-88{61000 + index}",
        address=f"{unit.area}行政中心{1 + index % 9}号楼",
        mail=f"wzgl@{unit.host.removeprefix('www.')}",
        mark="" if "mark" in slot.lacks else ("script" if index % 2 else "image"),
        mark_id=f"99/000/0000/{60000000 + index}/CA99000000060000{index:04d}0001"
        if index % 2
        else f"{0x6E7CB5B74E9C6470 + index:X}",
        fault="" if "fault" in slot.lacks else ("image" if index % 2 else "script"),
        code_for_report="" if slot.code else content.site.site_code,
        home_quoted=quote(content.site.url, safe=""),
    )


class View:
    """Builds the values for one page of a site."""

    def __init__(self, content: SiteContent, path: str) -> None:
        self.content = content
        self.path = path
        self.scheme: Scheme = SCHEMES[content.family]

    def href(self, target: str) -> str:
        """The address as this family writes it: relative to the page, or from the root."""
        if self.scheme.name not in _RELATIVE or target == "/" or target.startswith("http"):
            return target
        base = self.path.rsplit("/", 1)[0] or "/"
        text = relpath(target, base)
        return f"{text}/" if target.endswith("/") else text

    def common(self, title: str, section: Section | None, crumbs: list[tuple[str, str]]) -> dict[str, Any]:
        """Values that every page needs."""
        content = self.content
        family = self.scheme.name
        top = section.parent or section if section else None
        menu = content.children(top) if top and content.children(top) else content.children(None)
        in_frame = "iframe_footer" in content.slot.decoys
        return {
            "family": family,
            "site": content.site,
            "charset": content.slot.declared or {"gbk": "gb2312"}.get(content.slot.encoding, content.slot.encoding),
            "page_title": f"{title}-{content.site.name}" if title else content.site.name,
            "heading": title,
            "crumbs": [("首页", "/"), *crumbs],
            "nav": [self._nav(entry) for entry in content.children(None)],
            "menu_title": top.title if top and content.children(top) else content.unit.short,
            "menu": [
                {"title": entry.title, "href": self.href(entry.path), "current": entry is section} for entry in menu
            ],
            "has_search": "search" not in content.slot.lacks,
            "search_path": self.scheme.search,
            "sitemap_href": self.href(single_path(self.scheme, "wzdt")),
            "footer_href": single_path(self.scheme, "footer") if in_frame else "",
            "f": footer(content),
            "self_href": self.path,
            "letter_style": _LETTER_STYLES[content.family % len(_LETTER_STYLES)],
            "guide_style": _GUIDE_STYLES[content.family % len(_GUIDE_STYLES)],
            "script_style": "datastore" if content.family in {0, 1, 2} else "array",
        }

    def _nav(self, section: Section) -> dict[str, Any]:
        children = [(child.title, self.href(child.path)) for child in self.content.children(section)]
        return {"title": section.title, "href": self.href(section.path), "children": children}

    def site_meta(self, missing: set[str]) -> list[tuple[str, str]]:
        """The three tags of every page, without the planted gaps."""
        site = self.content.site
        values = (site.name, self.content.unit.host, site.site_code)
        return self._gaps(list(zip(SITE_TAGS, values, strict=True)), missing)

    def section_meta(self, title: str, column_type: str, missing: set[str]) -> list[tuple[str, str]]:
        """Tags of a section page."""
        tags = [
            ("ColumnName", title),
            ("ColumnDescription", f"{self.content.site.name}{title}栏目，发布{title}方面的信息"),
            ("ColumnKeywords", f"{title},{self.content.unit.short}"),
            ("ColumnType", column_type),
        ]
        return self.site_meta(missing) + self._gaps(tags, missing)

    def article_meta(self, title: str, day: str, source: str, missing: set[str]) -> list[tuple[str, str]]:
        """Tags of an article page."""
        tags = [("ArticleTitle", title), ("PubDate", day), ("ContentSource", source)]
        return self.site_meta(missing) + self._gaps(tags, missing) + [("Url", self.content.site.url + self.path[1:])]

    def _gaps(self, tags: list[tuple[str, str]], missing: set[str]) -> list[tuple[str, str]]:
        """Drop missing tags; on every second page the tag is there but empty, which is missing as well."""
        empty = len(self.path) % 2 == 0
        return [(name, "" if name in missing else text) for name, text in tags if empty or name not in missing]

    def items(self, section: Section, page: int = 0) -> list[dict[str, Any]]:
        """Entries of a section, all of them or those of one page."""
        size = self.scheme.page_size
        chosen = section.articles[(page - 1) * size : page * size] if page else section.articles
        style = self.scheme.list_date
        if section.short_dates:
            style = self.scheme.home_date or "%m.%d"
        return [
            {
                "order": order,
                "title": article.title,
                "href": self.href(article.path),
                "date": "" if section.body == "files" else article.published_on.strftime(style),
                "written": article.written_on.isoformat() if article.written_on else "",
                "is_file": section.body == "files",
            }
            for order, article in enumerate(chosen, (page - 1) * size + 1 if page else 1)
        ]

    def pager(self, section: Section, page: int) -> dict[str, Any]:
        """Links to the pages of a list."""
        total = page_count(self.scheme, section)
        pages = [(n, self.href(section_path(self.scheme, section, n))) for n in range(1, total + 1)]
        return {
            "total": total,
            "current": page,
            "pages": pages,
            "previous": pages[page - 2][1] if page > 1 else "",
            "next": pages[page][1] if page < total else "",
        }

    def home(self) -> dict[str, Any]:
        """Blocks, pictures and links of the home page."""
        content = self.content
        shown = [self._block(section) for section in home_sections(content)]
        tabbed = "hidden_tabs" in content.slot.decoys and len(shown) > 5  # noqa: PLR2004 - keep five open blocks
        links = content.loose_links
        return {
            "blocks": shown[:5] if tabbed else shown[:6],
            "tabs": shown[5:] if tabbed else [],
            "pictures": self._pictures(),
            "banners": [link for link in links if link.place == "picture"],
            "quick": [{"text": link.text, "url": self.href(link.url)} for link in links if link.place == "quick"],
            "home_markup": content.home_markup,
            "friends": [link for link in links if link.place == "friend"],
            "shortcuts": [
                {"title": section.title, "href": self.href(section.path)}
                for section in map(content.section, ("bsfw", "zxly", "myzj", "gkzn"))
                if section
            ],
        }

    def _block(self, section: Section) -> dict[str, Any]:
        items = []
        for article in section.articles[:HOME_ITEMS]:
            age = (self.content.as_of - article.published_on).days
            # Month and day alone would point to the wrong year for older entries.
            style = self.scheme.home_date if age < _SHORT_DATE_DAYS else self.scheme.list_date
            date = article.published_on.strftime(style) if style and self.scheme.home_date else ""
            items.append({"title": article.title, "href": self.href(article.path), "date": date})
        return {"title": section.title, "href": self.href(section.path), "entries": items}

    def _pictures(self) -> list[dict[str, str]]:
        news = self.content.section("yw")
        found = [a for a in (news.articles if news else []) if a.picture and not a.fault]
        return [
            {"href": self.href(a.path), "src": a.picture, "title": a.title}
            for a in found
            if a.picture not in self.content.faults
        ][:1]

    def article(self, article: Article) -> dict[str, Any]:
        """Values of an article's own page."""
        day = article.published_on
        return {
            "title": article.title,
            "day": day.isoformat(),
            "day_zh": f"{day.year}年{day.month:02d}月{day.day:02d}日",
            "day_slash": f"{day.year}/{day.month}/{day.day}",
            "time": f"{8 + article.number % 10:02d}:{article.number * 7 % 60:02d}",
            "source": article.source,
            "hits": 40 + article.number * 13 % 900,
            "picture": article.picture,
            "paragraphs": [*(article.copied or paragraphs(self.content, article)), *article.sentences],
            "rows": article.rows,
            "markup": article.markup,
            "body_links": article.body_links,
            "files": [{"href": self.href(a.path), "caption": a.caption} for a in article.attachments],
            "written": article.written_on.isoformat() if article.written_on else "",
            "index_number": f"{self.content.unit.code[:6]}-{day.year}-{article.number % 1000:05d}",
            "document_number": f"云政发〔{day.year}〕{article.number % 90 + 1}号",
            "office": self.content.unit.unit,
        }

    def letter(self, letter: Letter) -> dict[str, Any]:
        """Values of a letter."""
        state = "已答复" if letter.replied_on else _UNANSWERED[self.content.index % len(_UNANSWERED)]
        return {
            "message_id": letter.message_id,
            "title": letter.title,
            "text": letter.text,
            "asker": letter.asker,
            "asked": letter.asked_on.isoformat(),
            "replied": letter.replied_on.isoformat() if letter.replied_on else "",
            "answer": letter.answer,
            "office": letter.office,
            "state": state,
            "href": self.href(letter.path),
        }

    def guide(self, guide: GuideItem) -> dict[str, Any]:
        """Values of a guide."""
        return {"title": guide.title, "elements": guide.elements, "href": self.href(guide.path)}


def page_count(scheme: Scheme, section: Section) -> int:
    """Number of list pages of a section."""
    if section.body not in {"list", "topic", "closed"}:
        return 1
    return max(1, -(-len(section.articles) // scheme.page_size))
