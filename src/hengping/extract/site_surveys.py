"""Surveys and calls for opinions (征集调查) and online interviews (在线访谈) of a site, each once."""

import re
from collections.abc import Sequence
from datetime import date

import msgspec

from hengping.extract.site_listed import Listed, listed
from hengping.extract.site_pages import SitePages
from hengping.extract.site_sections import Ledger
from hengping.model.content_facts import InterviewFact, SurveyFact
from hengping.model.sections import SectionClass

_RESULT = re.compile(
    r"结果|采纳|采用情况|反馈情况|意见反馈|情况(?:的)?(?:反馈|公告|公示|通报|说明|汇总|统计)|汇总|统计分析"
)
_RESULT_LINK = re.compile(r"结果|采纳情况|采用情况|反馈情况")
_PLAIN = re.compile(
    r"关于|公开|向社会|再次|广泛|征求|征集|征询|听取|意见(?:建议|稿)?|建议|草案|送审稿|调查|问卷|网上|在线|活动|公众"
    r"|结果|采纳|采用|情况|反馈|公告|公示|通知|通报|说明|汇总|统计|分析|的|对|及|与|和|[《》“”\"'（）()\[\]【】\s:：、，,。—-]"
)
_QUOTED = re.compile(r"《([^《》]{3,60})》")
_ALIKE = 0.7
_SHORTEST = 4
_MAIN = frozenset({"body", "list"})
_OWN = frozenset({"internal", "attachment"})


class _Result(msgspec.Struct, frozen=True):
    """What may be the result of some survey."""

    subject: str
    url: str
    dated_on: date | None


def survey_facts(site: SitePages, ledger: Ledger) -> tuple[SurveyFact, ...]:
    """Surveys by address: entries of the survey sections, those left out that publish the result of another one.

    Its result is found on its own page, behind a link of it, or in an article of the same subject whose title speaks of
    a result. ``result_url`` tells that there is one; ``result_on`` is None when no date of it is known.
    """
    entries = list(listed(site, ledger, SectionClass.SURVEY))
    surveys = [entry for entry in entries if not _RESULT.search(entry.title)]
    results = _results(site, entries) if surveys else []
    return tuple(sorted((_survey(site, entry, results) for entry in surveys), key=lambda fact: fact.url))


def interview_facts(site: SitePages, ledger: Ledger) -> tuple[InterviewFact, ...]:
    """Interviews by address: entries of the interview sections."""
    found = [
        InterviewFact(url=entry.url, title=entry.title, held_on=entry.dated_on, evidence=entry.evidence)
        for entry in listed(site, ledger, SectionClass.INTERVIEW)
    ]
    return tuple(sorted(found, key=lambda fact: fact.url))


def _results(site: SitePages, entries: Sequence[Listed]) -> list[_Result]:
    found = {
        entry.url: _Result(subject_of(entry.title), entry.url, entry.dated_on)
        for entry in entries
        if _RESULT.search(entry.title)
    }
    for page in site.own_pages():
        if page.kind == "article" and page.url not in found and _RESULT.search(page.title):
            found[page.url] = _Result(subject_of(page.title), page.url, page.published_on)
    return [found[url] for url in sorted(found)]


def _survey(site: SitePages, entry: Listed, results: Sequence[_Result]) -> SurveyFact:
    period = entry.page.period if entry.page else None
    result_url, result_on = _result_of(site, entry, results)
    return SurveyFact(
        url=entry.url,
        title=entry.title,
        started_on=(period.started_on if period else None) or entry.dated_on,
        ended_on=period.ended_on if period else None,
        result_on=result_on,
        result_url=result_url,
        evidence=entry.evidence,
    )


def _result_of(site: SitePages, entry: Listed, results: Sequence[_Result]) -> tuple[str, date | None]:
    """Address of the result and its date; empty when none was found."""
    page = entry.page
    if page:
        for link in page.links:  # before what the page says itself: the result's own page has a date
            if link.place in _MAIN and link.kind in _OWN and _RESULT_LINK.search(link.text):
                there = site.at(link.url)
                return link.url, there.published_on if there else None
    if page and page.period and page.period.result:
        return page.url, None
    subject = subject_of(entry.title)
    for result in results:
        if alike(subject, result.subject) and (
            not result.dated_on or not entry.dated_on or result.dated_on >= entry.dated_on
        ):
            return result.url, result.dated_on
    return "", None


def subject_of(title: str) -> str:
    """What a survey or its result is about: the document named in 《》, else the title; the usual words left out."""
    quoted = _QUOTED.search(title)
    return _PLAIN.sub("", quoted[1] if quoted else title)


def alike(one: str, other: str) -> bool:
    """Whether two subjects are one: the shorter within the longer, or most pairs of characters in common."""
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST:
        return False
    if short in long:
        return True
    pairs = [{text[index : index + 2] for index in range(len(text) - 1)} for text in (short, long)]
    return len(pairs[0] & pairs[1]) >= _ALIKE * len(pairs[0] | pairs[1])
