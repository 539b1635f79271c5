"""Derives the truth from the content: every failing finding that a perfect judge would report, and no other."""

from collections.abc import Iterator
from typing import Any

from hengping.demo.content import Article, Section, SiteContent
from hengping.demo.letters import overdue
from hengping.demo.truth import Planted
from hengping.model.calendar import Window
from hengping.model.sections import DEFAULT_DUTIES
from hengping.model.urls import normal_url

HOME_WITHIN = Window(days=14)
"""The home page must show something newer (V19-W3)."""

HOME_SECTIONS = ("yw", "gzdt", "tzgg", "zcwj", "zcjd", "bmdt", "qxdt", "myzj")
"""Sections whose newest entries the home page shows, in this order."""
HOME_ITEMS = 7
_LISTED = frozenset({"list", "topic", "closed", "script", "frame", "nothing"})
_LACKING = {
    "icp": "icp_missing",
    "psb": "psb_missing",
    "sponsor": "sponsor_missing",
    "contact": "contact_missing",
    "fault": "fault_report_entry_missing",
    "mark": "party_gov_mark_missing",
    "search": "search_missing",
}


def home_sections(content: SiteContent) -> list[Section]:
    """Sections with a block on the home page."""
    found = [section for section in map(content.section, HOME_SECTIONS) if section]
    return [section for section in found if section.body in {"list", "script", "frame"}]


def truth_of(content: SiteContent, *, intermittent: bool) -> Iterator[Planted]:
    """All planted defects of one site."""
    if content.challenge:
        yield _defect(content, "blocked")
        return
    if content.down:
        yield _defect(content, "home_unavailable")
        return
    if content.slot.flaky and intermittent:
        yield _defect(content, "home_unavailable")
    yield from _site_wide(content)
    yield from _sections(content)
    yield from _links(content)
    yield from _records(content)
    yield from _tags(content)
    for check, url, values in content.harm:
        yield _defect(content, check, "" if url == "/" else url, **values)


def _defect(content: SiteContent, check: str, path: str = "", **values: Any) -> Planted:
    url = normal_url(path, content.site.url) if path else content.site.url
    return Planted(check=check, site_code=content.site.site_code, url=url, values=values)


def _site_wide(content: SiteContent) -> Iterator[Planted]:
    slot = content.slot
    newest = max((section.newest_on for section in home_sections(content) if section.newest_on), default=None)
    if newest is None or newest < HOME_WITHIN.limit(content.as_of):
        yield _defect(content, "home_not_updated")
    if slot.no_service and content.site.offers_services:
        yield _defect(content, "no_service")
    if slot.no_channel:
        yield _defect(content, "no_message_channel")
    if slot.code:
        yield _defect(content, f"site_code_{slot.code}")
    for name in slot.lacks:
        yield _defect(content, _LACKING[name])


def _sections(content: SiteContent) -> Iterator[Planted]:
    for section in content.sections:
        duty = DEFAULT_DUTIES.get(section.section_class)
        newest = section.newest_on
        values = {"section_class": section.section_class.value, "newest_on": newest.isoformat() if newest else None}
        if section.body == "blank":
            yield _defect(content, "blank_section", section.path, **values)
        elif duty and section.body in {"list", "files"} and (newest is None or newest < duty.limit(content.as_of)):
            yield _defect(content, "stale_section", section.path, **values)


def _links(content: SiteContent) -> Iterator[Planted]:
    for link in content.loose_links:
        if link.broken:
            yield _defect(content, "broken_link", link.url, kind=link.broken)
    for section, article in _articles(content):
        if article.fault:
            yield _defect(content, "broken_link", article.path, kind="internal", source_section=section.path)
            continue
        for url, _ in article.body_links:
            yield _defect(content, "broken_link", url, kind="external")
        if article.picture in content.faults:
            yield _defect(content, "broken_link", article.picture, kind="image")
        for attachment in article.attachments:
            if attachment.fault:
                yield _defect(content, "attachment_broken", attachment.path)


def _records(content: SiteContent) -> Iterator[Planted]:
    for letter in overdue(content):
        values = {"message_id": letter.message_id, "asked_on": letter.asked_on.isoformat()}
        yield _defect(content, "message_unanswered", letter.path, **values)
    for guide in content.guides:
        if guide.missing:
            yield _defect(content, "guide_incomplete", guide.path, missing=list(guide.missing))


def _tags(content: SiteContent) -> Iterator[Planted]:
    for tag in sorted(content.home_missing_tags):
        yield _defect(content, "meta_missing", "", tag=tag, page_type="home")
    for section in content.sections:
        for tag in sorted(section.missing_tags):
            yield _defect(content, "meta_missing", section.path, tag=tag, page_type="section")
    for _, article in _articles(content):
        if not article.fault:
            for tag in sorted(article.missing_tags):
                yield _defect(content, "meta_missing", article.path, tag=tag, page_type="article")


def _articles(content: SiteContent) -> Iterator[tuple[Section, Article]]:
    for section in content.sections:
        if section.body in _LISTED:
            for article in section.articles:
                yield section, article
