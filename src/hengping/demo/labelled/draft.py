"""A labelled site while it is being built: its pages in one of several styles, the records beside it, and the truth."""

import html
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from random import Random  # noqa: TID251 - seeded: the same number gives the same site
from typing import Any
from urllib.parse import urljoin, urlsplit

from hengping.demo.plan import table
from hengping.demo.words import seeded
from hengping.model.evidence import Purpose, Visit
from hengping.model.probes import ProbeFacts
from hengping.model.rule_facts import AccessibilityFacts, DivisionFact, OutsideFact, WeightFact
from hengping.model.site import Site
from hengping.model.urls import normal_url
from hengping.pipeline.accuracy import Label

AS_OF = date(2026, 11, 20)
"""Monitoring time point of all labelled sites, a Friday."""
YEAR = AS_OF.year
_OK = 200


@cache
def words() -> dict[str, Any]:
    """Word lists of the labelled sites."""
    return table("labelled_words.toml")


@cache
def skins() -> list[dict[str, str]]:
    """Page styles."""
    found: list[dict[str, str]] = table("labelled_skins.toml")["skins"]
    return found


@dataclass(slots=True)
class Served:
    """What stands at one address.

    Attributes:
        body: as served.
        content_type, status, location: of the answer.
        size: bytes received, where the body itself is left out.
        served_at: the ``Last-Modified`` header.
        purpose: why it was asked for.
        source_url: page that led there.
    """

    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = _OK
    location: str = ""
    size: int = 0
    served_at: str = ""
    purpose: Purpose = "page"
    source_url: str = ""


@dataclass(slots=True)
class Row:
    """An entry of a list, and the article behind it. ``at``: hour and minute printed where the style has them."""

    title: str
    day: date
    url: str = ""
    body: str = ""
    tail: str = ""
    printed: date | None = None
    at: str = "09:30"
    served_at: str = ""

    @property
    def shown_on(self) -> date:
        """The day that list and page print."""
        return self.printed or self.day


@dataclass(slots=True)
class Section:
    """A section: its list page and its entries. ``extra``: markup above the list."""

    key: str
    title: str
    url: str
    rows: list[Row] = field(default_factory=list)
    extra: str = ""
    in_nav: bool = True
    on_home: bool = False


@dataclass(slots=True)
class Draft:
    """A site being built.

    Attributes:
        number: of the site in its set, from 0.
        of: sites in the set.
        site: as the roster has it.
        skin: style of its pages.
        head, tools, quick, foot: markup of the home page's places.
        nav_extra: entries of the navigation that are no section of the site.
        time_form: how articles print their time, as a ``strftime`` form.
        labels, decoys: what is wrong, and what is right and might be taken for wrong.
        faces: what the home page showed to whom: client, hops.
        past: an earlier look: the day, and the pages as they stood then.
        mended: faults, by check and address, that an earlier round had found mended.
    """

    number: int
    of: int
    site: Site
    skin: dict[str, str]
    area: str
    unit: str
    rng: Random
    sections: list[Section] = field(default_factory=list)
    pages: dict[str, Served] = field(default_factory=dict)
    head: str = ""
    tools: str = ""
    quick: list[str] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)
    nav_extra: list[tuple[str, str]] = field(default_factory=list)
    title: str = ""
    site_name: str = ""
    time_form: str = "%Y-%m-%d %H:%M"
    labels: list[Label] = field(default_factory=list)
    decoys: list[Label] = field(default_factory=list)
    faces: list[tuple[str, list[Served]]] = field(default_factory=list)
    past: tuple[date, dict[str, Served]] | None = None
    visits: tuple[Visit, ...] = ()
    probes: ProbeFacts | None = None
    outside: tuple[OutsideFact, ...] = ()
    accessibility: AccessibilityFacts | None = None
    weight: WeightFact | None = None
    division: DivisionFact | None = None
    mended: list[tuple[str, str]] = field(default_factory=list)
    moved_home: str = ""
    ids: int = 0

    @property
    def home(self) -> str:
        """The home page's address on the roster."""
        return self.site.url

    def url(self, path: str) -> str:
        """A path of the site as an address, where the home page is served."""
        parts = urlsplit(self.moved_home or self.home)
        return urljoin(f"{parts.scheme}://{parts.netloc}/", path)

    def next_id(self) -> int:
        """A number that no other page of the site has."""
        self.ids += 1
        return 1000 * (self.number + 3) + 7 * self.ids

    def turn(self, check: str, parts: int = 2) -> tuple[int, int]:
        """Which part of the set this site is in for one check, and its place in that part.

        Every check deals the sites anew, so that faults of different checks meet in ever other ways.
        """
        order = list(range(self.of))
        seeded("labelled", check).shuffle(order)
        place = order.index(self.number)
        return place % parts, place // parts

    def fault(self, check: str, url: str = "", /, **values: object) -> None:
        """Say that something is wrong."""
        self.labels.append(self._label(check, url, values))

    def decoy(self, check: str, url: str = "", /, **values: object) -> None:
        """Say that something is right, though it may look wrong."""
        self.decoys.append(self._label(check, url, values))

    def say(self, wrong: object, check: str, url: str = "", /, **values: object) -> None:
        """Label one subject either way."""
        (self.fault if wrong else self.decoy)(check, url, **values)

    def section(self, key: str) -> Section | None:
        """A section by its key."""
        return next((section for section in self.sections if section.key == key), None)

    def article_url(self, slug: str, day: date, number: int = 0) -> str:
        """Address of a new article as this style forms it."""
        place = self.skin["article"].format(
            slug=slug,
            n=number or 1024,
            id=self.next_id(),
            y=day.year,
            m=f"{day:%m}",
            d=f"{day:%d}",
            m0=day.month,
            d0=day.day,
        )
        return self.url(place)

    def put(self, url: str, markup: str, **rest: Any) -> str:
        """Serve a page; its address in normal form."""
        address = normal_url(self.url(url))
        charset = self.skin["charset"]
        content_type = "text/html" if charset != "utf-8" else "text/html; charset=utf-8"
        self.pages[address] = Served(markup.encode(charset, "xmlcharrefreplace"), content_type, **rest)
        return address

    def _label(self, check: str, url: str, values: dict[str, object]) -> Label:
        return Label(check=check, site_code=self.site.site_code, url=normal_url(url or self.home), values=values)

    def shell(self, title: str, main: str, crumb: str = "", *, home: bool = False) -> str:
        """A whole page around its main part."""
        entries = [(one.title, one.url) for one in self.sections if one.in_nav] + (self.nav_extra if home else [])
        nav = "".join(self.skin["nav"].format(title=name, href=href) for name, href in [("首页", "/"), *entries])
        site = self.site_name
        foot = f"主办单位：{self.unit}　网站标识码：{self.site.site_code}　{''.join(self.foot) if home else ''}"
        tools, head = (self.tools, self.head) if home else ("", "")
        return self.skin["shell"].format(
            title=title, site=site, head=head, tools=tools, nav=nav, crumb=crumb, main=main, foot=foot
        )

    def rows(self, rows: list[Row], *, home: bool = False) -> str:
        """List rows in the style of the site; its home page may leave out the year."""
        dates = self.skin.get("home_dates", self.skin["dates"]) if home else self.skin["dates"]
        return "".join(
            self.skin["row"].format(
                href=row.url,
                title=html.escape(row.title),
                n=place,
                day=f"{row.shown_on:%d}",
                ym=f"{row.shown_on:%Y-%m}",
                date=dates.format(y=row.shown_on.year, m=f"{row.shown_on:%m}", d=f"{row.shown_on:%d}"),
            )
            for place, row in enumerate(rows, 1)
        )

    def printed_time(self, row: Row) -> str:
        """The publication time as articles of this site print it."""
        hour, minute = row.at.split(":")
        moment = datetime(row.shown_on.year, row.shown_on.month, row.shown_on.day, int(hour), int(minute))  # noqa: DTZ001 - only printed
        return self.skin["time"].format(t=moment.strftime(self.time_form))

    def article(self, row: Row, section: Section) -> None:
        """Serve the article of a row."""
        body = row.body or f"<p>{row.title}。</p>"
        main = self.skin["article_page"].format(
            title=html.escape(row.title), time=self.printed_time(row), source=self.unit, body=body, tail=row.tail
        )
        crumb = f'<a href="{section.url}">{section.title}</a>'
        self.put(row.url, self.shell(f"{row.title}_{self.site_name}", main, crumb), served_at=row.served_at)

    def text(self, topic: str) -> str:
        """Some paragraphs about a topic."""
        chosen = self.rng.sample(words()["paragraph"], 2)
        return "".join(f"<p>{one.format(u=self.unit, a=self.area, f=topic)}</p>" for one in chosen)

    def topic(self) -> str:
        """A topic."""
        return str(self.rng.choice(words()["topics"]))
