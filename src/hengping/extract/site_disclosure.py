"""The disclosure platform (政府信息公开平台) of a site, its annual reports, interpretations, time formats, weight."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from hengping.extract.site_listed import listed
from hengping.extract.site_pages import SitePages
from hengping.extract.site_sections import Ledger
from hengping.model.evidence import Capture, EvidenceRef
from hengping.model.facts import Link, LinkFact, PageFacts
from hengping.model.rule_facts import (
    DisclosureFacts,
    DisclosurePart,
    DisclosurePartName,
    EntryElsewhere,
    InterpretationFact,
    SiteReport,
    TimeFormat,
    WeightFact,
)
from hengping.model.sections import SectionClass

_PLATFORM = re.compile(r"(?:法定)?(?:政府)?信息公开(?:平台|专栏|专区|网|目录)?|政务公开(?:平台|专栏|专区)?")
_PARTS: dict[DisclosurePartName, re.Pattern[str]] = {
    "guide": re.compile(r"公开指南"),
    "rules": re.compile(r"公开(?:相关)?(?:制度|规定)"),
    "content": re.compile(r"主动公开|公开(?:目录|内容|事项)|信息公开目录"),
    "report": re.compile(r"公开(?:工作)?(?:年度|年度工作|工作年度)?(?:报告|年报)|公开年报|^年度?报告?$"),
    "request": re.compile(r"依申请公开|公开申请|申请公开"),
    "documents": re.compile(r"规范性文件"),
}
_LONGEST = 20
_REPORT = re.compile(r"网站(?:工作|监管)*(?:年度|年报)(?:工作)?(?:报表|报告)?|网站.{0,8}年度.{0,4}报[表告]")
_YEAR = re.compile(r"(20\d\d)\s*年?")
_NAMED = re.compile(r"《([^《》]{4,80})》")
_TO_POLICY = re.compile(
    r"《[^《》]{4,}》|(?:政策|文件|解读)?原文|相关(?:文件|政策)|解读(?:文件|政策)|政策文件|关联(?:文件|政策)"
    r"|(?:通知|意见|办法|规定|方案|细则|条例|措施|决定|规划)$"
)
_MAIN = frozenset({"body", "list"})
_DIGIT = re.compile(r"\d")
_MOST_POLICIES = 8
_NEAREST, _ENTRIES = 4, 2
"""How far up from an entry its neighbours are looked for, and how many make it one of a navigation."""


def disclosure_facts(site: SitePages, ledger: Ledger, links: Sequence[LinkFact]) -> DisclosureFacts:
    """Where the platform is and which of its standard parts the site leads to, by name."""
    entries = _named(site, ledger, links)
    platforms = [(url, text) for url, text in entries if _PLATFORM.fullmatch(text)]
    url, title = min(
        platforms,
        default=("", ""),
        key=lambda one: ("目录" in one[1], "政府信息公开" not in one[1], site.at(one[0]) is None, len(one[0]), one),
    )
    parts = []
    for name, pattern in _PARTS.items():
        found = [(text, address) for address, text in entries if pattern.search(text)]
        if found:
            text, address = min(found, key=lambda one: (len(one[0]), one))
            parts.append(DisclosurePart(part=name, url=address, title=text))
    page = site.at(url) if url else None
    shown = site.parts(page) if page else ()
    return DisclosureFacts(
        url=url,
        title=title,
        parts=tuple(parts),
        read=page is not None and not any(part.scripted for part in shown) and not site.unread_frames(page),
        search=any(part.search_form for part in shown),
        downloads=sum(link.kind == "attachment" for part in shown for link in part.links),
        evidence=tuple(part.evidence for part in shown),
    )


def _named(site: SitePages, ledger: Ledger, links: Sequence[LinkFact]) -> list[tuple[str, str]]:
    """Addresses and what they are called: by links inside the site, links out of it, and titles of sections."""
    found = {(url, text) for url, texts in site.called.items() for text in texts}
    found |= {(link.url, "".join(link.text.split())) for link in links if link.kind == "external"}
    found |= {(section.fact.url, section.fact.title) for section in ledger.sections}
    return sorted((url, text) for url, text in found if 0 < len(text) <= _LONGEST)


def site_reports(site: SitePages, links: Sequence[LinkFact]) -> tuple[SiteReport, ...]:
    """Annual reports of the site (G17-19): pages, entries and links that are called so, one an address."""
    home = {url for part in site.home_parts for url in _targets(site, part)}
    found: dict[str, SiteReport] = {}
    for url, title, evidence in _called_reports(site, links):
        year, known = _YEAR.search(title), found.get(url)
        if known is None or (known.year is None and year):
            found[url] = SiteReport(
                url=url, title=title, year=int(year[1]) if year else None, on_home=url in home, evidence=evidence
            )
    return tuple(found[url] for url in sorted(found))


def _called_reports(site: SitePages, links: Sequence[LinkFact]) -> Iterator[tuple[str, str, EvidenceRef]]:
    """Address, name and evidence of whatever is called an annual report of the site."""
    for url, title, evidence in _all_names(site, links):
        if url and "年" in title and "网站" in title and _REPORT.search(title):
            yield site.index.resolve(url), title, evidence


def _all_names(site: SitePages, links: Sequence[LinkFact]) -> Iterator[tuple[str, str, EvidenceRef]]:
    for page in site.pages.values():
        if page.kind == "article":
            yield page.url, page.title, page.evidence
        for block in page.lists:
            for item in block.items:
                yield item.url, item.title, page.evidence
    for part in site.home_parts:
        for link in part.links:
            yield link.url, link.text, part.evidence
    for fact in links:
        yield fact.url, fact.text, fact.evidence


def _targets(site: SitePages, part: PageFacts) -> Iterator[str]:
    for link in part.links:
        yield site.index.resolve(link.url)
    for block in part.lists:
        for item in block.items:
            if item.url:
                yield site.index.resolve(item.url)


def entries_elsewhere(site: SitePages) -> tuple[EntryElsewhere, ...]:
    """Entries of the navigation that leave the site, each address once, by address.

    An entry stands among entries to the site's own sections; a link by itself, in a banner say, is none.
    """
    found: dict[str, EntryElsewhere] = {}
    for part in site.home_parts:
        own = Counter(
            above for link in part.links if link.place == "nav" and link.kind == "internal" for above in _above(link)
        )
        for link in part.links:
            if link.place == "nav" and link.kind == "external" and link.text.strip() and _among(link, own):
                found.setdefault(
                    link.url,
                    EntryElsewhere(
                        url=link.url,
                        text=link.text.strip(),
                        evidence=EvidenceRef(part.evidence.record_id, part.evidence.digest, link.position),
                    ),
                )
    return tuple(found[url] for url in sorted(found))


def _above(link: Link) -> list[str]:
    """Places of the elements that a link stands in, the nearest ones, the page itself left out."""
    steps = link.position.split(">")
    return [">".join(steps[:-up]) for up in range(1, _NEAREST + 1) if len(steps) - up > 1]


def _among(link: Link, own: Counter[str]) -> bool:
    return not link.position or any(own[above] >= _ENTRIES for above in _above(link))


def interpretation_facts(site: SitePages, ledger: Ledger) -> tuple[InterpretationFact, ...]:
    """Interpretations whose own page was read, with the documents they lead to, and whether these lead back."""
    policies = {entry.url for entry in listed(site, ledger, SectionClass.POLICY)}
    found = []
    for entry in listed(site, ledger, SectionClass.INTERPRETATION):
        page = entry.page
        if page is None or page.scripted or entry.url in site.index.partial or entry.url in policies:
            continue
        targets = [
            link
            for link in page.links
            if link.place in _MAIN
            and link.kind != "image"
            and site.index.resolve(link.url) != entry.url
            and (site.index.resolve(link.url) in policies or _points(link))
        ]
        urls = tuple(dict.fromkeys(site.index.resolve(link.url) for link in targets))[:_MOST_POLICIES]
        back = [_leads_to(site, there, entry.url) for url in urls if (there := site.pages.get(url)) is not None]
        named = [name for link in targets for name in _NAMED.findall(link.text)]
        found.append(
            InterpretationFact(
                url=entry.url,
                title=entry.title,
                published_on=entry.dated_on,
                policy_urls=urls,
                named=tuple(dict.fromkeys([*_NAMED.findall(entry.title), *named]))[:_MOST_POLICIES],
                linked_back=any(back) if back else None,
                evidence=entry.evidence,
            )
        )
    return tuple(sorted(found, key=lambda fact: fact.url))


def _points(link: Link) -> bool:
    text = "".join(link.text.split())
    return bool(_TO_POLICY.search(text)) and "解读》" not in text and not text.endswith("解读")


def _leads_to(site: SitePages, page: PageFacts, url: str) -> bool:
    return any(site.index.resolve(link.url) == url for link in page.links)


def time_formats(site: SitePages) -> tuple[TimeFormat, ...]:
    """How the site's own articles print their publication time: each form once, with an example."""
    examples: dict[str, PageFacts] = {}
    counts: Counter[str] = Counter()
    for page in site.own_pages():
        if page.kind == "article" and page.printed_time:
            form = _DIGIT.sub("0", page.printed_time)
            counts[form] += 1
            examples.setdefault(form, page)
    return tuple(
        TimeFormat(
            form=form,
            count=count,
            url=examples[form].url,
            printed=examples[form].printed_time,
            evidence=examples[form].evidence,
        )
        for form, count in sorted(counts.items())
    )


def home_weight(site: SitePages, captures: Sequence[Capture]) -> WeightFact | None:
    """Bytes of the home page and of its pictures, as far as they were fetched; None when it was not read."""
    if site.home is None:
        return None
    urls = {part.url for part in site.home_parts}
    pictures = {link.url for part in site.home_parts for link in part.links if link.kind == "image"}
    sizes: dict[str, int] = {}
    for capture in captures:
        if capture.url in urls | pictures and capture.status and capture.purpose != "rendered":
            sizes[capture.url] = max(sizes.get(capture.url, 0), capture.size)
    return WeightFact(received_bytes=sum(sizes.values()), requests=len(sizes))
