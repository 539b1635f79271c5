"""Names of the roster in a text: exact ones, their short forms, and those that differ by a character or two."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from hengping.model.site import Site
from hengping.report.lint.cleaning import clean

SUFFIXES = (
    "人民政府门户网站",
    "政府门户网站",
    "人民政府网站",
    "政府网站",
    "门户网站",
    "人民政府",
    "网站",
    "网",
)
_KEY = 2
_SHORTEST_NEAR = 4


class Names:
    """Names to be found in a text; those of a roster are sites and the bodies behind them.

    Args:
        named: name and the code of what it names.
    """

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        self.codes: dict[str, set[str]] = defaultdict(set)
        for text, code in named:
            if len(name := clean(text)) >= _KEY:
                self.codes[name].add(code)
        self._lengths: dict[str, list[int]] = defaultdict(list)
        for name in self.codes:
            if len(name) not in (known := self._lengths[name[:_KEY]]):
                known.append(len(name))
        for known in self._lengths.values():
            known.sort(reverse=True)

    @classmethod
    def of(cls, sites: Iterable[Site]) -> "Names":
        """The names of a roster."""
        return cls((name, site.site_code) for site in sites for name in (site.name, site.unit))

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Where exact names stand, the longest at each place, from the left."""
        at = 0
        while at < len(text) - 1:
            for length in self._lengths.get(text[at : at + _KEY], ()):
                if text[at : at + length] in self.codes and at + length <= len(text):
                    yield at, at + length
                    at += length - 1
                    break
            at += 1

    def is_short_form(self, said: str, name: str) -> bool:
        """Whether ``said`` is a known short form of a name: without 门户网站, 人民政府, or the common beginning."""
        forms = self.short_forms.get(said)
        return forms is not None and name in forms

    @cached_property
    def prefix(self) -> str:
        """What most names of the roster begin with (云溪省)."""
        counts: dict[str, int] = defaultdict(int)
        for name in self.codes:
            for length in range(2, 7):
                counts[name[:length]] += 1
        often = [each for each, count in counts.items() if count * 5 > len(self.codes) and each[-1] in "省市州县区"]
        return max(often, key=len, default="")

    @cached_property
    def short_forms(self) -> dict[str, set[str]]:
        """Short forms and the names they stand for; the same form may stand for several."""
        found: dict[str, set[str]] = defaultdict(set)
        for name in self.codes:
            for form in self.forms(name):
                found[form].add(name)
        return found

    def forms(self, name: str) -> set[str]:
        """Short forms of one name, itself among them."""
        bare = {name, *(name.removesuffix(suffix) for suffix in SUFFIXES)}
        prefixes = [each for each in (self.prefix, self.prefix[:-1], "自治区", "省", "市") if each]
        bare |= {form.removeprefix(each) for form in set(bare) for each in prefixes if form.startswith(each)}
        # 青岭市人民政府 is also written 青岭市政府.
        bare |= {form.replace("人民政府", "政府") for form in bare}
        grown = {form + suffix for form in bare for suffix in ("政府网站", "门户网站", "网站", "政府门户网站", "政府")}
        return {form for form in bare | grown if len(form) > 1}

    def codes_of(self, said: str) -> set[str]:
        """Codes of the sites that a name or a short form can mean."""
        if said in self.codes:
            return self.codes[said]
        return {code for name in self.short_forms.get(said, ()) for code in self.codes[name]}

    def near(self, said: str) -> str:
        """The one name of the roster from which ``said`` differs by one character; nothing when there is no one."""
        if len(said) < _SHORTEST_NEAR or said in self.codes or said in self.short_forms:
            return ""
        found = {name for form in _deletions(said) for name in self._deleted.get(form, ())}
        close = [name for name in found if distance(said, name, 1) <= 1]
        return close[0] if len(close) == 1 else ""

    @cached_property
    def _deleted(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for name in self.codes:
            if len(name) >= _SHORTEST_NEAR:
                for form in _deletions(name):
                    found[form].add(name)
        return found


def distance(one: str, other: str, most: int) -> int:
    """Edit distance of two short texts (a swap of neighbours counts one); ``most + 1`` when it is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, left in enumerate(one, start=1):
        current = [row]
        for column, right in enumerate(other, start=1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (left != right))
            if row > 1 and column > 1 and left == other[column - 2] and one[row - 2] == right:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before, last = last, current
    return min(last[-1], most + 1)


def _deletions(text: str) -> set[str]:
    return {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}


_SPLIT = re.compile(r"[、，；。：（）和与及]|以及")


def pieces(text: str) -> list[tuple[int, str]]:
    """What stands between the signs of a list, each with where it begins."""
    found, at = [], 0
    for sign in _SPLIT.finditer(text):
        if sign.start() > at:
            found.append((at, text[at : sign.start()]))
        at = sign.end()
    if at < len(text):
        found.append((at, text[at:]))
    return found
