"""Laws of the checks that judge a site beside others: they always answer, and order makes no difference."""

from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import inspect as shape
from test_checks_laws import strategy_of

from hengping.checks.cases import facts_of
from hengping.checks.runner import run_checks
from hengping.model.content_facts import ArticleFact, FirstSeenFact, ListingFact, RecurringFact, ReprintFact
from hengping.model.facts import SectionFact
from hengping.model.finding import Outcome

CHECKS = ["backdated", "late_rectification", "rebound", "reprint"]
KINDS: dict[str, type] = {
    "articles": ArticleFact,
    "reprints": ReprintFact,
    "first_seen": FirstSeenFact,
    "listings": ListingFact,
    "recurring": RecurringFact,
    "sections": SectionFact,
}
LISTED = {name: st.lists(strategy_of(shape.type_info(kind)), max_size=4).map(tuple) for name, kind in KINDS.items()}
OTHERS: dict[str, st.SearchStrategy[Any]] = {
    "compared_sites": st.integers(0, 3),
    "looked_before_on": st.none() | st.dates(),
}


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(values=st.fixed_dictionaries(LISTED | OTHERS), randoms=st.randoms(use_true_random=False))
def test_every_check_answers_and_order_makes_no_difference(values: dict[str, Any], randoms: Any) -> None:
    facts = msgspec.structs.replace(facts_of({}), **values)
    findings = run_checks(facts, only=CHECKS)
    assert {finding.check for finding in findings} == set(CHECKS)
    assert not [one for one in findings if one.outcome is Outcome.ERROR and "count" not in one.values]
    mixed = {name: tuple(randoms.sample(value, len(value))) for name, value in values.items() if name in KINDS}
    assert run_checks(msgspec.structs.replace(facts, **mixed), only=CHECKS) == findings
