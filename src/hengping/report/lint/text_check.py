"""The text of a document against the results: bound figures, aligned sentences, what was removed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from hengping.report.lint.agreeing import may_stand_for
from hengping.report.lint.alignment import align, hinted, similarity
from hengping.report.lint.altered import with_altered
from hengping.report.lint.cleaning import around, clean, sentences
from hengping.report.lint.comparing import Said, compare, whole
from hengping.report.lint.differences import Telling
from hengping.report.lint.expected import Expected, Known, Unit
from hengping.report.lint.facts import Fact
from hengping.report.lint.fault import Fault, Place
from hengping.report.lint.model import Model
from hengping.report.lint.names import distance
from hengping.report.lint.notebook import Notebook
from hengping.report.lint.page import Page, Paragraph

_TRUSTED = 0.6
"""So many of the bound figures must show what the results say; else the document was made from other results."""
_KEPT = 0.4
_FACTUAL = frozenset({"names", "name", "text", "share", "change"})
_SHORT = 40
_MISSPELT = 0.25


class TextCheck:
    """Checks all paragraphs of a document."""

    def __init__(self, expected: Expected, page: Page, model: Model, notebook: Notebook) -> None:
        self.expected, self.page, self.model, self.notebook = expected, page, model, notebook
        self.paragraphs = list(page.paragraphs)
        self.known = {figure.name: figure for figure in expected.figures}
        self.trusted = self._trusted()
        self.free: list[tuple[Paragraph, int, str]] = []
        """Sentences that people wrote: paragraph, where it begins, text."""

    def run(self) -> None:
        """Compare, and write what differs."""
        units = self.expected.units
        owner = {figure.name: unit.number for unit in units for figure in unit.figures}
        bound = (
            ((at, [each.name for each in item.bound]) for at, item in enumerate(self.paragraphs) if item.bound)
            if self.trusted
            else ()
        )
        aligned = align([unit.text for unit in units], [item.text for item in self.paragraphs], hinted(bound, owner))
        left: list[tuple[Unit, int, str]] = []
        for here, there in aligned.pairs:
            left += self._pair(units[here], self.paragraphs[there])
        for here in aligned.expected_left:
            left += [(units[here], at, text) for at, text in sentences(units[here].text)]
        known_texts = {unit.text for unit in units}
        for there in aligned.found_left:
            paragraph = self.paragraphs[there]
            self._bound(paragraph)
            if paragraph.text not in known_texts:
                self.free += [(paragraph, at, text) for at, text in sentences(paragraph.text)]
        self._moved(left)

    def _trusted(self) -> bool:
        """Whether the names of bound figures mean what they mean in these results."""
        shown = dict(self.page.values)
        if not shown:
            shown = {each.name: item.text[each.start : each.end] for item in self.paragraphs for each in item.bound}
        known = [name for name in shown if name in self.known]
        if not shown:
            return False
        right = sum(shown[name] == self._printed(self.known[name]) for name in known)
        return right >= _TRUSTED * len(shown)

    def _printed(self, figure: Known) -> str:
        return clean(figure.printed)

    def _pair(self, unit: Unit, paragraph: Paragraph) -> list[tuple[Unit, int, str]]:
        """Compare two paragraphs; gives back the sentences of the results that stand elsewhere or nowhere."""
        if unit.text == paragraph.text:
            for figure in unit.figures:
                self.notebook.confirm(paragraph, figure.start, figure.end)
                self.notebook.shown.add(figure.name)
            if all(
                fact.kind in {"direction", "label", "tie"} or unit.at(fact.start, fact.end)
                for fact in self._facts(unit)
            ):
                self.notebook.untouched.add(paragraph.number)
            return []
        handled = self._bound(paragraph)
        ours, theirs = sentences(unit.text), sentences(paragraph.text)
        same = Counter(text for _, text in ours) & Counter(text for _, text in theirs)
        ours_left = _without(ours, Counter(same))
        theirs_left = _without(theirs, Counter(same))
        self._confirm_equal(unit, paragraph, ours, theirs)
        # A sentence that resembles nothing on the other side was moved, removed or added.
        moved = [each for each in ours_left if not _resembles(each, theirs_left)]
        added = [each for each in theirs_left if not _resembles(each, ours_left)]
        self.free += [(paragraph, at, text) for at, text in added]
        self._compare(
            unit,
            [each for each in ours_left if each not in moved],
            paragraph,
            [each for each in theirs_left if each not in added],
            handled,
        )
        return [(unit, at, text) for at, text in moved]

    def _facts(self, unit: Unit) -> Iterator[Fact]:
        return (fact for fact in self.model.facts(unit.text) if not fact.weak)

    def _confirm_equal(
        self, unit: Unit, paragraph: Paragraph, ours: Sequence[tuple[int, str]], theirs: Sequence[tuple[int, str]]
    ) -> None:
        places: dict[str, list[int]] = {}
        for at, text in ours:
            places.setdefault(text, []).append(at)
        for at, text in theirs:
            if places.get(text):
                origin = places[text].pop(0)
                for figure in unit.figures:
                    if origin <= figure.start and figure.end <= origin + len(text):
                        self.notebook.confirm(paragraph, figure.start - origin + at, figure.end - origin + at)
                        self.notebook.shown.add(figure.name)

    def _compare(
        self,
        unit: Unit,
        ours: Sequence[tuple[int, str]],
        paragraph: Paragraph,
        theirs: Sequence[tuple[int, str]],
        handled: set[str],
    ) -> None:
        if not ours or not theirs:
            return
        wanted = _within(self.model.facts(unit.text), ours)
        found = _within(self.model.facts(paragraph.text), theirs)
        found = with_altered(paragraph.text, found, wanted, self.model.names, theirs)
        compared = compare(
            Said(text=unit.text, facts=tuple(wanted), parts=tuple(ours)),
            Said(text=paragraph.text, facts=tuple(found), parts=tuple(theirs)),
            lambda one, other: may_stand_for(one, other, paragraph.text),
        )
        Telling(unit, paragraph, self.model, self.notebook, handled, tuple(found)).tell(compared)

    def _bound(self, paragraph: Paragraph) -> set[str]:
        """Check the bound figures of a paragraph; gives back their names."""
        handled: set[str] = set()
        if not self.trusted:
            return handled
        for each in paragraph.bound:
            figure = self.known.get(each.name)
            if figure is None:
                continue
            handled.add(each.name)
            said, printed = paragraph.text[each.start : each.end], self._printed(figure)
            if said == printed:
                self.notebook.confirm(paragraph, each.start, each.end)
                self.notebook.shown.add(each.name)
            elif figure.kind in _FACTUAL:
                self._bound_text(figure, paragraph, each.start, each.end)
            else:
                self.notebook.tell(
                    "figure_changed",
                    paragraph,
                    each.start,
                    each.end,
                    stands=said,
                    expected=printed,
                    query=figure.query,
                    remedy=f"改回{printed}，或者更新域（F9）",
                )
        return handled

    def _bound_text(self, figure: Known, paragraph: Paragraph, start: int, end: int) -> None:
        """A figure of many words: each fact in it."""
        text = self._printed(figure)
        own = Known(
            name=figure.name,
            query=figure.query,
            kind=figure.kind,
            value=figure.value,
            printed=figure.printed,
            start=0,
            end=len(text),
        )
        unit = Unit(number=-1, text=text, figures=(own,))
        wanted = self.model.facts(text)
        part = paragraph.text[start:end]
        found = with_altered(part, self.model.facts(part), wanted, self.model.names)
        shifted = [
            Fact(
                kind=fact.kind,
                value=fact.value,
                text=fact.text,
                start=fact.start + start,
                end=fact.end + start,
                weak=fact.weak,
            )
            for fact in found
        ]
        compared = compare(
            whole(text, wanted),
            Said(text=paragraph.text, facts=tuple(shifted), parts=((start, part),)),
            lambda one, other: may_stand_for(one, other, paragraph.text),
        )
        told = len(self.notebook.faults)
        Telling(unit, paragraph, self.model, self.notebook, set(), tuple(shifted)).tell(compared)
        if len(self.notebook.faults) == told and not wanted and _is_misspelt(part, text):
            self.notebook.tell(
                "name_changed",
                paragraph,
                start,
                end,
                stands=part,
                expected=text,
                query=figure.query,
                remedy=f"改回{text}，或者更新域（F9）",
            )
        self.notebook.confirm(paragraph, start, end)

    def _moved(self, left: Sequence[tuple[Unit, int, str]]) -> None:
        """Sentences that stand in no paragraph aligned with theirs: found elsewhere, or removed."""
        aligned = align([text for _, _, text in left], [text for _, _, text in self.free])
        for here, there in aligned.pairs:
            unit, at, text = left[here]
            paragraph, start, said = self.free[there]
            if text == said:
                self._confirm_equal(unit, paragraph, [(at, text)], [(start, said)])
            else:
                names = {each.name for each in paragraph.bound} if self.trusted else set()
                self._compare(unit, [(at, text)], paragraph, [(start, said)], names)
        taken = {there for _, there in aligned.pairs}
        self.free = [each for number, each in enumerate(self.free) if number not in taken]
        for number in aligned.expected_left:
            unit, at, text = left[number]
            gone = [
                figure
                for figure in unit.figures
                if at <= figure.start and figure.end <= at + len(text) and figure.name not in self.notebook.shown
            ]
            if gone:
                self.notebook.add(_removed(unit, at, text, gone))


def _is_misspelt(said: str, text: str) -> bool:
    """Whether a short phrase differs by so little that nobody meant to word it otherwise."""
    most = max(1, int(len(text) * _MISSPELT))
    return len(text) <= _SHORT and distance(said, text, most) <= most


def _removed(unit: Unit, at: int, text: str, gone: Iterable[Known]) -> Fault:
    return Fault(
        rule="sentence_removed",
        place=Place(chapter=unit.chapter, words=around(unit.text, at, at + len(text), 0)),
        query="、".join(figure.query for figure in gone),
        severity="note",
    )


def _without(parts: Sequence[tuple[int, str]], same: Counter[str]) -> list[tuple[int, str]]:
    left = []
    for at, text in parts:
        if same[text]:
            same[text] -= 1
        else:
            left.append((at, text))
    return left


def _within(facts: Iterable[Fact], parts: Sequence[tuple[int, str]]) -> list[Fact]:
    spans = [(at, at + len(text)) for at, text in parts]
    return [fact for fact in facts if any(left <= fact.start < right for left, right in spans)]


def _resembles(part: tuple[int, str], others: Sequence[tuple[int, str]]) -> bool:
    return any(similarity(part[1], text) >= _KEPT for _, text in others)
