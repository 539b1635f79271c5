"""Which rules of a page's style blocks hold for an element, told in time that grows with the page, not with its square.

Three thousand rules against ten thousand elements, each standing in a hundred others, must not be tried one by one:
whoever is judged writes both. So what stands above an element is one number, in which each bit says that the chain of
selectors so far is met; it follows from the number of the parent and from those names of the element that the rules
know. Elements of one kind in one place share what is worked out.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from hengping.extract.flat import Element

_COMPOUND = re.compile(r"([a-z][a-z0-9]*|\*)?((?:[.#][\w-]+)*)$", re.IGNORECASE)
_PART = re.compile(r"[.#][\w-]+")
_ANY = "*"
_MOST_LINKS = 10_000
"""Steps of all selectors, those that begin alike counted once; what goes beyond is no style block of a page."""
_MOST_STEPS = 32


class Selector(NamedTuple):
    """One step of a selector: a tag (empty: any), ids and classes."""

    tag: str
    ids: frozenset[str]
    classes: frozenset[str]
    parts: tuple[str, ...]

    def matches(self, names: "Names") -> bool:
        """Whether an element with these names is meant."""
        return (
            (not self.tag or self.tag == names.tag)
            and self.classes <= names.known
            and (not self.ids or self.ids == {names.own_id})
        )


def selector_of(text: str) -> Selector | None:
    """A step as written; None: it is none that can be told from names alone."""
    found = _COMPOUND.match(text)
    if found is None or not (found[1] or found[2]):
        return None
    parts = tuple(_PART.findall(found[2] or ""))
    tag = (found[1] or "").lower()
    return Selector(
        "" if tag == _ANY else tag,
        frozenset(part[1:] for part in parts if part[0] == "#"),
        frozenset(part[1:] for part in parts if part[0] == "."),
        parts,
    )


class Names(NamedTuple):
    """Tag, classes in order and id of an element, as far as rules know them; others are empty."""

    tag: str
    classes: tuple[str, ...]
    own_id: str
    known: frozenset[str]


class _Link(NamedTuple):
    """A step that encloses others, with the bits of the chain up to it and of the chain above it (0: none)."""

    selector: Selector
    bit: int
    above: int


class Rule(NamedTuple):
    """One selector's last step, the bit that what encloses it must have (0: none), and what it declares."""

    last: Selector
    above: int
    declared: Mapping[str, str]
    switched: bool


class Rules:
    """The rules of style blocks, by what they are for."""

    def __init__(self) -> None:
        self._rules: dict[str, list[Rule]] = {}
        self._chains: dict[tuple[int, str], _Link] = {}
        self._links: dict[str, list[_Link]] = {}
        self._tokens: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._rules)

    def take(self, steps: Sequence[str], declared: Mapping[str, str], *, switched: bool) -> None:
        """One more rule, its selector's steps from the outermost on; one that cannot be told is left out."""
        read = [selector_of(step) for step in steps]
        if not steps or len(steps) > _MOST_STEPS or None in read:
            return
        bit = 0
        for step, selector in zip(steps[:-1], read[:-1], strict=True):
            link = self._chains.get((bit, step))
            if link is None:
                if len(self._chains) >= _MOST_LINKS or selector is None:
                    return
                link = self._chains[bit, step] = _Link(selector, 1 << len(self._chains), bit)
                self._tokens.update((selector.tag, *selector.parts))
            bit = link.bit
        last = read[-1]
        assert last is not None  # noqa: S101 - looked at above
        key = next((part for part in last.parts if part[0] == "#"), last.parts[0] if last.parts else steps[-1].lower())
        self._rules.setdefault(key, []).append(Rule(last, bit, declared, switched))
        self._tokens.update((last.tag, *last.parts))

    def ready(self) -> None:
        """All rules were taken: steps are filed by the part of them that the fewest have."""
        links = self._chains.values()
        counts = Counter(part for link in links for part in link.selector.parts)
        for link in links:
            parts = link.selector.parts
            key = min(parts, key=lambda part: counts[part]) if parts else link.selector.tag or _ANY
            self._links.setdefault(key, []).append(link)

    def names_of(self, element: Element) -> Names:
        """Names of an element that rules know."""
        tokens, attrs = self._tokens, element.attrs
        classes = tuple(name for name in (attrs.get("class") or "").split() if f".{name}" in tokens)
        own_id = attrs.get("id") or ""
        return Names(
            element.tag if element.tag in tokens else "",
            classes,
            own_id if f"#{own_id}" in tokens else "",
            frozenset(classes),
        )

    def below(self, state: int, names: Names) -> int:
        """What stands above the children of an element.

        Args:
            state: what stands above itself; 0 at the root.
            names: its own.
        """
        below = state
        for key in (_ANY, *_keys(names)) if self._links else ():
            for link in self._links.get(key, ()):
                if (not link.above or state & link.above) and link.selector.matches(names):
                    below |= link.bit
        return below

    def of(self, state: int, names: Names) -> Iterator[Rule]:
        """Rules that hold for an element, tags before classes before ids, each kind in page order.

        Args:
            state: what stands above it.
            names: its own.
        """
        for key in _keys(names):
            for rule in self._rules.get(key, ()):
                if (not rule.above or state & rule.above) and rule.last.matches(names):
                    yield rule


def _keys(names: Names) -> Iterator[str]:
    yield names.tag
    for name in names.classes:
        yield f".{name}"
    if names.own_id:
        yield f"#{names.own_id}"
