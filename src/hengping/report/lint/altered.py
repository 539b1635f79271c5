"""Names of the results that a document writes otherwise: in a known short form, or wrongly."""

from collections import Counter
from collections.abc import Iterable, Sequence

from hengping.report.lint.facts import Fact
from hengping.report.lint.names import Names, distance

MISSPELT = 0.25
"""A name may differ by so much of its length and still be meant."""
_LONG = 6
_ENDS = "的、，。；：（）和与等及在"
_MOST_NAMES = 60
_MOST_TEXT = 6000


def with_altered(
    text: str,
    facts: Sequence[Fact],
    wanted: Sequence[Fact],
    names: Names,
    parts: Sequence[tuple[int, str]] | None = None,
) -> list[Fact]:
    """The facts of a text, and besides them the wanted names that stand in it in another form.

    Args:
        text: of the document.
        facts: found in it.
        wanted: facts of the text of the results.
        names: of the roster.
        parts: where to look; everywhere when None.

    Returns:
        Facts in order; one whose ``text`` is not its ``value`` is written otherwise.
    """
    missing = Counter(fact.key for fact in wanted if _is_name(fact))
    missing.subtract(fact.key for fact in facts if _is_name(fact))
    sought = [key for key, count in missing.items() if count > 0]
    if not sought or len(sought) > _MOST_NAMES or len(text) > _MOST_TEXT:
        return list(facts)
    found = list(facts)
    for kind, name in sought:
        free = _free(text, found, parts)
        spot = _short_form(text, free, name, names) or _misspelt(text, free, name, whole=kind == "label")
        if spot is None:
            continue
        start, end = spot
        found = [fact for fact in found if fact.end <= start or fact.start >= end]
        found.append(Fact(kind=kind, value=name, text=text[start:end], start=start, end=end))
    return sorted(found, key=lambda fact: fact.start)


def _is_name(fact: Fact) -> bool:
    """Names of the roster, and others long enough to be known again."""
    return fact.kind == "name" or (fact.kind == "label" and len(fact.value) >= _LONG)


_Spans = list[tuple[int, int]]


def _free(text: str, facts: Iterable[Fact], parts: Sequence[tuple[int, str]] | None) -> _Spans:
    """What of the text, within the parts, no exact name covers."""
    spans: _Spans = []
    covered = sorted((fact for fact in facts if fact.kind == "name"), key=lambda fact: fact.start)
    for origin, part in ((0, text),) if parts is None else parts:
        at, end = origin, origin + len(part)
        for fact in covered:
            if at <= fact.start < end:
                spans.append((at, fact.start))
                at = fact.end
        spans.append((at, end))
    return [(start, end) for start, end in spans if end > start]


def _short_form(text: str, free: _Spans, name: str, names: Names) -> tuple[int, int] | None:
    for form in sorted(names.forms(name) if name in names.codes else (), key=len, reverse=True):
        others = names.codes_of(form) - names.codes[name]
        if others:
            continue
        for start, end in free:
            at = text.find(form, start, end)
            if at < 0:
                continue
            if not _goes_on(text, at, form, name):
                return at, at + len(form)
    return None


def _goes_on(text: str, at: int, form: str, name: str) -> bool:
    """Whether what stands around a short form is the rest of the name, written wrongly."""
    place = name.find(form)
    if place < 0:
        return False
    before, rest = name[:place], name[place + len(form) :]
    if set(text[max(0, at - 2) : at]) & set(before):
        return True
    behind = text[at + len(form) : at + len(form) + len(rest)]
    return bool(behind) and behind[0] not in _ENDS and (not set(behind).isdisjoint(rest) or _resumes(behind, rest))


def _resumes(behind: str, rest: str) -> bool:
    most = max(1, len(rest) // 2)
    return distance(behind, rest, most) <= most


def _misspelt(text: str, free: _Spans, name: str, *, whole: bool) -> tuple[int, int] | None:
    most = max(1, int(len(name) * MISSPELT))
    grams = {name[at : at + 2] for at in range(len(name) - 1)}
    best: tuple[int, int, int] | None = None
    # Other names than those of the roster are often shortened; only one of the same length is meant to be the name.
    lengths = [len(name)]
    if not whole:
        lengths = sorted(range(max(2, len(name) - most), len(name) + most + 1), key=lambda each: abs(each - len(name)))
    for start, end in free:
        for at in range(start, end):
            if text[at] != name[0] and text[at : at + 2] not in grams and text[at + 1 : at + 2] != name[1:2]:
                continue
            for length in lengths:
                if at + length > end:
                    continue
                said = text[at : at + length]
                if said[-1] != name[-1] and said[-2:] not in grams and said[-2:-1] != name[-2:-1]:
                    continue
                far = distance(said, name, most)
                if far <= most and (best is None or far < best[0]):
                    best = (far, at, at + length)
    return None if best is None or len(name) < 3 else best[1:]  # noqa: PLR2004 - two characters are no name to misspell
