"""The home page fails to open in too many availability visits (站点无法访问, V19-W2, C15-V1)."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import site_subject
from hengping.model.availability import account, visit_ref
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site: failed / (opened + failed), what is not the site's doing taken out of both."""
    made = account(facts.visits, quorum=facts.quorum, maintenance=facts.maintenance, site_code=facts.site.site_code)
    if made.valid < max(params["min_visits"], 1):
        outcome = Outcome.NOT_TESTED
    else:
        outcome = Outcome.FAIL if made.failed >= params["max_failed_rate"] * made.valid else Outcome.PASS
    rate = (Decimal(made.failed) / max(made.valid, 1)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    yield Verdict(
        outcome=outcome,
        subject=site_subject(facts),
        values={
            "visits": made.valid,
            "failed": made.failed,
            "failed_rate": str(rate),
            "excluded": made.left_out,
            "limit_rate": str(params["max_failed_rate"]),
            "min_visits": params["min_visits"],
        },
        evidence=tuple(visit_ref(visit) for visit in made.failed_visits),
    )
