"""The home page shows no entry to report faults of government sites (“我为政府网站找错”入口, D19-11)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import judge_found
from hengping.model.facts import SiteFacts
from hengping.model.finding import Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site."""
    present = facts.home.identity.fault_report_entry
    yield judge_found(facts, {"present": present}, found=present)
