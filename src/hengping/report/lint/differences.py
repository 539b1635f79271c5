"""Differences between a text of the results and a text of the document, as faults."""

from collections.abc import Iterable, Mapping

from hengping.report.lint.cleaning import clean
from hengping.report.lint.comparing import Compared, Difference
from hengping.report.lint.expected import Known, Unit
from hengping.report.lint.facts import Fact
from hengping.report.lint.model import Model
from hengping.report.lint.notebook import Notebook
from hengping.report.lint.page import Paragraph

_LISTS = frozenset({"names", "text"})
_RULES = {"name": "name_changed", "direction": "wording_changed", "tie": "wording_changed", "share": "wording_changed"}
_MANUSCRIPT = "改回，或者修改文稿后重新生成"
_FIXED = frozenset({"date", "rate", "number_sign", "place", "name", "share"})
"""Kinds of facts that nobody rewords, also where no figure is bound."""
_NOBODY = frozenset({"无", "——"})
_NEAR_BY = 300
"""Characters in which the neighbours of a missing name are looked for."""
_STOPS = "，。；：、"


class Telling:
    """Writes the differences of one pair of texts."""

    def __init__(  # noqa: PLR0917 - what a difference is judged by
        self,
        unit: Unit,
        paragraph: Paragraph,
        model: Model,
        notebook: Notebook,
        handled: set[str],
        facts: tuple[Fact, ...],
    ) -> None:
        self.unit, self.paragraph, self.model, self.notebook = unit, paragraph, model, notebook
        self.handled = handled
        self.same_names: dict[int, int] = {}
        self.found_names: dict[int, int] = {}
        self.facts = facts

    def tell(self, compared: Compared) -> None:
        """Confirm what is the same, and write a fault or a note for what is not."""
        kept: set[str] = set()
        kept_names: list[tuple[Fact, Fact, Known]] = []
        self.same_names = {ours.start: ours.end for ours, _ in compared.same if ours.kind == "name"}
        self.found_names = {theirs.start: theirs.end for _, theirs in compared.same if theirs.kind == "name"}
        for ours, theirs in compared.same:
            figure = self._figure(ours)
            if figure is not None:
                self._confirmed(figure, ours, theirs)
                kept.add(figure.name)
                if ours.kind == "name":
                    kept_names.append((ours, theirs, figure))
            if theirs.kind in {"name", "label"} and theirs.text != theirs.value:
                self._altered(theirs, figure)
        for each in compared.differences:
            if each.expected is not None and each.found is not None:
                self._changed(each, each.expected, each.found)
            elif each.expected is not None:
                self._missing(each.expected, kept)
            elif each.found is not None:
                self._extra(each.found, kept_names)
        self._order(kept_names)

    def _figure(self, fact: Fact) -> Known | None:
        return self.unit.at(fact.start, fact.end)

    def _confirmed(self, figure: Known, ours: Fact, theirs: Fact) -> None:
        self.notebook.confirm(self.paragraph, theirs.start, theirs.end)
        if ours.start == figure.start and ours.end == figure.end:
            self.notebook.shown.add(figure.name)

    def _altered(self, found: Fact, figure: Known | None) -> None:
        if self.model.names.is_short_form(found.text, found.value):
            return
        self.notebook.tell(
            "name_misspelt",
            self.paragraph,
            found.start,
            found.end,
            stands=found.text,
            expected=found.value,
            query=figure.query if figure else "",
            remedy="按评估名单改正名称",
        )

    def _changed(self, each: Difference, ours: Fact, theirs: Fact) -> None:
        figure = self._figure(ours)
        if self._is_handled(figure, theirs) or ours.key == theirs.key:
            return
        query = figure.query if figure else self.unit.table_query
        if theirs.weak and not each.tight:
            return
        # A number that no figure is bound to, amid words that nobody touched, is a slip; among new words it is theirs.
        static = each.tight and ours.kind == "number" and not ours.weak
        if not query and not static and not self._counts(ours, theirs):
            return
        rule = _RULES.get(ours.kind, "figure_changed") if query else "static_changed"
        self._tell(rule, ours, theirs, query)

    def _counts(self, ours: Fact, theirs: Fact) -> bool:
        """Whether a difference matters where no figure is bound."""
        if ours.kind in _FIXED:
            return True
        return ours.kind in {"direction", "label"} and self._beside_a_number(theirs)

    def _beside_a_number(self, fact: Fact) -> bool:
        """Whether a number stands in the same clause."""
        text = self.paragraph.text
        start = max((text.rfind(sign, 0, fact.start) for sign in _STOPS), default=-1)
        ends = [at for sign in _STOPS if (at := text.find(sign, fact.end)) >= 0]
        end = min(ends, default=len(text))
        return any(
            each.kind in {"number", "rate"} and not each.weak and start < each.start < end for each in self.facts
        )

    def _tell(self, rule: str, ours: Fact, theirs: Fact, query: str) -> None:
        self.notebook.tell(
            rule,
            self.paragraph,
            theirs.start,
            theirs.end,
            stands=theirs.text,
            expected=ours.text,
            query=query,
            remedy=f"改为{ours.text}" if query else _MANUSCRIPT,
        )

    def _is_handled(self, figure: Known | None, theirs: Fact | None) -> bool:
        """Whether the bound figure itself was looked at already."""
        if figure is not None and figure.name in self.handled:
            return True
        return theirs is not None and any(
            each.name in self.handled and each.start <= theirs.start and theirs.end <= each.end
            for each in self.paragraph.bound
        )

    def _missing(self, ours: Fact, kept: set[str]) -> None:
        """A name that is gone from a list whose other names are there is a fault; anything else a note."""
        figure = self._figure(ours)
        if figure is None and ours.kind == "name" and self._is_listed(self.unit.text, ours, self.same_names):
            self._tell_missing(ours, "")
        if figure is None or self._is_handled(figure, None) or ours.kind in {"direction", "label"}:
            return
        at = self._last_kept(ours)
        nobody = figure.kind == "names" and "：无" in self.paragraph.text
        if ours.kind == "name" and figure.kind in _LISTS and (figure.name in kept or nobody):
            self._tell_missing(ours, figure.query)
        elif ours.kind == "tie":
            self.notebook.tell(
                "wording_changed",
                self.paragraph,
                at,
                at,
                stands="没有“并列”",
                expected="并列",
                query=figure.query,
                remedy="补上“并列”",
            )
        else:
            self.notebook.tell(
                "sentence_removed", self.paragraph, at, at, expected=ours.text, query=figure.query, note=True
            )

    @staticmethod
    def _is_listed(text: str, name: Fact, others: Mapping[int, int]) -> bool:
        """Whether a name stands in a row with one of the others (where each begins, and ends)."""
        before = name.start > 1 and text[name.start - 1] in "、和" and name.start - 1 in others.values()
        return before or (text[name.end : name.end + 1] in {"、", "和"} and name.end + 1 in others)

    def _tell_missing(self, ours: Fact, query: str) -> None:
        at = self._last_kept(ours)
        remedy = f"补列{ours.text}，或者删去整句"
        self.notebook.tell("name_missing", self.paragraph, at, at, expected=ours.text, query=query, remedy=remedy)

    def _last_kept(self, ours: Fact) -> int:
        """Where in the document the missing fact would stand: behind the nearest fact before it that is there."""
        before = self.model.facts(self.unit.text[: ours.start][-_NEAR_BY:])
        places = {other.key: other.end for other in self.facts}
        return next((places[fact.key] for fact in reversed(before) if fact.key in places), 0)

    def _extra(self, theirs: Fact, kept: Iterable[tuple[Fact, Fact, Known]]) -> None:
        """A name beside names of a list of the results, on which it does not stand."""
        if theirs.kind == "tie" and any(figure.query.startswith("ranked.") for figure in self.unit.figures):
            figure = next(figure for figure in self.unit.figures if figure.query.startswith("ranked."))
            self._surplus("wording_changed", theirs, figure.query, "删去“并列”")
            return
        if theirs.kind != "name":
            return
        if empty := next(
            (each for each in self.unit.figures if each.kind == "names" and each.printed in _NOBODY), None
        ):
            self._surplus("name_extra", theirs, empty.query, f"改回{empty.printed}")
            return
        text = self.paragraph.text
        for _, other, figure in kept:
            listed = figure.kind in _LISTS and figure.name not in self.handled
            if listed and self._is_listed(text, theirs, {other.start: other.end}):
                self._surplus("name_extra", theirs, figure.query, f"删去{theirs.text}")
                return
        if not self.unit.figures and self._is_listed(text, theirs, self.found_names):
            self._surplus("name_extra", theirs, "", f"删去{theirs.text}，或者修改文稿后重新生成")

    def _surplus(self, rule: str, theirs: Fact, query: str, remedy: str) -> None:
        self.notebook.tell(
            rule, self.paragraph, theirs.start, theirs.end, stands=theirs.text, query=query, remedy=remedy
        )

    def _order(self, kept: Iterable[tuple[Fact, Fact, Known]]) -> None:
        """Names of a ranked list in the same order as in the results."""
        by_figure: dict[str, list[tuple[Fact, Fact, Known]]] = {}
        for each in kept:
            if each[2].query.startswith(("ranked.", "change.improved")):
                by_figure.setdefault(each[2].name, []).append(each)
        for rows in by_figure.values():
            rows.sort(key=lambda row: row[1].start)
            wanted = sorted(rows, key=lambda row: row[0].start)
            for (_, theirs, figure), (ours, _, _) in zip(rows, wanted, strict=True):
                if theirs.value != ours.value:
                    self.notebook.tell(
                        "order_changed",
                        self.paragraph,
                        theirs.start,
                        theirs.end,
                        stands=theirs.text,
                        expected=ours.text,
                        query=figure.query,
                        remedy=f"按名次排列：{clean(figure.printed)}"[:120],
                    )
                    break
