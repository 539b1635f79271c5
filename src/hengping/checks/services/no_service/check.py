"""No services offered (服务不实用:未提供办事服务, V19-W6.1)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import judge_found, site_subject
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site; a body without outward services need not offer any (ENG-07)."""
    services = facts.services
    guides = max(services.guides, len(facts.guides))
    values = {"service_url": services.service_url or None, "guides": guides}
    if facts.site.offers_services:
        yield judge_found(facts, values, found=bool(services.service_url or guides), anywhere=True)
    else:
        yield Verdict(outcome=Outcome.NOT_APPLICABLE, subject=site_subject(facts), values=values)
