"""Attributes of an element as the parser writes them out, and what class, id and style tell of it.

The parser writes every attribute as one space, its name, and mostly ``="value"`` with the entities ``&amp;``,
``&nbsp;``, ``&quot;``, ``&lt;`` and ``&gt;``. Most elements of a site carry attributes that others carry as well; what
they tell is worked out once for each wording.
"""

import re
from typing import NamedTuple

from hengping.extract.regions import Region, is_hidden, named_region

Attributes = dict[str, str | None]
_ATTRIBUTE = re.compile(r" (=?[^\s/>=]*+)(?:=\"([^\"]*+)\")?+")
_KEY = re.compile(r" ([^\s/>=\"]+)=")
_REFERENCE = re.compile(r"(?: [^\s/>=\"]++=\"[^\"]*+\")*? href=\"([^\"]*+)\"")
_MOST_KEPT = 20_000
_LONGEST_NAMES = 1_000
"""Characters of class and id that are read for what they tell: patterns look for words anywhere in them."""
_NAMELESS: Attributes = {}


class Sign(NamedTuple):
    """What class, id and style of an element tell.

    Attributes:
        names: class and id together.
        region: region of the page that they name; empty for none.
        hidden: the element itself is not shown.
        own_id: its id where a CSS path can hold it, else empty.
    """

    names: str
    region: Region
    hidden: bool
    own_id: str


PLAIN = Sign("", "", hidden=False, own_id="")
"""Of elements with neither class nor id nor style."""
SIGNS: dict[str, Sign] = {"": PLAIN}
"""Signs worked out so far, by attributes as written; :func:`sign_of` gives what is not in it."""


class _Keys(dict[str, str]):
    """Names of attributes, by how they stand before a value (`` href=``)."""

    def __missing__(self, written: str) -> str:
        found = _KEY.fullmatch(written)
        if found is None:
            raise KeyError(written)
        if len(self) > _MOST_KEPT:
            self.clear()
            self[""] = ""
        self[written] = found[1]
        return found[1]


_KEYS = _Keys({"": ""})


def attributes_in(written: str) -> Attributes:
    """Attributes by name, entities resolved; an attribute without a value has the empty text or None."""
    if not written:
        return _NAMELESS
    parts = written.split('"')
    try:
        found: Attributes = dict(zip(map(_KEYS.__getitem__, parts[:-1:2]), parts[1::2], strict=True))
    except (KeyError, ValueError):
        parts[-1] = "?"
    if parts[-1]:  # an attribute without a value, or a name that holds a quotation mark
        found = {match[1]: match[2] for match in _ATTRIBUTE.finditer(written)}
    if "&" in written:
        return {name: unescaped(value) if value else value for name, value in found.items()}
    return found


def reference_in(written: str) -> str | None:
    """Value of ``href``, as :func:`attributes_in` gives it; quicker where nothing else is asked for."""
    found = _REFERENCE.match(written)
    if found is None:
        return attributes_in(written).get("href") if "href" in written else None
    value = found[1]
    return unescaped(value) if "&" in value else value


def unescaped(text: str) -> str:
    """A text without the entities that the parser writes."""
    if "&" not in text:
        return text
    plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&nbsp;", "\xa0")
    return plain.replace("&amp;", "&")


_CRUMB_LABEL = re.compile(r"bread|crumb|面包屑|当前位置|所在位置", re.IGNORECASE)


def sign_of(written: str) -> Sign:
    """What an element's attributes tell; kept in :data:`SIGNS` where it is more than nothing."""
    labelled = ' aria-label="' in written
    if not (labelled or ' class="' in written or ' id="' in written or ' style="' in written or " hidden" in written):
        return PLAIN
    attrs = attributes_in(written)
    names = f"{attrs.get('class') or ''} {attrs.get('id') or ''}".strip()[:_LONGEST_NAMES]
    if labelled and _CRUMB_LABEL.search(attrs.get("aria-label") or ""):
        names = f"breadcrumb {names}".rstrip()
    own_id = attrs.get("id") or ""
    fits = own_id.isascii() and own_id.replace("_", "a").replace("-", "a").isalnum()
    sign = Sign(names, named_region(names) if names else "", is_hidden(attrs), own_id if fits else "")
    if len(SIGNS) > _MOST_KEPT:
        SIGNS.clear()
        SIGNS[""] = PLAIN
    SIGNS[written] = sign
    return sign
