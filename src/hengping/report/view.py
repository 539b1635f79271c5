"""Results looked up and counted once, so that every document prints the same figures by construction."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from hengping.model.finding import SCORED, Finding, Outcome
from hengping.model.score import (
    GroupSummary,
    ItemCount,
    ListEntry,
    RankRow,
    ScoreNode,
    SiteScore,
    TrackSummary,
    VetoResult,
)
from hengping.model.site import Site
from hengping.report.inputs import EvidenceEntry, LedgerRow, ReportInputs, SystemReport, evidence_key
from hengping.report.item_counts import added

if TYPE_CHECKING:
    from hengping.report.problems import Problem
    from hengping.report.provisional_counts import Waiting

_YES = frozenset({"1", "true", "yes", "是"})


def is_yes(text: str) -> bool:
    """Whether a ledger column says yes."""
    return text.strip().lower() in _YES


def group_name(group: str) -> str:
    """The group as printed; the roster may leave it empty."""
    return group or "未分组"


STATE_ZH = {"ranked": "参加排名", "vetoed": "单项否决", "blocked": "未能评估", "not_ranked": "不参加排名"}
DEFAULT_LISTS = (("red", "红榜"), ("black", "黑榜"))


def is_waiting(veto: VetoResult) -> bool:
    """Whether a person must still decide: a veto that counts findings has a threshold, one that people decide none."""
    return veto.state == "not_tested" and not veto.fired and not veto.threshold


def unassessed_in(summary: GroupSummary) -> int:
    """Sites of a group without a verdict, whatever the reason (未能评估)."""
    return summary.sites - summary.assessed


def standing(score: SiteScore | None, row: RankRow | None) -> str:
    """What became of a site, in a word: a site that failed a line has a score but may have no place."""
    if score is None:
        return ""
    if score.state == "ranked" and (row is None or row.rank is None):
        return "不合格" if score.passed is False else "不参加排名"
    return STATE_ZH[score.state]


def standing_reasons(score: SiteScore) -> tuple[str, ...]:
    """Why: the reason of the state, then the fail lines the site lies under, each once."""
    reasons = (score.state_reason, *(line.reason for line in score.fail_reasons))
    return tuple(dict.fromkeys(reason for reason in reasons if reason))


def walk(node: ScoreNode) -> Iterator[ScoreNode]:
    """The node and everything below it, in the order of the system."""
    # A stack, not recursion: of 14,000 sites with 50 items this is walked a million times.
    left = [node]
    while left:
        found = left.pop()
        yield found
        if found.children:
            left.extend(reversed(found.children))


def titles_of(score: SiteScore, item_ids: Iterable[str]) -> tuple[str, ...]:
    """Titles of some items of a site's tree; the id where the tree does not hold the item."""
    titles = {node.item_id: node.title for node in walk(score.root)} if score.root else {}
    return tuple(titles.get(name, name) for name in item_ids)


class SystemView:
    """The results of one indicator system, looked up by site, group and list."""

    def __init__(self, system: SystemReport) -> None:
        self.system = system
        self.results = system.results
        self.system_id = system.results.system_id
        self.scores: dict[str, SiteScore] = {score.site_code: score for score in system.scores}
        self.ranks: dict[str, RankRow] = {row.site_code: row for row in system.results.ranks}
        self.waiting: tuple[Waiting, ...] | None = None
        """What waits for people; filled by :func:`hengping.report.provisional_counts.waiting`."""

    @cached_property
    def overall(self) -> GroupSummary | None:
        """Figures over all sites, as ranking gives them; None when it gives none."""
        named = [row for row in self.results.groups if not row.group]
        return named[0] if named else None

    @cached_property
    def groups(self) -> tuple[GroupSummary, ...]:
        """Figures of the named groups, in the order of the results."""
        return tuple(row for row in self.results.groups if row.group)

    @cached_property
    def rows_by_group(self) -> dict[str, tuple[RankRow, ...]]:
        """All rank rows, by group, in the order of the results."""
        grouped: defaultdict[str, list[RankRow]] = defaultdict(list)
        for row in self.results.ranks:
            grouped[row.group].append(row)
        return {group: tuple(rows) for group, rows in grouped.items()}

    @cached_property
    def ranked_groups(self) -> dict[str, tuple[RankRow, ...]]:
        """Rank rows with a rank, by group; groups without any are left out."""
        ranked = {
            group: tuple(row for row in rows if row.rank is not None) for group, rows in self.rows_by_group.items()
        }
        return {group: rows for group, rows in ranked.items() if rows}

    @cached_property
    def tracks(self) -> tuple[TrackSummary, ...]:
        """Tracks that have groups in this round."""
        return tuple(track for track in self.results.tracks if track.groups)

    @property
    def has_one_scale(self) -> bool:
        """Whether all totals mean the same: figures over all sites of several tracks would mix what is unlike."""
        return len(self.tracks) <= 1

    @cached_property
    def unordered_groups(self) -> frozenset[str]:
        """Groups whose places are not published (排名不分先后)."""
        return frozenset(group for track in self.tracks if track.method == "unordered" for group in track.groups)

    def conclusions(self, track: TrackSummary) -> tuple[RankRow, ...]:
        """Rows of an unordered track without tiers: nothing but their conclusions can be published."""
        if track.method != "unordered" or track.tiers:
            return ()
        return tuple(row for group in track.groups for row in self.rows_by_group.get(group, ()))

    def published_rows(self, group: str) -> tuple[RankRow, ...]:
        """Rank rows that a notice may print with place and total: all, or those of the published places (前十名)."""
        if group in self.unordered_groups:
            return ()
        rows = self.rows_by_group.get(group, ())
        top = next((track.top for track in self.tracks if group in track.groups), None)
        return rows if top is None else tuple(row for row in rows if row.rank is not None and row.rank <= top)

    def hides_highest(self, group: str) -> bool:
        """Whether the highest total of a group (empty: of all) would tell a total that is not published."""
        return bool(self.unordered_groups) if not group else group in self.unordered_groups

    def hides_lowest(self, group: str) -> bool:
        """Whether the lowest total of a group (empty: of all) would tell a total that is not published."""
        if not group:
            return any(self.hides_lowest(each) for each in self.rows_by_group if each)
        ranked = sum(row.rank is not None for row in self.rows_by_group.get(group, ()))
        return group in self.unordered_groups or len(self.published_rows(group)) < ranked

    @cached_property
    def items(self) -> ItemCount:
        """Scoring items of all sites together."""
        return added(self.system.scores)

    @property
    def provisional(self) -> int:
        """Sites whose score is not final."""
        return sum(score.provisional for score in self.system.scores)

    def standing(self, score: SiteScore | None) -> str:
        """What became of a site, in a word; one of a group without places takes part in it all the same."""
        row = self.ranks.get(score.site_code) if score else None
        if score is not None and score.state == "ranked" and score.group in self.unordered_groups:
            return "不合格" if score.passed is False else "不分先后"
        return standing(score, row)

    @cached_property
    def lists(self) -> tuple[tuple[str, str, tuple[ListEntry, ...]], ...]:
        """Id, title and entries of every published list, empty ones too, in the system's order."""
        titles = DEFAULT_LISTS if self.system.list_titles is None else self.system.list_titles
        return tuple(
            (list_id, title, tuple(entry for entry in self.results.lists if entry.list_id == list_id))
            for list_id, title in titles
        )

    @cached_property
    def unassessed(self) -> tuple[SiteScore, ...]:
        """Sites of which nothing can be said, blocked ones first.

        A site that too little was seen of but that lies under a fail line or on a list has its verdict.
        """
        blocked = [score for score in self.system.scores if score.state == "blocked"]
        unranked = [score for score in self.system.scores if score.state == "not_ranked" and score.passed is None]
        return (*blocked, *unranked)


class ReportView:
    """The inputs of a report, looked up by site."""

    def __init__(self, inputs: ReportInputs) -> None:
        self.inputs = inputs
        self.systems = tuple(SystemView(system) for system in inputs.systems)
        self.sites: dict[str, Site] = {site.site_code: site for site in inputs.sites}
        self.ledger: defaultdict[str, list[LedgerRow]] = defaultdict(list)
        for row in inputs.ledger:
            self.ledger[row.site_code].append(row)
        self.problems: dict[str, Problem] | None = None
        """Of all checks, whoever reads them; filled by :func:`hengping.report.problems.problems`."""
        self.ledger_counts: tuple[dict[str, Counter[str]], Counter[str]] | None = None
        """Sections by site; filled by :func:`hengping.report.ledger_counts.ledger_counts`."""

    def reads(self, check: str, system: SystemView | None = None) -> bool:
        """Whether a system reads a check; without a system, whether any of them does.

        What no item and no veto reads was not part of the evaluation, whatever else was looked at on the way.
        """
        asked = self.systems if system is None else (system,)
        return any(each.system.checks is None or check in each.system.checks for each in asked)

    def clean_checks(self, system: SystemView) -> dict[str, frozenset[str]]:
        """Checks of a system that were judged and found no fault anywhere, with the sites examined; by check id."""
        return {check: sites for check, sites in self._clean_checks.items() if self.reads(check, system)}

    @cached_property
    def _clean_checks(self) -> dict[str, frozenset[str]]:
        """Checks that were judged and found no fault anywhere, with the codes of the sites examined; by check id."""
        examined: defaultdict[str, set[str]] = defaultdict(set)
        faulty: set[str] = set()
        for site_code, rows in self.inputs.findings.items():
            for row in rows:
                if row.outcome in SCORED:
                    examined[row.check].add(site_code)
                    if row.outcome is not Outcome.PASS:
                        faulty.add(row.check)
                elif row.outcome is Outcome.CANNOT_TELL:
                    faulty.add(row.check)
        return {check: frozenset(examined[check]) for check in sorted(examined) if check not in faulty}

    def system(self, system_id: str = "") -> SystemView:
        """The system with this id; the first one when no id is given.

        Raises:
            KeyError: there is no such system.
        """
        for view in self.systems:
            if system_id in {"", view.system_id}:
                return view
        raise KeyError(system_id)

    def unit(self, site_code: str, name: str = "") -> str:
        """The responsible body as printed; the site's name when the roster names no body."""
        site = self.sites.get(site_code)
        return (site.unit or site.name) if site else name or site_code

    def findings(self, site_code: str) -> tuple[Finding, ...]:
        """All findings of a site."""
        return self.inputs.findings.get(site_code, ())

    def evidence(self, site_code: str, record_id: str) -> EvidenceEntry | None:
        """Where and when a record was fetched; None when the index does not hold it."""
        return self.inputs.evidence_index.get(evidence_key(site_code, record_id))

    def check_title(self, check: str) -> str:
        """The check's Chinese title; its id when the check is unknown here."""
        text = self.inputs.check_texts.get(check)
        return text.title if text else check
