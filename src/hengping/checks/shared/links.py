"""Link targets as subjects: what broken links, attachments and blocked pages share."""

from hengping.checks.messages import LINK_UNCONFIRMED
from hengping.model.facts import LinkFact
from hengping.model.finding import Outcome, Subject, SubjectKind, Verdict

FIRST_ERROR_STATUS = 400

_BOTH = 2
_UNCONFIRMED = {Outcome.CANNOT_TELL: LINK_UNCONFIRMED}
_OUTCOMES = {
    "ok": Outcome.PASS,
    "broken": Outcome.FAIL,
    "blocked": Outcome.BLOCKED,
    "not_tested": Outcome.NOT_TESTED,
}


def judge_link(link: LinkFact, subject: SubjectKind, *, second_looks: bool = False) -> Verdict:
    """Verdict on one link target by its state; a broken one is told apart by what went wrong.

    Args:
        link: the target.
        subject: what kind of subject it is.
        second_looks: whether the site's broken links were looked at again; then one look alone proves nothing.
    """
    outcome = _OUTCOMES[link.state]
    # An answer that says it is not there, or holds nothing, is no passing fault: one look tells.
    if second_looks and link.state == "broken" and link.looks < _BOTH and not link.hollow:
        outcome = Outcome.CANNOT_TELL
    return Verdict(
        outcome=outcome,
        subject=Subject(kind=subject, url=link.url, title=link.text),
        values={
            "source_url": link.source_url,
            "kind": link.kind,
            "on_home": link.on_home,
            "source_count": link.source_count,
            "status": link.status,
            "failure": link.failure.value if link.failure else None,
            "hollow": link.hollow,
            "looks": link.looks,
            "first_status": link.first_status,
            "first_failure": link.first_failure.value if link.first_failure else None,
        },
        evidence=(link.evidence,) if link.evidence.record_id else (),
        message=_message(link) if outcome is Outcome.FAIL else _UNCONFIRMED.get(outcome, ""),
    )


def _message(link: LinkFact) -> str:
    if link.hollow and link.kind == "attachment":
        return "fail_empty" if link.hollow == "empty" else "fail_page"
    if link.hollow:
        return "fail_notice"
    if link.failure:
        return "fail_failure"
    return "fail_status" if link.status >= FIRST_ERROR_STATUS else "fail_redirect"
