"""How often cycles are looked for in processes that read pages and judge them."""

from hengping.collect import memory

_SELDOM = 200_000
"""What a page was laid out as is taken apart when it has been read, so that there is nothing to find; and to go through
the facts of a site, which are kept, again and again takes a tenth of reading them."""


def keep_memory() -> None:
    """Have freed memory kept, and cycles looked for hardly ever: for processes without answers under way."""
    memory.keep_memory(_SELDOM)
