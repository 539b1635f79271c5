"""An attachment that does not download (附件无法下载, C15-D9)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.links import judge_link
from hengping.model.facts import SiteFacts
from hengping.model.finding import Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per attachment."""
    for link in facts.links:
        if link.kind == "attachment":
            yield judge_link(link, "attachment", second_looks=facts.second_looks)
