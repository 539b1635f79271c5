"""The section ledger's rows (栏目台账) before judgement: entries, newest date, level, what cannot be told."""

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import cached_property

import msgspec

from hengping.extract.sections import contains_any, lexicon, section_class
from hengping.extract.site_content import Content
from hengping.extract.site_entries import Entry, Summary, summarise
from hengping.extract.site_groups import BLANK_TEXT, Group, find_groups, says_only_none
from hengping.extract.site_index import Outcome
from hengping.extract.site_pages import SitePages, meta
from hengping.extract.site_tree import Place, Tree
from hengping.extract.site_urls import first_page_keys, is_pager_text, looks_like_article, section_key
from hengping.model.facts import Link, PageFacts, SectionFact
from hengping.model.sections import DEFAULT_DUTIES, SectionClass

PROSE = 30
"""Characters of sentences that make a page without a promise of a list (机构职能, 领导信息) one to be read."""

_TOLD = frozenset({SectionClass.LEADER, SectionClass.ORGANISATION, SectionClass.OVERVIEW})
TOLD_TEXT = 40
"""Characters of main text that make such a page (names, posts, duties; hardly sentences) one to be read."""

TOLD_SHORT = 16
"""The same where no placeholder stands: names and posts of a small office are one line. Names in links do not count."""

_FEW_SERVICES = 2
"""Links to other sites that make a page of services more than an empty list."""

STATIC_TEXT = 150
"""A list page without entries but with this much main text is a page to be read, not an empty list."""

_REPEATED = 3


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A row with the pages it was read from; none when it was not read."""

    fact: SectionFact
    pages: tuple[PageFacts, ...] = ()
    newest_title: str = ""


class Ledger:
    """All sections of a site."""

    def __init__(self, site: SitePages, as_of: date) -> None:
        self._site = site
        self._as_of = as_of
        self._groups = find_groups(site)
        self._tree = Tree(site, self._groups)
        self._content = Content(site, self._groups, self._tree)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Sections read, and sections of the navigation that could not be read, by address."""
        read = [section for group in self._groups if (section := self._read(group))]
        rows = [*read, *self._unread()]
        return tuple(sorted(rows, key=lambda section: section.fact.url))

    def group_at(self, url: str) -> str:
        """Address of the section that an address leads to; empty when it leads elsewhere."""
        return self._tree.group_at(url)

    def continues(self, url: str) -> bool:
        """Whether an address is a later page of a section's list, whatever its few entries make it look like."""
        if self._tree.group_at(url):
            return False
        if section_key(url) in self._first_pages:
            return True
        above = [page for key in first_page_keys(url) for page in self._first_pages.get(key, ())]
        return any(is_pager_text(link.text) and link.url == url for page in above for link in page.links)

    @cached_property
    def _first_pages(self) -> dict[str, list[PageFacts]]:
        found: dict[str, list[PageFacts]] = {}
        for group in self._groups:
            for page in group.pages:
                found.setdefault(section_key(page.url), []).append(page)
        return found

    def _read(self, group: Group) -> Section | None:
        place = self._tree.places[group.url]
        kind = self._class(group, place)
        entries, children = self._content.of(group)
        found = summarise(entries, self._as_of)
        empty = not found.items and not children
        if not found.items and contains_any(group.title, lexicon().not_sections):
            return None  # 网站地图, 联系我们: a tool of the site, whatever its page looks like
        headless = self._headless(group)
        lost = headless or (empty and self._content.leads_to_unread(group))
        readable = not lost and (not empty or group.first.kind == "article" or not self._hidden(group))
        if empty and readable and self._is_static(group, kind):
            if kind in DEFAULT_DUTIES:
                return None  # a page to be read under a name that promises a list: nothing to measure
            found = _as_single(group.first, self._as_of)
        parts = self._content.parts(group)
        fact = SectionFact(
            section_id=section_id(group.url),
            url=group.url,
            title=group.title,
            section_class=kind,
            level=place.level,
            parent_url=place.parent_url,
            items=found.items,
            undated=found.undated,
            unread=found.unread,
            newest_on=found.newest_on,
            oldest_on=found.oldest_on,
            has_children=children and not found.items,
            exempt=self._exempt(parts),
            readable=readable,
            unreadable_why="" if readable else "incomplete" if lost else "scripted",
            evidence=tuple(part.evidence for part in parts),
        )
        return Section(fact=fact, pages=parts, newest_title=found.newest_title)

    def _exempt(self, parts: tuple[PageFacts, ...]) -> str:
        """Why no duty applies. What most sections say at once stands in their common frame and is said of none."""
        if any(part.topic_closed for part in parts) and not self._said_everywhere("topic_closed"):
            return "topic_closed"
        if self._said_everywhere("states_nothing"):
            return ""
        return "states_nothing" if any(part.states_nothing for part in parts) else ""

    def _said_everywhere(self, flag: str) -> bool:
        saying = sum(bool(getattr(group.first, flag)) for group in self._groups)
        return saying >= _REPEATED and saying * 2 > len(self._groups)

    def _class(self, group: Group, place: Place) -> SectionClass:
        column_type = meta(group.first, "ColumnType")
        found = section_class(group.title, column_type, group.url, place.ancestors)
        named_elsewhere = contains_any(group.title, lexicon().unanswered_allowed)
        if found is SectionClass.OTHER and group.first.kind == "messages" and not named_elsewhere:
            return SectionClass.MESSAGE
        return found

    def _headless(self, group: Group) -> bool:
        """Whether later pages of a list were read but not its first, where the newest entries stand."""
        keys = first_page_keys(group.first.url)
        return any(key in self._site.unread_keys for key in keys)

    def _hidden(self, group: Group) -> bool:
        """Whether the list may stand where it was not read: drawn by script, or in a frame that was not fetched."""
        if any(self._site.unread_frames(page) for page in group.pages):
            return True
        if not group.first.scripted:
            return False
        framed = [part for part in self._content.parts(group) if part not in group.pages]
        return not any(part.kind == "section" and not part.scripted for part in framed)

    def _is_static(self, group: Group, kind: SectionClass) -> bool:
        """Whether the section is one page to be read or used: an article, a guide, a form, plain text."""
        parts = self._content.parts(group)
        if group.first.kind == "article" or any(part.submit_form or part.guide for part in parts):
            return True
        if kind not in DEFAULT_DUTIES and sum(self._site.prose_length(part) for part in parts) >= PROSE:
            return True
        least = {SectionClass.GUIDE: _FEW_SERVICES, SectionClass.MESSAGE: 1}.get(kind)
        if least and sum(self._own_links(part) for part in parts) >= least:
            return True  # entries to services of other sites, or to forms: no list, but not empty
        if kind is SectionClass.MESSAGE and any(part.asks_login for part in parts) and not self._home_asks_login():
            return True
        told = TOLD_TEXT if any(part.says_none for part in parts) else TOLD_SHORT
        if kind in _TOLD and sum(self._site.text_length(part) for part in parts) >= told:
            return True
        is_list = group.first.kind != "other" or says_only_none(self._site, group.first)
        enough = STATIC_TEXT if is_list else BLANK_TEXT
        return sum(self._site.text_length(part) for part in parts) >= enough

    def _own_links(self, page: PageFacts) -> int:
        """Links in a page's own part that the home page does not have: to other sites, and to forms and guides."""
        home = {link.url for link in self._site.home.links} if self._site.home else set()
        own = {link.url: link for link in page.links if link.place in {"body", "list"} and link.url not in home}
        return sum(link.kind == "external" or self._is_used(url) for url, link in own.items())

    def _is_used(self, url: str) -> bool:
        there = self._site.at(url)
        return there is not None and bool(there.submit_form or there.guide or there.messages)

    def _home_asks_login(self) -> bool:
        return bool(self._site.home and self._site.home.asks_login)

    def _unread(self) -> Iterator[Section]:
        """Sections of the home page's navigation that were refused or never asked for.

        One that is missing (404 …) is a broken link and nothing else: one fault, one finding (ENG-08).
        """
        known = {section_key(page.url) for group in self._groups for page in group.pages}
        for url, link in sorted(self._site.navigation.items()):
            outcome = self._site.index.outcome(link.url)
            if self._no_section(url, link, outcome) or section_key(url) in known:
                continue
            known.add(section_key(url))
            why = self._why_unread(outcome)
            kind = section_class(link.text, "", url, ())
            yield Section(fact=_unread_fact(url, link, kind, why, outcome))

    def _why_unread(self, outcome: Outcome) -> str:
        if outcome.url in self._site.index.partial:
            return "tool_fault" if outcome.url in self._site.index.faulty else "incomplete"
        return "blocked" if outcome.state == "blocked" else "not_fetched"

    def _no_section(self, url: str, link: Link, outcome: Outcome) -> bool:
        return (
            url in self._site.pages
            or not self._site.internal(url)
            or not link.text.strip()
            or contains_any(link.text, lexicon().not_sections)
            or (outcome.state in {"ok", "broken"} and outcome.url not in self._site.index.partial)
            or looks_like_article(url)
        )


def section_id(url: str) -> str:
    """Stable id of a section: ``s-`` and 10 hex digits of the digest of its normal URL."""
    return f"s-{hashlib.sha256(url.encode()).hexdigest()[:10]}"


def _unread_fact(url: str, link: Link, kind: SectionClass, why: str, outcome: Outcome) -> SectionFact:
    return SectionFact(
        section_id=section_id(url),
        url=url,
        title=link.text.strip(),
        section_class=kind,
        level=1,
        readable=False,
        unreadable_why=why,
        evidence=(outcome.evidence,) if outcome.captured else (),
    )


def _as_single(page: PageFacts, as_of: date) -> Summary:
    """A page to be read counts as its own single entry."""
    return summarise([Entry(key=page.url, title=page.title, dated_on=page.published_on)], as_of)
