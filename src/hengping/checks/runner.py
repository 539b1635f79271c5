"""The runner: one site's facts through the checks, in an order that never changes."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from hengping.checks.catalogue import LoadedCheck, loaded_checks
from hengping.checks.context import Context, Params
from hengping.checks.gates import error_verdict, gate, nothing_to_judge, one_verdict_each
from hengping.checks.messages import COMMON_MESSAGES
from hengping.checks.wording import fill
from hengping.model.errors import InputError
from hengping.model.facts import SiteFacts
from hengping.model.finding import Finding, Verdict, finding_id


def run_checks(
    facts: SiteFacts,
    params: Mapping[str, Mapping[str, Any]] | None = None,
    only: Collection[str] | None = None,
) -> list[Finding]:
    """Judge one site.

    A site that is blocked as a whole gets one finding ``blocked`` per check; a site that never answered gets
    ``not_tested`` from all checks but those that need nothing but its visits. A check that fails itself yields one
    finding ``error``, never a pass and never a deduction.

    Args:
        facts: all facts of the site.
        params: plain parameter values by check id and name; defaults hold for the rest.
        only: ids of the checks to run; None: all.

    Returns:
        Findings ordered by check id, subject URL and target.

    Raises:
        InputError: an unknown check or parameter, or a value that does not fit.
    """
    checks = loaded_checks()
    given = params or {}
    for check_id in sorted({*given, *(only or ())} - set(checks)):
        raise InputError(f"没有检查项 {check_id}", remedy="用 hengping checks list 查看全部检查项")
    bound = {check_id: check.definition.bind(given.get(check_id)) for check_id, check in checks.items()}
    chosen = checks if only is None else set(only)
    return [finding for check_id in sorted(chosen) for finding in run_check(checks[check_id], facts, bound[check_id])]


def run_check(check: LoadedCheck, facts: SiteFacts, params: Params) -> list[Finding]:
    """Findings of one check on one site, ordered by subject URL and target.

    Args:
        check: the check.
        facts: all facts of the site.
        params: typed parameters, see :meth:`CheckDefinition.bind`.
    """
    stopped = gate(facts, check.definition)
    if stopped:
        return _findings(check, facts, [stopped])
    try:
        verdicts = list(check.judge(facts, params, Context(facts.as_of)))
        return _findings(check, facts, verdicts or [nothing_to_judge(facts)])
    except Exception as error:  # noqa: BLE001 - whatever a check throws is the tool's fault and must not stop the site
        return _findings(check, facts, [error_verdict(facts, error)])


def _findings(check: LoadedCheck, facts: SiteFacts, verdicts: Iterable[Verdict]) -> list[Finding]:
    ordered = sorted(one_verdict_each(verdicts), key=lambda verdict: (verdict.subject.url, verdict.target))
    return [_finding(check, facts, verdict) for verdict in ordered]


def _finding(check: LoadedCheck, facts: SiteFacts, verdict: Verdict) -> Finding:
    definition, subject = check.definition, verdict.subject
    key = verdict.message or verdict.outcome.value
    message = definition.messages[key] if key in definition.messages else COMMON_MESSAGES[key]
    surroundings = {"title": subject.title or subject.url, "url": subject.url, "as_of": facts.as_of.isoformat()}
    return Finding(
        finding_id=finding_id(definition.id, facts.site.site_code, subject.url, verdict.target),
        site_code=facts.site.site_code,
        check=definition.id,
        version=definition.version,
        outcome=verdict.outcome,
        subject=subject,
        values=verdict.values,
        evidence=verdict.evidence,
        as_of=facts.as_of,
        messages=fill(message, surroundings | verdict.values),
    )
