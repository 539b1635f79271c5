"""What of the results may be published: one rule for open data, public pages and the press release.

Places of an unordered track, totals behind the published places (前十名) and results that are not released yet appear
nowhere: not in a column, not in a file name, not in the order of rows.
"""

import re
from decimal import Decimal
from functools import cached_property

from hengping.model.score import GroupSummary, RankRow, SiteScore
from hengping.report.view import ReportView, SystemView
from hengping.report.wording import official

FEWEST_HIDDEN = 3
"""A mean over fewer unpublished totals than this would tell them, together with the published ones."""

_URL = re.compile(r"(?:https?://|www\.)[^\s，。；、）)”\"'<>]+", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d[\d -]{9,}[\dXx](?![0-9A-Za-z])")


def public_text(text: str) -> str:
    """A reason as it may be published: without addresses (one may lead to a leak), mail and long numbers."""
    text = _MAIL.sub("（邮箱略）", _URL.sub("（网址略）", official(text)))
    return _LONG_NUMBER.sub("（号码略）", text)


class Scope:
    """What of one system's results may be published."""

    def __init__(self, system: SystemView) -> None:
        self.system = system
        self.released = system.results.publishable

    @cached_property
    def ranked(self) -> dict[str, RankRow]:
        """Rows that may be shown with place and total, by site code, in the published order."""
        if not self.released:
            return {}
        return {row.site_code: row for group in self.system.rows_by_group for row in self.system.published_rows(group)}

    @cached_property
    def scored(self) -> tuple[SiteScore, ...]:
        """Score trees that may be shown: of published rows with a total and a verdict on coverage."""
        return tuple(
            score
            for score in self.system.system.scores
            if score.site_code in self.ranked
            and score.total is not None
            and score.root is not None
            and score.state != "not_ranked"
        )

    @cached_property
    def tiers(self) -> dict[str, str]:
        """Tier of every site whose tier is published, by site code."""
        if not self.released:
            return {}
        tiers = {row.site_code: row.tier for row in self.ranked.values() if row.tier}
        for track in self.system.tracks:
            if track.method == "unordered":
                tiers |= {code: tier for tier, codes in track.tiers for code in codes}
        return tiers

    @cached_property
    def conclusions(self) -> dict[str, str]:
        """合格, 不合格 or the state, of sites of which the notice prints it, by site code."""
        if not self.released:
            return {}
        listed = {row.site_code for track in self.system.tracks for row in self.system.conclusions(track)}
        found = {}
        for score in self.system.system.scores:
            fired = any(veto.fired for veto in score.vetoes)
            if score.site_code in self.ranked or score.site_code in listed or fired or score.state == "blocked":
                said = {True: "合格", False: "不合格", None: ""}[score.passed]
                found[score.site_code] = said or self.system.standing(score)
        return found

    def hidden(self, group: str) -> int:
        """Totals of a group (empty: of all) that are not published."""
        rows = self.system.results.ranks if not group else self.system.rows_by_group.get(group, ())
        return sum(row.total is not None and row.site_code not in self.ranked for row in rows)

    def summary(self, row: GroupSummary) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """Mean, highest and lowest of a group, each None where it would tell a total that is not published."""
        if not row.group and not self.system.has_one_scale:
            return None, None, None
        hidden = self.hidden(row.group)
        mean = row.mean if not hidden or hidden >= FEWEST_HIDDEN else None
        groups = (row.group,) if row.group else tuple(self.system.rows_by_group)
        ordered = not any(group in self.system.unordered_groups for group in groups)
        return mean, row.highest if ordered else None, None if hidden else row.lowest


class PublicView:
    """The inputs of the public documents: systems with their scope, and whether counts of findings may be shown."""

    def __init__(self, view: ReportView) -> None:
        self.view = view
        self.scopes = tuple(Scope(system) for system in view.systems)
        self.released = tuple(scope for scope in self.scopes if scope.released)
        # Findings belong to no system: their counts would tell of results that are not released.
        self.findings_released = bool(self.scopes) and len(self.released) == len(self.scopes)
