"""A server that still speaks TLS versions with known flaws (G17-r6)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.verdicts import not_probed, of_site, probe_ref
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the host; versions that the collector's machine cannot speak are not known to be refused."""
    tls = facts.probes.tls if facts.probes else None
    if facts.probes is None or tls is None or tls.offered is None:
        yield not_probed(facts)
        return
    accepted = [version for version in tls.versions if version in params["outdated"]]
    outcome, message = (Outcome.FAIL if accepted else Outcome.PASS), ""
    if not tls.offered:
        outcome, message = Outcome.NOT_APPLICABLE, "no_tls"
    yield of_site(
        facts,
        outcome,
        message,
        evidence=probe_ref(facts.probes, "tls"),
        kind="host",
        accepted=accepted,
        versions=list(tls.versions),
        not_tried=list(tls.not_tried),
    )
