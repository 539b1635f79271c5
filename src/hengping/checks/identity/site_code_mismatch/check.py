"""Identification codes that are malformed or differ (网站标识码不符; footer, meta tag and roster must agree)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import absence_obstacle, site_subject, tag
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict
from hengping.model.site import SITE_CODE


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site: printed code and SiteIDCode tag, as far as present, against form and roster."""
    home, expected = facts.home, facts.site.site_code.lower()
    shown = {"printed": (home.identity.site_code or "").strip(), "meta": tag(home.meta, "SiteIDCode")}
    present = {place: code.lower() for place, code in shown.items() if code}
    malformed = [place for place, code in present.items() if not SITE_CODE.fullmatch(code)]
    differing = [place for place, code in present.items() if code != expected]
    if not facts.site.has_code:
        outcome, message = Outcome.NOT_APPLICABLE, "no_code"
    elif differing or malformed:
        outcome, message = Outcome.FAIL, "fail_malformed" if malformed else ""
    elif not present:
        outcome, message = absence_obstacle(facts) or (Outcome.NOT_APPLICABLE, "")
    else:
        outcome, message = Outcome.PASS, ""
    yield Verdict(
        outcome=outcome,
        subject=site_subject(facts),
        values={
            "printed": shown["printed"] or None,
            "meta": shown["meta"] or None,
            "expected": facts.site.site_code if facts.site.has_code else None,
            "malformed": malformed,
            "differing": differing,
        },
        evidence=home.evidence,
        message=message,
    )
