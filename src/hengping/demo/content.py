"""What a demo site holds before it becomes HTML: sections, articles, letters, guides and planted faults."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeVar

from hengping.demo.plan import Slot
from hengping.demo.units import Unit
from hengping.model.sections import SectionClass
from hengping.model.site import Site

BodyKind = Literal[
    "entry",
    "list",
    "static",
    "letters",
    "guides",
    "petition",
    "topic",
    "nothing",
    "closed",
    "blank",
    "files",
    "script",
    "frame",
]
"""What a section page shows.

``files`` is a list of undated entries that point straight at files; ``script`` and ``frame`` lists are not in the
page's own markup; ``nothing`` and ``closed`` say in words why there is nothing new.
"""

T = TypeVar("T")
FaultKind = Literal["404", "500", "410", "close", "loop", "dead_redirect"]


@dataclass(slots=True)
class Attachment:
    """A file offered by an article: its path, its caption, whether it opens, and what stands in it if not the usual."""

    path: str
    caption: str
    fault: FaultKind | None = None
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Article:
    """One article. ``fault`` means that its page does not open though the list shows it.

    Attributes:
        written_on: 成文日期 of an official document; differs from the publication date.
        pubdate: what meta PubDate says; normally the publication date.
        missing_tags: meta tags left out (planted).
        body_links: (address, text) printed in the text.
        picture: path of an image in the text, empty for none.
        sentences: paragraphs added to the text (planted).
        rows: a table after the text, its head first.
        markup: HTML after the text, as it stands.
        copied: the text of another site's article that stands here instead of an own one.
    """

    number: int
    title: str
    section_class: SectionClass
    published_on: date
    source: str
    path: str = ""
    business: str = ""
    written_on: date | None = None
    pubdate: date | None = None
    attachments: list[Attachment] = field(default_factory=list)
    body_links: list[tuple[str, str]] = field(default_factory=list)
    picture: str = ""
    sentences: list[str] = field(default_factory=list)
    rows: list[tuple[str, str]] = field(default_factory=list)
    markup: str = ""
    copied: list[str] = field(default_factory=list)
    missing_tags: set[str] = field(default_factory=set)
    fault: FaultKind | None = None


@dataclass(slots=True)
class Letter:
    """A citizen message (留言) and its answer. ``valid`` is false for tests, empty ones and gibberish."""

    message_id: str
    title: str
    text: str
    asker: str
    asked_on: date
    replied_on: date | None
    answer: str
    office: str
    valid: bool = True
    path: str = ""


@dataclass(slots=True)
class GuideItem:
    """A service guide. ``elements`` holds label, value per element class; missing ones are absent or placeholders."""

    title: str
    elements: list[tuple[str, str]]
    missing: tuple[str, ...]
    number: int
    path: str = ""


@dataclass(slots=True)
class Section:
    """A section (栏目) of a demo site."""

    slug: str
    number: int
    title: str
    section_class: SectionClass
    column_type: str
    body: BodyKind
    parent: "Section | None" = None
    path: str = ""
    articles: list[Article] = field(default_factory=list)
    note: str = ""
    short_dates: bool = False
    missing_tags: set[str] = field(default_factory=set)

    @property
    def trail(self) -> str:
        """Folder path made of the slugs."""
        return f"{self.parent.slug}/{self.slug}" if self.parent else self.slug

    @property
    def newest_on(self) -> date | None:
        """Newest printed date of its entries."""
        if self.body in {"files", "blank", "entry"}:
            return None
        return max((article.published_on for article in self.articles), default=None)


@dataclass(slots=True)
class LooseLink:
    """A link outside the lists: friend links, quick entries, banner pictures."""

    text: str
    url: str
    place: Literal["friend", "quick", "picture"]
    broken: Literal["", "internal", "external", "image"] = ""


@dataclass(slots=True)
class SiteContent:
    """Everything about one demo site.

    ``turn`` counts the repetitions of the plan; ``faults`` maps a path of this host to what goes wrong there;
    ``harm`` lists planted harm as check, address and values; ``used`` holds the numbers of articles that carry
    something already.
    """

    index: int
    turn: int
    site: Site
    unit: Unit
    slot: Slot
    as_of: date
    seed: int
    family: int
    sections: list[Section] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    guides: list[GuideItem] = field(default_factory=list)
    loose_links: list[LooseLink] = field(default_factory=list)
    home_missing_tags: set[str] = field(default_factory=set)
    faults: dict[str, FaultKind] = field(default_factory=dict)
    home_markup: str = ""
    harm: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    def section(self, slug: str) -> Section | None:
        """The section with this slug, if the site has it."""
        return next((section for section in self.sections if section.slug == slug), None)

    def children(self, parent: Section | None) -> list[Section]:
        """Sections directly below ``parent`` (None: the first level)."""
        return [section for section in self.sections if section.parent is parent]

    @property
    def challenge(self) -> int:
        """Status of the challenge page that meets every request; 0 for none."""
        return self._turned(self.slot.challenge) or 0

    @property
    def down(self) -> str:
        """How the site fails to answer; empty when it answers."""
        return self._turned(self.slot.down) or ""

    def _turned(self, choices: tuple[T, ...]) -> T | None:
        return choices[self.turn % len(choices)] if choices else None

    @property
    def readable(self) -> bool:
        """Whether the site can be judged at all: it is up and shows no challenge page."""
        return not self.slot.down and not self.slot.challenge

    @property
    def printed_code(self) -> str:
        """The identification code that the footer prints; empty when it prints none."""
        if self.slot.code == "missing":
            return ""
        code = self.site.site_code
        # A transposed pair of digits is the usual slip when a footer is copied from another site.
        return code[:-3] + code[-1] + "7" + code[-2] if self.slot.code == "mismatch" else code
