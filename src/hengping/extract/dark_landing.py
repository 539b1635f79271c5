"""What an outside page that a site links to turned into: a page of gambling or the like, or a domain for sale.

Addresses of units that closed, of events long over, are bought by others; the link on the government page then leads
its readers there. Told by the beginning of the page that the link check kept, and only where that is plain.
"""

import re

from hengping.extract.dark_words import NOTHING, is_known, offers_domain, said_in
from hengping.extract.encoding import decode
from hengping.extract.hollow import shown_lines
from hengping.model.urls import host_of

_BYTES = 65_536
_TITLE = re.compile(r"<title[^>]{0,200}>(.{0,600}?)</title", re.IGNORECASE | re.DOTALL)
_META = re.compile(r"<meta[^>]{0,200}name\s*=\s*[\"']?(?:keywords|description)[^>]{0,1200}", re.IGNORECASE)
_UNSEEN = frozenset({"script", "style"})
_LONGEST_SALE = 3_000
"""Characters of text up to which a page can be nothing but an offer of its domain."""
_STRONG_WORDS = 2


def landing_of(body: bytes, url: str, *, content_type: str = "") -> str:
    """What an outside page is: ``vocabulary``, ``for_sale``, or empty for nothing of the kind. Never raises.

    Args:
        body: as served, or the beginning of it.
        url: its address, normal form.
        content_type: the header's value.
    """
    if is_known(host_of(url)):
        return ""
    text, _ = decode(body[:_BYTES], content_type)
    found = _TITLE.search(text)
    title = said_in(" ".join(found[1].split())) if found else NOTHING
    if title.strong and not title.about:
        words = set(title.strong)
        for one in _META.findall(text)[:4]:
            words.update(said_in(one).strong)
        if len(words) >= _STRONG_WORDS or len(title.strong) + len(title.weak) > _STRONG_WORDS:
            return "vocabulary"
    lowered = text.lower()
    if offers_domain(lowered):
        shown = " ".join(" ".join(shown_lines(lowered, _UNSEEN)).split())
        if len(shown) <= _LONGEST_SALE and offers_domain(shown):
            return "for_sale"
    return ""
