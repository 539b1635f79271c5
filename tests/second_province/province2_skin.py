"""A family whose pages are one shell around a main part; the shorter families say only how their parts look."""
# ruff: noqa: ARG002, E501 - page templates: all families share one signature, and HTML reads best unbroken

from abc import abstractmethod

from province2_family import Family
from province2_model import Guide, Item, Letter, Section, Site2


class SkinFamily(Family):
    """Subclasses write ``shell``, ``where`` and the ``*_main`` parts."""

    @abstractmethod
    def shell(self, site: Site2, title: str, head: str, main: str) -> str:
        """Shell."""

    @abstractmethod
    def where(self, section: Section) -> str:
        """Where."""

    @abstractmethod
    def home_main(self, site: Site2) -> str:
        """Home main."""

    @abstractmethod
    def list_main(self, section: Section, items: list[Item], page: int, pages: int) -> str:
        """List main."""

    @abstractmethod
    def article_main(self, site: Site2, item: Item) -> str:
        """Article main."""

    @abstractmethod
    def letters_main(self, site: Site2, section: Section) -> str:
        """Letters main."""

    def letter_main(self, site: Site2, letter: Letter) -> str:
        return ""

    @abstractmethod
    def guides_main(self, section: Section) -> str:
        """Guides main."""

    @abstractmethod
    def guide_main(self, guide: Guide) -> str:
        """Guide main."""

    def home(self, site: Site2) -> str:
        return self.shell(site, site.name, self.metas(site), self.home_main(site) + site.home_extra)

    def listing(self, site: Site2, section: Section, items: list[Item], page: int, pages: int) -> str:
        main = self.where(section) + self.list_main(section, items, page, pages)
        return self.shell(site, f"{section.title}_{site.name}", self.metas(site, section), main)

    def article(self, site: Site2, section: Section, item: Item) -> str:
        main = self.where(section) + self.article_main(site, item)
        return self.shell(site, f"{item.title}_{site.name}", self.metas(site, section, item), main)

    def text_page(self, site: Site2, section: Section) -> str:
        main = (
            f"{self.where(section)}<div class='txt'><h2>{section.title}</h2><p>{section.note}</p><p>{site.unit}贯彻落实党中央、"
            "国务院关于本领域工作的方针政策和决策部署，负责组织拟订相关规划并监督实施，承担行业管理和公共服务职责。</p></div>"
        )
        return self.shell(site, section.title, self.metas(site, section), main)

    def letters(self, site: Site2, section: Section) -> str:
        main = self.where(section) + self.letters_main(site, section)
        return self.shell(site, section.title, self.metas(site, section), main)

    def letter(self, site: Site2, section: Section, letter: Letter) -> str:
        main = self.letter_main(site, letter)
        return self.shell(site, letter.title, self.metas(site, section), self.where(section) + main) if main else ""

    def guides(self, site: Site2, section: Section) -> str:
        main = self.where(section) + self.guides_main(section)
        return self.shell(site, section.title, self.metas(site, section), main)

    def guide(self, site: Site2, section: Section, guide: Guide) -> str:
        return self.shell(site, guide.title, self.metas(site, section), self.where(section) + self.guide_main(guide))

    def listed(self, site: Site2) -> list[Section]:
        """Sections whose entries the home page shows."""
        return [s for s in site.all_sections() if s.kind == "list" and not s.scripted and s.items]
