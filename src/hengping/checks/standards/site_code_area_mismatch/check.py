"""A site code whose first six digits are another area's (rules of the site code, PB-10)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict

_SUFFIXES = (
    *("维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县", "自治旗", "地区", "特别行政区"),
    *("省", "市", "县", "区", "盟", "旗", "州"),
)
_SHORTEST = 2


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site; only an area that the roster names can speak against the code."""
    division = facts.division
    if division is None:
        return
    site = facts.site
    known = {_short(name) for name in division.names if len(_short(name)) >= _SHORTEST}
    wider = {_short(name) for name in division.above if len(_short(name)) >= _SHORTEST}
    agreed = any(name in text for name in known for text in (site.region, site.unit, site.name))
    if agreed:
        outcome = Outcome.PASS
    elif not known or not site.region or any(name in site.region for name in wider):
        outcome = Outcome.CANNOT_TELL
    else:
        outcome = Outcome.FAIL
    yield of_site(facts, outcome, code=division.code, names=list(division.names), region=site.region)


def _short(name: str) -> str:
    """A division's name without the word for its kind."""
    suffix = next((suffix for suffix in _SUFFIXES if name.endswith(suffix) and len(name) > len(suffix) + 1), "")
    return name.removesuffix(suffix)
