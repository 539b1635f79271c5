"""What the elements of each tag are to a reader of the page."""

from hengping.extract.regions import TAG_REGION
from hengping.extract.tokens import VOIDS

BLOCK, CELL, SILENT, VOID, LEADS, TAGGED, NAMED, LINK, ARTICLE = 1, 2, 4, 8, 16, 32, 64, 128, 256
"""What an element is: begins a line, is a table cell, shows no text, has no end tag, may lead somewhere, is asked for
by its tag, names a region by its tag, is a link, is an entry of its own."""
NOTED = SILENT | VOID | TAGGED
_BLOCKS = """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3
    h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr ul br noscript option
"""
_SILENTS = "script style template head textarea select noscript svg iframe title"
_LEADING = "a area img iframe frame meta"
_ASKED_FOR = f"{_LEADING} base script input textarea table span"
KINDS: dict[str, int] = {}
"""What the elements of a tag are, added up; those of other tags are nothing of this."""
for _names, _kind in (
    (_BLOCKS, BLOCK),
    ("td th", CELL),
    (_SILENTS, SILENT),
    (" ".join(VOIDS), VOID),
    (_LEADING, LEADS),
    (_ASKED_FOR, TAGGED),
    (" ".join(TAG_REGION), NAMED),
    ("a", LINK),
    ("article", ARTICLE),
):
    for _name in _names.split():
        KINDS[_name] = KINDS.get(_name, 0) | _kind
