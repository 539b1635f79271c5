"""The site search does not find what is known to be on the site (搜索不可用, S07, D19-d21, V-rows on search)."""

from collections import Counter
from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import site_subject
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict

_BOTH = 2
_UNTESTED = {"foreign_host": "not_tested_foreign_host", "no_titles": "not_tested_no_titles"}


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site."""
    states: Counter[str] = Counter(test.state for test in facts.search_tests)
    outcome, message = _outcome(facts, params, states)
    yield Verdict(
        outcome=outcome,
        subject=site_subject(facts),
        values={
            "tests": states.total(),
            "found": states["found"],
            "not_found": states["not_found"],
            "errors": states["error"],
            "queries": [test.query for test in facts.search_tests],
            "search_url": next((test.url for test in facts.search_tests if test.url), "").partition("?")[0],
        },
        evidence=tuple(test.evidence for test in facts.search_tests if test.evidence.record_id) or facts.home.evidence,
        message=message,
    )


def _outcome(facts: SiteFacts, params: Params, states: Counter[str]) -> tuple[Outcome, str]:
    if not facts.search_tests:
        if facts.search_untested == "no_form" and facts.home.search_form:
            return Outcome.CANNOT_TELL, "cannot_tell_no_form"
        if not facts.home.search_form and facts.home.readable and facts.home.fetched:
            return Outcome.NOT_APPLICABLE, ""
        return Outcome.NOT_TESTED, _UNTESTED.get(facts.search_untested, "")
    if states["found"] >= params["min_found"]:
        return Outcome.PASS, ""
    all_failed = states["not_found"] + states["error"] == states.total() >= params["min_tests"]
    if all_failed and all(test.looks == _BOTH for test in facts.search_tests):
        return Outcome.FAIL, "fail" if states["not_found"] else "fail_error"
    return Outcome.CANNOT_TELL, ""
