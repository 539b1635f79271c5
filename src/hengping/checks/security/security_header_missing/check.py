"""A home page without the security headers asked for (G17-r6)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.verdicts import not_probed, of_site, probe_ref
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict
from hengping.model.probes import HttpFacts

_OK = 200
_HSTS, _FRAME, _POLICY = "strict-transport-security", "x-frame-options", "content-security-policy"


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per header. Only the page itself counts: an error or a challenge says nothing of its headers."""
    http = facts.probes.http if facts.probes else None
    if facts.probes is None or http is None:
        yield not_probed(facts)
        return
    own = "https" if facts.site.url.startswith("https:") else "http"
    way = http.ways.get(own, ())
    over_https = bool(way) and way[-1].startswith("https:")
    for header in params["headers"]:
        outcome, message = (Outcome.PASS if _given(http, header) else Outcome.FAIL), ""
        if http.ends.get(own) != _OK:
            outcome, message = Outcome.NOT_TESTED, "no_answer"
        elif header == _HSTS and not over_https:
            outcome, message = Outcome.NOT_APPLICABLE, "plain"
        yield of_site(
            facts,
            outcome,
            message,
            target=header,
            evidence=probe_ref(facts.probes, "http"),
            kind="host",
            header=header,
        )


def _given(http: HttpFacts, header: str) -> bool:
    if header == _FRAME and "frame-ancestors" in http.headers.get(_POLICY, ""):
        return True
    return bool(http.headers.get(header, "").strip())
