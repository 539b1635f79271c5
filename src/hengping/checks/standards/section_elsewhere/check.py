"""An entry of the navigation that leads to a section on a domain of no government (G17-05)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import home_obstacle
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict
from hengping.model.urls import host_of

_GOVERNMENT = ("gov.cn", "xn--zfr164b")


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per entry that leaves the site; another government's name, or one that all may use, is in order."""
    if not facts.entries_elsewhere and (obstacle := home_obstacle(facts)):
        yield of_site(facts, *obstacle)
    for entry in facts.entries_elsewhere:
        host = host_of(entry.url)
        allowed = any(host == name or host.endswith(f".{name}") for name in (*_GOVERNMENT, *params["allowed_hosts"]))
        yield Verdict(
            outcome=Outcome.PASS if allowed else Outcome.FAIL,
            subject=Subject(kind="link", url=entry.url, title=entry.text),
            values={"host": host, "source_url": facts.home.url},
            evidence=(entry.evidence,),
        )
