"""A government new-media account that has been silent for two weeks, from imported posts (V19-M2.1, PB-09)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.messages import NOT_EXAMINED
from hengping.checks.shared.days import iso
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict
from hengping.model.rule_facts import OutsideFact


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:
    """One verdict per account and platform, by its newest post up to the monitoring time point."""
    limit = ctx.limit(params["window"])
    newest: dict[tuple[str, str], OutsideFact] = {}
    for row in sorted(facts.outside, key=lambda row: (row.on or limit, row.sha256, row.row)):
        if row.kind == "posts" and row.on and row.on <= ctx.as_of:
            newest[row.subject, row.platform] = row
    for (account, platform), row in sorted(newest.items()):
        yield of_site(
            facts,
            Outcome.PASS if row.on and row.on >= limit else Outcome.FAIL,
            target=f"{platform}|{account}",
            evidence=(row.ref,),
            account=account,
            platform=platform,
            newest_on=iso(row.on),
            limit_on=iso(limit),
        )
    if not newest:
        yield of_site(facts, Outcome.NOT_TESTED, NOT_EXAMINED)
