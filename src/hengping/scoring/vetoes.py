"""Vetoes (单项否决) of one site."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil

from hengping.indicators.system import IndicatorSystem
from hengping.indicators.verdicts import CountVeto, EveryVeto, ShareVeto, Veto
from hengping.model.finding import Finding
from hengping.model.score import VetoResult
from hengping.model.site import Site
from hengping.scoring.plan import Supplied
from hengping.scoring.select import FindingIndex, is_open, is_scored


def judge_vetoes(
    system: IndicatorSystem, site: Site, findings: FindingIndex, supplied: Supplied
) -> tuple[VetoResult, ...]:
    """All vetoes that apply to the site's class and group, in file order."""
    return tuple(_judge(veto, findings, supplied) for veto in system.vetoes if _is_for(veto, site))


def _is_for(veto: Veto, site: Site) -> bool:
    if (site.site_class or "A") in veto.absent_for or site.group in veto.absent_groups:
        return False
    return not veto.only_groups or site.group in veto.only_groups


def forced_scores(system: IndicatorSystem, results: Iterable[VetoResult]) -> dict[str, tuple[Fraction, str]]:
    """Nodes whose score a veto sets, with the score (the lowest of several) and the reason."""
    fired = {each.veto_id: each for each in results if each.fired}
    found: dict[str, tuple[Fraction, str]] = {}
    for veto in system.vetoes:
        if veto.sets is None or veto.id not in fired:
            continue
        score, note = Fraction(veto.sets.score), f"单项否决（{fired[veto.id].reason}），记 {veto.sets.score} 分"
        standing = found.get(veto.sets.node)
        if standing is None or score < standing[0]:
            found[veto.sets.node] = (score, note)
    return found


def _judge(veto: Veto, findings: FindingIndex, supplied: Supplied) -> VetoResult:
    value = supplied.get(veto.id)
    threshold = veto.rule.at_least if isinstance(veto.rule, CountVeto) else 0
    if isinstance(value, Decimal):
        fired = value != 0
        reason = (veto.reason_given or _without_fields(veto)) if fired else ""
        return _result(veto, fired=fired, reason=reason, threshold=threshold)
    if value == "NA":
        return _result(veto, fired=False, threshold=threshold)
    if isinstance(veto.rule, CountVeto):
        return _count(veto, veto.rule, findings)
    if isinstance(veto.rule, EveryVeto):
        return _every(veto, veto.rule, findings)
    if isinstance(veto.rule, ShareVeto):
        return _share(veto, veto.rule, findings)
    return _result(veto, fired=False, reason="等待人工判定", tested=False)


def _count(veto: Veto, rule: CountVeto, findings: FindingIndex) -> VetoResult:
    """Open when too little was checked, or when what could not be told might still reach the threshold."""
    hits = _by_id(hit for selector in rule.select for hit in findings.hits(selector))
    concerned = _by_id(each for selector in rule.select for each in findings.concerned(selector))
    doubts = sum(is_open(each) for each in concerned.values())
    count = len(hits)
    fired = count >= rule.at_least
    silent = not all(findings.ran(selector.check) for selector in rule.select)
    untested = bool(doubts) and not any(is_scored(each) for each in concerned.values())
    tested = fired or not (silent or untested or count + doubts >= rule.at_least)
    text = veto.reason.format(count=count, threshold=rule.at_least)
    reason = text if fired else "" if tested else _open_reason(doubts)
    return _result(
        veto, fired=fired, reason=reason, tested=tested, count=count, threshold=rule.at_least, ids=tuple(sorted(hits))
    )


def _every(veto: Veto, rule: EveryVeto, findings: FindingIndex) -> VetoResult:
    """Fewer subjects than stated, every one of them selected; a doubt about one of them leaves it open."""
    hits = _by_id(findings.hits(rule.select))
    concerned = findings.concerned(rule.select)
    scored = sum(is_scored(each) for each in concerned)
    doubts = sum(is_open(each) for each in concerned)
    could = 0 < scored + doubts < rule.fewer_than and len(hits) == scored
    fired = could and not doubts
    tested = findings.ran(rule.select.check) and (fired or not (could and doubts))
    reason = veto.reason.format(count=len(hits), threshold=rule.fewer_than) if fired else ""
    ids = tuple(sorted(hits))
    return _result(
        veto,
        fired=fired,
        reason=reason or ("" if tested else _open_reason(doubts)),
        tested=tested,
        count=len(hits),
        threshold=rule.fewer_than,
        ids=ids if fired else (),
    )


def _share(veto: Veto, rule: ShareVeto, findings: FindingIndex) -> VetoResult:
    """Fires when the share is reached even if every doubt turned out well; open while doubts could still reach it.

    ``threshold``: the smallest number of findings that reaches the share.
    """
    hits = _by_id(hit for selector in rule.select for hit in findings.hits(selector))
    base = {**_by_id(each for selector in rule.of for each in findings.hits(selector)), **hits}
    concerned = _by_id(each for selector in (*rule.select, *rule.of) for each in findings.concerned(selector))
    doubts = sum(is_open(each) for each in concerned.values())
    whole = len(base) + doubts
    share = Fraction(rule.at_least)
    threshold = ceil(share * whole)
    fired = bool(hits) and len(hits) >= threshold
    silent = not all(findings.ran(selector.check) for selector in (*rule.select, *rule.of))
    tested = fired or not (silent or (doubts and len(hits) + doubts >= threshold))
    text = veto.reason.format(count=len(hits), threshold=threshold)
    return _result(
        veto,
        fired=fired,
        reason=text if fired else "" if tested else _open_reason(doubts),
        tested=tested,
        count=len(hits),
        threshold=threshold,
        ids=tuple(sorted(hits)) if fired else (),
    )


def _without_fields(veto: Veto) -> str:
    """The reason when no count is known: the sentence if it needs none, else the title."""
    return veto.title.zh if "{" in veto.reason else veto.reason


def _open_reason(doubts: int) -> str:
    return f"{doubts}项未能检查，尚不能判定" if doubts else "未检查"


def _by_id(findings: Iterable[Finding]) -> Mapping[str, Finding]:
    return {finding.finding_id: finding for finding in findings}


def _result(
    veto: Veto,
    *,
    fired: bool,
    reason: str = "",
    tested: bool = True,
    count: int = 0,
    threshold: int = 0,
    ids: tuple[str, ...] = (),
) -> VetoResult:
    return VetoResult(
        veto_id=veto.id,
        title=veto.title.zh,
        fired=fired,
        state="checked" if tested else "not_tested",
        reason=reason,
        count=count,
        threshold=threshold,
        finding_ids=ids,
        status=veto.status,
    )
