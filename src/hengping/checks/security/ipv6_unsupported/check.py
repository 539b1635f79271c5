"""A site that cannot be used over IPv6, by the official seven metrics (N22-1, D19-d23)."""

from collections.abc import Iterator
from decimal import Decimal

from hengping.checks.context import Context, Params
from hengping.checks.shared.verdicts import not_probed, of_site, probe_ref
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict
from hengping.model.probes import Ipv6Facts

_METRICS = ("record", "authority", "home", "stability", "same_content", "second_level", "third_level")


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per metric. What hangs on the missing AAAA record is not counted again (ENG-08)."""
    probes = facts.probes
    if probes is None or probes.dns is None:
        yield not_probed(facts)
        return
    support = probes.dns.ipv6_support
    for metric in _METRICS:
        met, measured = _measured(support, metric, params["at_least_rate"])
        by_connecting = metric not in {"record", "authority"}
        if by_connecting and support.has_record is False:
            outcome, message = Outcome.NOT_APPLICABLE, "no_record"
        elif by_connecting and not support.vantage_has_ipv6:
            outcome, message = Outcome.NOT_TESTED, "no_vantage"
        elif met is None:
            outcome, message = Outcome.NOT_TESTED, "unknown"
        else:
            outcome, message = Outcome.PASS if met else Outcome.FAIL, ""
        yield of_site(
            facts,
            outcome,
            message,
            target=metric,
            evidence=probe_ref(probes, "dns"),
            kind="host",
            metric=metric,
            measured=measured,
        )


def _measured(support: Ipv6Facts, metric: str, least: Decimal) -> tuple[bool | None, str | bool | None]:
    """Whether a metric is met, None when nobody could tell, and what was measured."""
    known = {
        "record": support.has_record,
        "authority": support.authority_complete,
        "home": support.home_reachable,
        "same_content": support.same_content,
    }
    if metric in known:
        return known[metric], known[metric]
    tried, good = {
        "stability": (support.tries, support.successes),
        "second_level": (support.second_level_tried, support.second_level_open),
        "third_level": (support.third_level_tried, support.third_level_open),
    }[metric]
    return (Decimal(good) >= least * tried, f"{good}/{tried}") if tried else (None, None)
