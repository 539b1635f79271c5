"""A small site told page by page, for the tests of the site half of extract."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hengping.extract.site import assemble
from hengping.model.evidence import Capture, EvidenceRef, FailureKind, Visit
from hengping.model.facts import ItemList, Link, LinkFact, ListItem, Message, MessageFact, PageFacts, SectionFact
from hengping.model.facts import SiteFacts as Facts
from hengping.model.site import Site
from hengping.model.urls import normal_url

HOME = "http://www.yunxi.gov.cn/"
AS_OF = date(2026, 11, 20)
SITE = Site(site_code="4500000045", name="云溪县人民政府", url=HOME)
_MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def url_of(path: str) -> str:
    """Normal form of a path of the site, or of a full address."""
    return normal_url(path, HOME)


def days_ago(days: int) -> date:
    """So many days before the monitoring time point."""
    return AS_OF - timedelta(days=days)


def item(title: str, path: str = "", day: date | None = None) -> ListItem:
    return ListItem(title=title, url=url_of(path) if path else "", dated_on=day, date_from="list" if day else None)


def block(*items: ListItem, name: str = "", more: str = "", hidden: bool = False) -> ItemList:
    return ItemList(name=name, items=items, more_url=url_of(more) if more else "", hidden=hidden)


def news(directory: str, *ages: int) -> ItemList:
    """A list with one article of each age in days, their addresses below the directory."""
    return block(*(item(f"第{age}天的消息", f"{directory}t{age}.html", days_ago(age)) for age in ages))


def link(path: str, text: str = "", **more: Any) -> Link:
    return Link(url=url_of(path), text=text, **more)


def nav(**entries: str) -> tuple[Link, ...]:
    """Navigation links: ``nav(通知公告="/tzgg/")``."""
    return tuple(link(path, text, place="nav") for text, path in entries.items())


def message(number: str, path: str = "", **facts: Any) -> Message:
    return Message(message_id=number, url=url_of(path) if path else "", title=facts.pop("title", "咨询一事"), **facts)


@dataclass
class SiteCase:
    """Pages and captures of one site; each method adds one and returns the case."""

    site: Site = SITE
    pages: dict[str, PageFacts] = field(default_factory=dict)
    captures: list[Capture] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    challenges: dict[str, str] = field(default_factory=dict)

    def page(self, path: str, kind: str = "section", **facts: Any) -> "SiteCase":
        """A page that was read. ``frames`` are paths."""
        url = url_of(path)
        facts["frames"] = tuple(url_of(frame) for frame in facts.get("frames", ()))
        self.answer(path, purpose="home" if kind == "home" else facts.pop("purpose", "page"))
        evidence = EvidenceRef(f"urn:{path}", "sha256:0")
        self.pages[url] = PageFacts(url=url, kind=kind, evidence=evidence, **facts)
        return self

    def home(self, **facts: Any) -> "SiteCase":
        return self.page("/", "home", **facts)

    def article(self, path: str, title: str = "消息", day: date | None = None, **facts: Any) -> "SiteCase":
        return self.page(path, "article", title=title, published_on=day, text_length=900, **facts)

    def answer(self, path: str, status: int = 200, purpose: str = "page", **facts: Any) -> "SiteCase":
        """A capture with a status (or a ``failure``), whether or not the page could be read."""
        self.captures.append(
            Capture(
                record_id=f"urn:{path}",
                digest="sha256:0",
                url=url_of(path),
                status=status,
                purpose=purpose,
                fetched_at=_MORNING + timedelta(seconds=len(self.captures)),
                **facts,
            )
        )
        return self

    def fails(self, path: str, failure: FailureKind, **facts: Any) -> "SiteCase":
        return self.answer(path, 0, failure=failure, **facts)

    def redirect(self, path: str, target: str, status: int = 302) -> "SiteCase":
        return self.answer(path, status, location=url_of(target))

    def challenge(self, path: str, status: int = 200) -> "SiteCase":
        self.challenges[url_of(path)] = "wzws"
        return self.answer(path, status)

    def visit(self, result: str, **facts: Any) -> "SiteCase":
        number = len(self.visits) + 1
        visited_at = _MORNING + timedelta(minutes=number)
        self.visits.append(Visit(number=number, url=self.site.url, visited_at=visited_at, result=result, **facts))
        return self

    @property
    def facts(self) -> Facts:
        return assemble(self.site, AS_OF, self.captures, self.pages, self.visits, self.challenges)

    def section(self, path: str) -> SectionFact:
        """The section at a path; fails the test when there is none."""
        return next(section for section in self.facts.sections if section.url == url_of(path))

    def has_section(self, path: str) -> bool:
        return any(section.url == url_of(path) for section in self.facts.sections)

    def link(self, path: str) -> LinkFact:
        return next(fact for fact in self.facts.links if fact.url == url_of(path))

    def message(self, number: str) -> MessageFact:
        return next(fact for fact in self.facts.messages if fact.message_id == number)
