"""A site that does not open over HTTPS (G17-r6, N24-1)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.verdicts import not_probed, of_site, probe_ref
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict

_SAYS_NOTHING = frozenset({"own_outage", "own_fault", "private_address", "robots", "budget", "blocked"})


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the host: an answer over HTTPS, of whatever status, is one."""
    probes = facts.probes
    if probes is None or probes.http is None:
        yield not_probed(facts)
        return
    spellings = [name for name in ("https", "https_www") if name in probes.http.ways]
    answered = [name for name in spellings if probes.http.ends.get(name)]
    failures = sorted({probes.http.failures.get(name, "") for name in spellings} - {""})
    refused = probes.tls is not None and probes.tls.offered is False
    if answered or (probes.tls is not None and probes.tls.offered):
        outcome, message = Outcome.PASS, ""
    elif refused and spellings and not _SAYS_NOTHING & set(failures):
        outcome, message = Outcome.FAIL, ""
    else:
        outcome, message = Outcome.NOT_TESTED, "unknown"
    yield of_site(
        facts,
        outcome,
        message,
        evidence=probe_ref(probes, "http") + probe_ref(probes, "tls"),
        kind="host",
        https_forced=probes.http.https_forced,
        reason=failures,
    )
