"""A service guide that lacks key elements (办事指南要素缺失, V19-W6.2, C15-D8.1)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per guide; an element is missing when absent, empty or a placeholder (contract)."""
    for guide in facts.guides:
        missing = [element for element in params["elements"] if element in guide.absent]
        unread = [element for element in params["elements"] if element not in {*guide.present, *guide.absent}]
        doubtful = Outcome.CANNOT_TELL if unread else Outcome.PASS
        yield Verdict(
            outcome=Outcome.FAIL if missing else doubtful,
            subject=Subject(kind="guide", url=guide.url, title=guide.title),
            values={
                "missing": missing,
                "missing_count": len(missing),
                "unread": unread,
                "required_count": len(params["elements"]),
            },
            evidence=(guide.evidence,),
        )
