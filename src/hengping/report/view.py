"""Results looked up and counted once, so that every document prints the same figures by construction."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from hengping.model.finding import Finding
from hengping.model.score import GroupSummary, ListEntry, RankRow, ScoreNode, SiteScore, VetoResult
from hengping.model.site import Site
from hengping.report.inputs import EvidenceEntry, LedgerRow, ReportInputs, SystemReport, evidence_key

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
    yield node
    for child in node.children:
        yield from walk(child)


class SystemView:
    """The results of one indicator system, looked up by site, group and list."""

    def __init__(self, system: SystemReport) -> None:
        self.system = system
        self.results = system.results
        self.system_id = system.results.system_id
        self.scores: dict[str, SiteScore] = {score.site_code: score for score in system.scores}
        self.ranks: dict[str, RankRow] = {row.site_code: row for row in system.results.ranks}

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
    def lists(self) -> tuple[tuple[str, str, tuple[ListEntry, ...]], ...]:
        """Id, title and entries of every published list, empty ones too, in the system's order."""
        titles = self.system.list_titles or DEFAULT_LISTS
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
