"""What the linter knows of the results besides the document made from them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cached_property

from hengping.model.score import GroupSummary, RankRow
from hengping.report.figures.query import Queries
from hengping.report.lint.cleaning import clean
from hengping.report.lint.facts import Fact, facts_of
from hengping.report.lint.names import Names


class Model:
    """The results of one system, asked by rules."""

    def __init__(self, ask: Queries) -> None:
        self.ask = ask
        self.view, self.system = ask.view, ask.system
        self.names = Names.of(self.view.inputs.sites)

    @cached_property
    def labels(self) -> Names:
        """Groups, tiers, lists, checks and indicators, by their printed names."""
        system = self.system
        named = [(row.group, f"group {row.group}") for row in system.groups]
        named += [(tier, f"tier {tier}") for track in system.tracks for tier, _ in track.tiers]
        named += [(title, f"list {key}") for key, title, _ in system.lists]
        named += [(text.title, f"check {key}") for key, text in self.view.inputs.check_texts.items()]
        named += [(title, f"item {key}") for key, title in system.system.node_titles.items()]
        named.append((self.view.inputs.organiser, "organiser"))
        return Names(named)

    def facts(self, text: str) -> list[Fact]:
        """The facts of a cleaned text."""
        return facts_of(text, self.names, self.labels)

    @cached_property
    def groups(self) -> dict[str, GroupSummary]:
        """Groups by cleaned name."""
        return {clean(row.group): row for row in self.system.groups}

    @cached_property
    def rows(self) -> dict[str, RankRow]:
        """Published rank rows by site code."""
        shown = {row.site_code for group in self.system.rows_by_group for row in self.system.published_rows(group)}
        return {code: row for code, row in self.system.ranks.items() if code in shown}

    @cached_property
    def on_list(self) -> dict[str, set[str]]:
        """Codes of the sites on every list."""
        found: dict[str, set[str]] = defaultdict(set)
        for key, _, entries in self.system.lists:
            found[key] |= {entry.site_code for entry in entries}
        return found

    @property
    def issued_on(self) -> date:
        """The date of writing."""
        inputs = self.view.inputs
        return inputs.issued_on or inputs.as_of

    def list_titles(self) -> Iterator[tuple[str, str]]:
        """Id and cleaned title of every list."""
        return ((key, clean(title)) for key, title, _ in self.system.lists)
