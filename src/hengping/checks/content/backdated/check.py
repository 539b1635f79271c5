"""An article that claims an earlier day than the one it came up on (倒签日期)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.days import iso
from hengping.checks.shared.home import site_subject
from hengping.model.content_facts import FirstSeenFact
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict

_LOOKED = "round"
_DOUBTS = {"bulk": "doubt_bulk", "single": "doubt_address"}


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per article that claims an earlier day; one on the site when there is none."""
    late = [(fact, limit) for fact in facts.first_seen if (limit := _limit(fact, params)) < _days(fact)]
    for fact, limit in late:
        outcome, message = _judge(fact)
        yield Verdict(
            outcome=outcome,
            subject=Subject(kind="page", url=fact.url, title=fact.title),
            values={
                "printed_on": iso(fact.printed_on),
                "first_seen_on": iso(fact.first_seen_on),
                "absent_on": iso(fact.absent_on),
                "days": _days(fact),
                "limit_days": limit,
                "how": fact.how,
                "signs": list(fact.signs),
            },
            evidence=(fact.evidence,),
            message=message,
        )
    if late:
        return
    addressed = sum(bool(article.url_dated_on or article.tagged_on) for article in facts.articles)
    compared = len(facts.articles) if facts.looked_before_on else addressed
    yield Verdict(
        outcome=Outcome.PASS if compared else Outcome.NOT_TESTED,
        subject=site_subject(facts),
        values={"articles": compared, "looked_before_on": iso(facts.looked_before_on)},
        evidence=facts.home.evidence,
    )


def _days(fact: FirstSeenFact) -> int:
    """Days that the article is younger than it claims, as far as is proved."""
    return ((fact.absent_on or fact.first_seen_on) - fact.printed_on).days


def _limit(fact: FirstSeenFact, params: Params) -> int:
    days: int = params["margin_days" if fact.how == _LOOKED else "address_margin_days"]
    return days


def _judge(fact: FirstSeenFact) -> tuple[Outcome, str]:
    if fact.doubt == "archive":
        return Outcome.EXEMPTED, "archive"
    if fact.doubt:
        return Outcome.CANNOT_TELL, _DOUBTS.get(fact.doubt, "doubt_section")
    return Outcome.FAIL, "" if fact.how == _LOOKED else "fail_address"
