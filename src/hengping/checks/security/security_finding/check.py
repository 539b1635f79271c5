"""What an imported report of a security scanner says of a site (V19-W1.4, N24-1)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.messages import NOT_EXAMINED
from hengping.checks.shared.home import site_subject
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict

_SCANNERS = frozenset({"sarif", "zap", "nuclei"})
_UNSTATED = frozenset({"", "unknown"})


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per rule and address; a scanner may be wrong, so a person confirms."""
    rows = [row for row in facts.outside if row.kind in _SCANNERS]
    if not rows:
        yield of_site(facts, Outcome.NOT_TESTED, NOT_EXAMINED)
        return
    home = site_subject(facts).url
    for row in sorted(rows, key=lambda row: (row.url, row.kind, row.subject, row.severity, row.sha256, row.row)):
        outcome = Outcome.FAIL if row.severity in params["severities"] else Outcome.PASS
        yield Verdict(
            outcome=Outcome.CANNOT_TELL if row.severity in _UNSTATED else outcome,
            subject=Subject(kind="page", url=row.url or home, title=row.title or row.subject),
            values={
                "rule": row.subject,
                "severity": row.severity,
                "said": row.title,
                "source": row.source,
                "scanner": row.kind,
            },
            evidence=(row.ref,),
            target=f"{row.kind}|{row.subject}|{row.severity}",
        )
