"""A link or picture whose target does not open (错链断链, D19-d19, C15-D2)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.links import judge_link
from hengping.model.facts import SiteFacts
from hengping.model.finding import Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per target of an internal link, an external link or a picture; attachments have their own check."""
    for link in facts.links:
        if link.kind != "attachment":
            yield judge_link(link, "link", second_looks=facts.second_looks)
