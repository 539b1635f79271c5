"""Verdicts on the site itself, and on what nobody looked at."""

from typing import Any

from hengping.checks.messages import NOT_PROBED
from hengping.checks.shared.home import site_subject
from hengping.model.evidence import EvidenceRef
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, SubjectKind, Verdict
from hengping.model.probes import ProbeFacts
from hengping.model.urls import host_of


def of_site(
    facts: SiteFacts,
    outcome: Outcome,
    message: str = "",
    *,
    target: str = "",
    evidence: tuple[EvidenceRef, ...] | None = None,
    kind: SubjectKind = "site",
    **values: Any,
) -> Verdict:
    """A verdict on the site; its home page is the evidence unless other is given."""
    subject = site_subject(facts)
    if kind == "host":
        subject = Subject(kind="host", url=subject.url, id=host_of(subject.url), title=host_of(subject.url))
    return Verdict(
        outcome=outcome,
        subject=subject,
        values=values,
        evidence=facts.home.evidence if evidence is None else evidence,
        message=message,
        target=target,
    )


def not_probed(facts: SiteFacts, target: str = "") -> Verdict:
    """Nobody asked the site's own servers: nothing is known of them."""
    return of_site(facts, Outcome.NOT_TESTED, NOT_PROBED, target=target, kind="host")


def probe_ref(probes: ProbeFacts, name: str) -> tuple[EvidenceRef, ...]:
    """Pointer to the file that a probe (``dns``, ``tls``, ``http``) left beside the archive."""
    return (EvidenceRef(f"probe:{name}.json", f"sha256:{probes.digests.get(name, '')}"),)
