"""A family of templates: how a content system turns a site's words into pages. The base lays down addresses and bytes."""
# ruff: noqa: ARG002, E501 - page templates: all families share one signature, and HTML reads best unbroken

from abc import ABC, abstractmethod
from html import escape
from typing import ClassVar

from province2_model import Guide, Item, Letter, Reply, Section, Site2

COLUMN_TYPES = {
    "工作动态",
    "政策文件",
    "政策解读",
    "数据发布",
    "办事服务",
    "咨询投诉",
    "征集调查",
    "在线访谈",
    "机构职能",
    "负责人信息",
    "概况信息",
}


class Family(ABC):
    """Base of the families. Subclasses give addresses and HTML; ``build`` fills a site's replies."""

    charset_tag = '<meta charset="utf-8">'
    page_size = 8
    labels: ClassVar[dict[str, str]] = {}

    @abstractmethod
    def section_path(self, section: Section, number: int) -> str:
        """Section path."""

    @abstractmethod
    def page_path(self, section: Section, page: int) -> str:
        """Page path."""

    @abstractmethod
    def item_path(self, section: Section, item: Item, number: int) -> str:
        """Item path."""

    @abstractmethod
    def home(self, site: Site2) -> str:
        """Home."""

    @abstractmethod
    def listing(self, site: Site2, section: Section, items: list[Item], page: int, pages: int) -> str:
        """Listing."""

    @abstractmethod
    def article(self, site: Site2, section: Section, item: Item) -> str:
        """Article."""

    @abstractmethod
    def text_page(self, site: Site2, section: Section) -> str:
        """Text page."""

    @abstractmethod
    def letters(self, site: Site2, section: Section) -> str:
        """Letters."""

    def letter(self, site: Site2, section: Section, letter: Letter) -> str:
        return ""

    @abstractmethod
    def guides(self, site: Site2, section: Section) -> str:
        """Guides."""

    @abstractmethod
    def guide(self, site: Site2, section: Section, guide: Guide) -> str:
        """Guide."""

    def extra_pages(self, site: Site2) -> dict[str, str]:
        return {}

    @abstractmethod
    def search_page(self, site: Site2) -> tuple[str, str]:
        """Path and HTML of the search page."""

    def lay_out(self, site: Site2) -> None:
        """Give every section, item, letter and guide its address."""
        for number, section in enumerate(site.all_sections()):
            section.path = section.path or self.section_path(section, number)
            for child in section.children:
                child.parent = section
        for section in site.all_sections():
            for number, item in enumerate(section.items):
                item.path = item.path or self.item_path(section, item, number)
            for number, letter in enumerate(section.letters):
                letter.path = letter.path or self.letter_path(section, letter, number)
            for number, one in enumerate(section.guides):
                one.path = one.path or self.guide_path(section, number)

    def letter_path(self, section: Section, letter: Letter, number: int) -> str:
        return self.item_path(section, Item(letter.title, letter.asked), number)

    @abstractmethod
    def guide_path(self, section: Section, number: int) -> str:
        """Guide path."""

    def build(self, site: Site2) -> None:
        """Fill ``site.replies``; what a plan has put there already stays."""
        pages = {"/": self.home(site), **self.extra_pages(site)}
        for section in site.all_sections():
            pages |= self._section_pages(site, section)
        for path in self.write_paths(site):
            pages[path] = self.write_page(site)
        path, html = self.search_page(site)
        pages[path] = html
        for path, html in pages.items():
            body = html.encode(site.encoding, "xmlcharrefreplace")
            site.replies.setdefault(path, Reply(body, content_type=self.content_type(site)))
        for name in ("logo.png", "ideconac.png", "gongan.png", "jiucuo.png"):
            site.replies.setdefault(
                f"/images/{name}", Reply(b"\x89PNG\r\n\x1a\n" + b"0" * 40, content_type="image/png")
            )

    def write_paths(self, site: Site2) -> list[str]:
        """Addresses of the form for a new letter."""
        return []

    def write_page(self, site: Site2) -> str:
        """The form for a new letter."""
        return (
            f"<html><head>{self.metas(site)}<title>我要写信</title></head><body><form method='post' action='/save'>姓名<input name='xm'>"
            "电话<input name='dh'>标题<input name='bt'>内容<textarea name='nr'></textarea><input type='submit' value='提交'>"
            "</form></body></html>"
        )

    def content_type(self, site: Site2) -> str:
        return "text/html"

    def _section_pages(self, site: Site2, section: Section) -> dict[str, str]:
        if section.kind == "page":
            return {section.path: self.text_page(site, section)}
        if section.kind == "letters":
            found = {section.path: self.letters(site, section)}
            details = {one.path: self.letter(site, section, one) for one in section.letters}
            return found | {path: html for path, html in details.items() if html}
        if section.kind == "guides":
            found = {section.path: self.guides(site, section)}
            return found | {one.path: self.guide(site, section, one) for one in section.guides}
        pages = max(1, -(-len(section.items) // self.page_size))
        found = {}
        for page in range(pages):
            shown = section.items[page * self.page_size : (page + 1) * self.page_size]
            found[self.page_path(section, page)] = self.listing(site, section, shown, page, pages)
        return found | {item.path: self.article(site, section, item) for item in section.items}

    def metas(self, site: Site2, section: Section | None = None, item: Item | None = None) -> str:
        """Meta tags of a page by the 2017 guideline, less those the site has switched off."""
        tags = {"SiteName": site.name, "SiteDomain": site.host, "SiteIDCode": site.footer.code}
        if section is not None:
            tags |= {
                "ColumnName": section.title,
                "ColumnDescription": f"{site.name}{section.title}栏目，发布{section.title}相关信息",
                "ColumnKeywords": f"{section.title},信息公开",
                "ColumnType": section.column_type or (section.title if section.title in COLUMN_TYPES else "工作动态"),
            }
        if item is not None:
            tags |= {"ArticleTitle": item.title, "ContentSource": site.unit}
            tags |= {"PubDate": f"{item.day:%Y-%m-%d} 09:20"} if item.printed else {}
        kept = {name: value for name, value in tags.items() if name not in site.meta_off and value}
        return self.charset_tag + "".join(
            f'<meta name="{name}" content="{escape(value)}">\n' for name, value in kept.items()
        )


def paragraphs(item: Item) -> str:
    """Body text of an article, with dates that are not its own."""
    return item.body or (
        "<p>本网讯 根据2025年12月3日印发的工作方案，有关部门近日集中开展了专项行动，取得阶段性成效。</p>"
        "<p>会议指出，要提高政治站位，压实工作责任，确保2027年6月30日前全面完成各项任务。</p>"
        "<p>下一步，将持续加强部门协同，健全长效机制，不断增强人民群众的获得感、幸福感、安全感。</p>"
    )
