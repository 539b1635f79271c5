"""What a site of the third province holds, and the truth about it."""

from dataclasses import dataclass, field
from datetime import date, timedelta

AS_OF = date(2026, 2, 10)
"""Monitoring time point of the round that is judged; two weeks, months and years count back over a new year."""
BEFORE = date(2026, 1, 20)
"""Monitoring time point of the round before."""
TEMPLATES = ("trs", "dahan", "boda", "inline", "asp", "frames", "modern", "tabs", "party", "mixed", "dateless", "caps")
DUTY_LIMIT = {
    "dynamic": date(2026, 1, 27),
    **dict.fromkeys(("notice", "policy", "interpretation"), date(2025, 8, 10)),
    **dict.fromkeys(
        ("plan", "personnel", "statistics", "budget", "survey", "interview", "open_data"), date(2025, 2, 10)
    ),
}
"""The last day that still counts as updated, by section class (contract: default duties)."""
COLUMN_TYPE = {
    "dynamic": "工作动态",
    "notice": "工作动态",
    "policy": "政策文件",
    "interpretation": "政策解读",
    "statistics": "数据发布",
    "open_data": "数据开放",
    "survey": "征集调查",
    "interview": "在线访谈",
    "message": "咨询投诉",
    "guide": "办事服务",
    "overview": "概况信息",
    "organisation": "机构职能",
    "leader": "负责人信息",
    "disclosure": "信息公开目录",
}


def days(number: int) -> date:
    """So many days before the monitoring time point."""
    return AS_OF - timedelta(days=number)


@dataclass
class File:
    """An attachment. ``fault``: how it fails to open; ``rows``: what stands in it."""

    path: str
    name: str
    rows: list[list[str]] = field(default_factory=list)
    fault: str = ""


@dataclass
class Article:
    """One article. ``extra`` is markup after the text; ``since`` 2: not there in the round before."""

    number: int
    title: str
    day: date
    cls: str
    body: list[str]
    path: str = ""
    extra: str = ""
    source: str = ""
    files: list[File] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    since: int = 1


@dataclass
class Section:
    """A section; ``body`` says how its page is made."""

    slug: str
    number: int
    name: str
    cls: str
    body: str = "list"
    parent: str = ""
    path: str = ""
    articles: list[Article] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    note: str = ""
    in_nav: bool = True


@dataclass
class Letter:
    """A citizen message."""

    number: str
    title: str
    text: str
    asker: str
    asked: date
    replied: date | None = None
    answer: str = ""
    office: str = ""
    state: str = ""
    path: str = ""


@dataclass
class Guide:
    """A service guide: label and value of its elements, in order."""

    number: int
    title: str
    rows: list[tuple[str, str]]
    missing: list[str]
    path: str = ""


@dataclass(frozen=True)
class Fault:
    """One planted fault: what a perfect judge reports. ``extra`` tells faults of one address apart."""

    check: str
    site_code: str
    url: str
    extra: str = ""
    why: str = ""


@dataclass
class Site:
    """A site of the roster."""

    index: int
    template: str
    variant: int
    host: str
    code: str
    name: str
    unit: str
    area: str
    site_class: str
    group: str
    encoding: str = "utf-8"
    down: str = ""
    sections: list[Section] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    guides: list[Guide] = field(default_factory=list)
    lacks: set[str] = field(default_factory=set)
    home_missing: set[str] = field(default_factory=set)
    friends: list[tuple[str, str]] = field(default_factory=list)
    quick: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    home_extra: str = ""
    every_page: str = ""
    broken: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    neutral: list[str] = field(default_factory=list)

    @property
    def home(self) -> str:
        """Address of the home page."""
        return f"http://{self.host}/"

    def url(self, path: str) -> str:
        """Full address of a path of this site."""
        return path if "://" in path else f"http://{self.host}{path}"

    def plant(self, check: str, path: str = "/", extra: str = "", why: str = "") -> None:
        """Note a fault."""
        self.faults.append(Fault(check, self.code, self.url(path), extra, why))

    def section(self, slug: str) -> Section | None:
        """The section with that slug."""
        return next((section for section in self.sections if section.slug == slug), None)

    @property
    def articles(self) -> list[tuple[Section, Article]]:
        """All articles that have a page."""
        return [(section, article) for section in self.sections for article in section.articles]
