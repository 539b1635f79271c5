"""No online channel for questions and suggestions (没有有效的咨询建言渠道, V19-W5.1)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import judge_found
from hengping.model.facts import SiteFacts
from hengping.model.finding import Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site. Sites of class B are judged too: only services are waived for them (ENG-07)."""
    channel = facts.services.message_channel_url
    yield judge_found(facts, {"channel_url": channel or None}, found=bool(channel), anywhere=True)
