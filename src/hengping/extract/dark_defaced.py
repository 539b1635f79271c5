"""Pages that say somebody else changed them (篡改): boasts in the title, or on a page that holds little besides.

An article about such a deed has its words too; it is dated, long, or says what the police did about it.
"""

from hengping.extract.dark_words import boasts, may_boast, said_in
from hengping.extract.flat import Page
from hengping.model.content_facts import Defacement

_LITTLE = 1_500
"""Characters of visible text up to which a page can be nothing but a boast."""
_PAIR = 2


def read_defacement(page: Page, *, in_article: bool) -> Defacement | None:
    """The boasts of a page; None when there are none.

    Args:
        page: the flat page.
        in_article: it is an article of the site, with links of its own: then only its title can be somebody else's.
    """
    little = len(page.text) < _LITTLE
    text = page.text if little and not in_article else ""
    if not may_boast(page.title) and not (text and may_boast(text)):
        return None
    sure, perhaps = boasts(f"{page.title}\n{text}")
    if not sure and (len(perhaps) < _PAIR or not little):
        return None
    if said_in(page.title).about or speaks_about(page.title) or (in_article and not _is_latin(sure)):
        return None
    return Defacement(words=(sure + perhaps)[:8], sure=bool(sure) and (little or not in_article))


def speaks_about(text: str) -> bool:
    """Whether a title tells of such deeds as news or advice do."""
    return any(
        word in text for word in ("案", "警", "防范", "防护", "安全", "通报", "提醒", "如何", "公安", "培训", "演练")
    )


def _is_latin(words: tuple[str, ...]) -> bool:
    return any(word.isascii() for word in words)
