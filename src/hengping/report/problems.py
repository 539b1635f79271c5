"""Problems (存在问题) counted by check and grouped by theme, with examples chosen by rule."""

from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec

from hengping.model.finding import SCORED, Finding, Outcome
from hengping.report.view import ReportView, SystemView

FAULTS = frozenset({Outcome.FAIL, Outcome.PARTLY})
"""Outcomes that count as a problem."""

EXAMPLES = 3
"""Bodies named for one problem: those with the most findings."""


class Theme(msgspec.Struct, frozen=True):
    """A heading of the problem chapter and the checks below it; ``what`` follows 部分网站 in the heading."""

    what: str
    checks: tuple[str, ...]


THEMES = (
    Theme("运行和首页更新保障不到位", ("home_unavailable", "home_not_updated")),
    Theme("栏目信息更新不及时", ("blank_section", "stale_section", "backdated")),
    Theme("链接和附件可用性不高", ("broken_link", "attachment_broken")),
    Theme("互动交流回应不到位", ("no_message_channel", "message_unanswered")),
    Theme("办事服务实用性不强", ("no_service", "guide_incomplete")),
    Theme("内容审核把关不严", ("personal_data", "dark_link", "wording_error", "reprint")),
    Theme(
        "网站标识和功能设置不规范",
        (
            "site_code_missing",
            "site_code_mismatch",
            "icp_missing",
            "psb_missing",
            "sponsor_missing",
            "contact_missing",
            "fault_report_entry_missing",
            "party_gov_mark_missing",
            "meta_missing",
            "search_missing",
            "search_broken",
        ),
    ),
)
"""Order of the problem chapter; checks of no theme follow under 其他."""

_BRIEF = frozenset(
    {
        "site_code_missing",
        "site_code_mismatch",
        "icp_missing",
        "psb_missing",
        "sponsor_missing",
        "contact_missing",
        "fault_report_entry_missing",
        "party_gov_mark_missing",
        "search_missing",
        "no_message_channel",
        "no_service",
    }
)
"""Checks whose title says all there is to say of a fault."""


def is_brief(check: str) -> bool:
    """Whether sites with this fault are only named, without an example."""
    return check in _BRIEF


_NOT_A_PROBLEM = frozenset({"blocked"})


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One check over all sites.

    Attributes:
        checked: sites with at least one scored outcome of this check: the denominator.
        faults: findings that count as a problem.
        sites: site code and number of its faults, most first, then by code.
        worst: first fault of the first site, as the example.
    """

    check: str
    title: str
    checked: int
    faults: int
    sites: tuple[tuple[str, int], ...]
    worst: Finding | None


class OutcomeCount(msgspec.Struct, frozen=True, kw_only=True):
    """Findings of one check by outcome, over all sites."""

    check: str
    title: str
    sites: int
    counts: dict[Outcome, int]


def problems(view: ReportView, system: SystemView | None = None) -> dict[str, Problem]:
    """Every check that has at least one fault, by check id; counted once for a view.

    Args:
        view: of all inputs.
        system: whose problems: only checks that it reads count; None: those that any system of the round reads.
    """
    if view.problems is None:
        view.problems = _counted(view)
    return {check: problem for check, problem in view.problems.items() if view.reads(check, system)}


def _counted(view: ReportView) -> "dict[str, Problem]":
    checked: defaultdict[str, set[str]] = defaultdict(set)
    faults: defaultdict[str, Counter[str]] = defaultdict(Counter)
    first: dict[tuple[str, str], Finding] = {}
    for site_code, findings in sorted(view.inputs.findings.items()):
        for finding in findings:
            if finding.outcome in SCORED:
                checked[finding.check].add(site_code)
            if finding.outcome in FAULTS:
                faults[finding.check][site_code] += 1
                first.setdefault((finding.check, site_code), finding)
    found: dict[str, Problem] = {}
    for check, by_site in sorted(faults.items()):
        if check in _NOT_A_PROBLEM:
            continue
        ordered = tuple(sorted(by_site.items(), key=lambda pair: (-pair[1], pair[0])))
        found[check] = Problem(
            check=check,
            title=view.check_title(check),
            checked=len(checked[check]),
            faults=sum(by_site.values()),
            sites=ordered,
            worst=first[check, ordered[0][0]],
        )
    return found


def by_theme(found: dict[str, Problem]) -> list[tuple[str, tuple[Problem, ...]]]:
    """Themes that have problems, each with its problems, the most widespread first."""
    placed = {check for theme in THEMES for check in theme.checks}
    others = tuple(check for check in found if check not in placed)
    chapters = []
    for theme in (*THEMES, Theme("还存在其他问题", others)):
        members = _widest_first(found[check] for check in theme.checks if check in found)
        if members:
            chapters.append((theme.what, members))
    return chapters


def outcome_counts(view: ReportView) -> tuple[OutcomeCount, ...]:
    """Findings of every check by outcome."""
    counts: defaultdict[str, Counter[Outcome]] = defaultdict(Counter)
    sites: defaultdict[str, set[str]] = defaultdict(set)
    for site_code, findings in view.inputs.findings.items():
        for finding in findings:
            counts[finding.check][finding.outcome] += 1
            sites[finding.check].add(site_code)
    return tuple(
        OutcomeCount(check=check, title=view.check_title(check), sites=len(sites[check]), counts=dict(counts[check]))
        for check in sorted(counts)
    )


def _widest_first(members: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(members, key=lambda problem: (-len(problem.sites), -problem.faults, problem.check)))
