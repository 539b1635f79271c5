"""An HTTPS certificate that browsers refuse (G17-r6, N24-1)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.verdicts import not_probed, of_site, probe_ref
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict

_SURE = frozenset({"expired", "not_yet_valid", "host_mismatch"})
"""What does not depend on whom the collector's machine trusts."""


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the host; what only our trust store says is left to a person."""
    tls = facts.probes.tls if facts.probes else None
    if facts.probes is None or tls is None or tls.offered is None:
        yield not_probed(facts)
        return
    outcome, message = Outcome.PASS, ""
    if not tls.offered:
        outcome, message = Outcome.NOT_APPLICABLE, "no_tls"
    elif tls.fault in _SURE:
        outcome = Outcome.FAIL
    elif tls.fault:
        outcome = Outcome.CANNOT_TELL
    elif tls.days_left is not None and tls.days_left < params["days_left"]:
        message = "soon"
    yield of_site(
        facts,
        outcome,
        message,
        evidence=probe_ref(facts.probes, "tls"),
        kind="host",
        certificate_fault=tls.fault,
        days_left=tls.days_left,
    )
