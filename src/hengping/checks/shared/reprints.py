"""What the check of reprints shares with nobody yet, apart so that it can be read: which reprints are a duty."""

from collections import Counter
from typing import Any

from hengping.checks.context import Params
from hengping.checks.shared.days import iso
from hengping.model.content_facts import ReprintFact
from hengping.model.facts import SectionFact, SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict


def judge_reprint(facts: SiteFacts, fact: ReprintFact, section: SectionFact | None, params: Params) -> Verdict:
    """Verdict on one article that has its text from another site."""
    outcome, message = _judge(fact, section, params)
    articles = Counter(article.section_id for article in facts.articles)[fact.section_id]
    copies = sum(other.section_id == fact.section_id for other in facts.reprints)
    own = f"{max(0, articles - copies) / articles:.4f}" if articles else None
    values: dict[str, Any] = {
        "original_url": fact.original_url,
        "original_site_code": fact.original_site_code,
        "original_title": fact.original_title,
        "original_on": iso(fact.original_on),
        "published_on": iso(fact.published_on),
        "similarity": fact.similarity,
        "declared": fact.declared,
        "source": fact.source,
        "section_title": section.title if section else "",
        "section_class": section.section_class.value if section else None,
        "section_articles": articles,
        "section_reprints": copies,
        "section_own_rate": own,
    }
    return Verdict(
        outcome=outcome,
        subject=Subject(kind="page", url=fact.url, title=fact.title),
        values=values,
        evidence=(fact.evidence,),
        message=message,
    )


def _judge(fact: ReprintFact, section: SectionFact | None, params: Params) -> tuple[Outcome, str]:
    """Passing on what superiors decided is a duty; so is a section made for it, and a declared text of the centre."""
    if section and section.section_class.value in params["exempt_classes"]:
        return Outcome.EXEMPTED, "exempt_class"
    if section and any(word in section.title for word in params["repost_sections"]):
        return Outcome.EXEMPTED, "exempt_section"
    if fact.document:
        return Outcome.EXEMPTED, "exempt_document"
    if fact.declared and any(word in fact.source for word in params["central_sources"]):
        return Outcome.EXEMPTED, "exempt_source"
    if fact.doubt:
        return Outcome.CANNOT_TELL, "doubt_template" if fact.doubt == "template" else "doubt_order"
    return Outcome.FAIL, "fail_declared" if fact.declared else ""
