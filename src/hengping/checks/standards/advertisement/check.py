"""Links that look like commercial advertisements (G17-09)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import home_obstacle
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import LinkFact, SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict
from hengping.model.urls import host_of


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per suspicious link, one on the site when there is none; a person looks at each."""
    found = [(link, reason) for link in facts.links if (reason := _reason(link, params))]
    for link, reason in found:
        yield Verdict(
            outcome=Outcome.FAIL,
            subject=Subject(kind="link", url=link.url, title=link.text or link.url),
            values={"source_url": link.source_url, "reason": reason, "source_count": link.source_count},
            evidence=(link.evidence,),
        )
    if not found:
        outcome, message = home_obstacle(facts) or (Outcome.PASS, "")
        yield of_site(facts, outcome, message, pages_read=facts.pages_read)


def _reason(link: LinkFact, params: Params) -> str:
    """Why a link looks like an advertisement; empty when it does not. The site's own pages may be about advertising."""
    if link.kind not in {"external", "image"}:
        return ""
    host = host_of(link.url)
    known = next((name for name in params["hosts"] if host == name or host.endswith(f".{name}")), "")
    text = "".join(link.text.split())
    return known or (text if link.kind == "external" and text in params["texts"] and not _official(host) else "")


def _official(host: str) -> bool:
    return host.endswith((".gov.cn", ".xn--zfr164b"))
