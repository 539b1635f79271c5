"""A session cookie without its safety marks (G17-r6)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.verdicts import not_probed, of_site, probe_ref
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per session cookie of the home page; others (counters, languages) may be read by scripts."""
    http = facts.probes.http if facts.probes else None
    if facts.probes is None or http is None:
        yield not_probed(facts)
        return
    way = http.ways.get("https" if facts.site.url.startswith("https:") else "http", ())
    over_https = bool(way) and way[-1].startswith("https:")
    for cookie in http.cookies:
        if not any(name in cookie.name.lower() for name in params["names"]):
            continue
        missing = [] if cookie.http_only else ["HttpOnly"]
        missing += [] if cookie.secure or not over_https else ["Secure"]
        yield of_site(
            facts,
            Outcome.FAIL if missing else Outcome.PASS,
            target=cookie.name,
            evidence=probe_ref(facts.probes, "http"),
            kind="host",
            cookie=cookie.name,
            missing=missing,
        )
