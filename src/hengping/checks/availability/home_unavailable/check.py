"""The home page fails to open in too many availability visits (站点无法访问, V19-W2, C15-V1)."""

import hashlib
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import site_subject
from hengping.model.codec import encode
from hengping.model.evidence import EvidenceRef, Visit
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site: failed / (opened + failed), visits that were blocked or our own fault left out."""
    failed = sorted((v for v in facts.visits if v.result == "failed"), key=lambda v: (v.number, encode(v)))
    valid = len(failed) + sum(visit.result == "ok" for visit in facts.visits)
    if valid < max(params["min_visits"], 1):
        outcome = Outcome.NOT_TESTED
    else:
        outcome = Outcome.FAIL if len(failed) >= params["max_failed_rate"] * valid else Outcome.PASS
    rate = (Decimal(len(failed)) / max(valid, 1)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    yield Verdict(
        outcome=outcome,
        subject=site_subject(facts),
        values={
            "visits": valid,
            "failed": len(failed),
            "failed_rate": str(rate),
            "excluded": len(facts.visits) - valid,
            "limit_rate": str(params["max_failed_rate"]),
            "min_visits": params["min_visits"],
        },
        evidence=tuple(_reference(visit) for visit in failed),
    )


def _reference(visit: Visit) -> EvidenceRef:
    """Pointer to the visit's line in visits.jsonl."""
    return EvidenceRef(f"visits:{visit.number}", f"sha256:{hashlib.sha256(encode(visit)).hexdigest()}")
