"""Citizen messages (留言信件) listed under headings that say what became of them (未回复信件, 办理中)."""

import re

from hengping.extract.lists import FoundList
from hengping.extract.messages_valid import is_valid
from hengping.extract.messages_values import tail_of
from hengping.extract.messages_words import DONE, OPEN, is_done
from hengping.model.facts import Message

_OBJECT = r"(?:的)?(?:信件|来信|留言|诉求|咨询|问题|投诉|工单|件)?"
_HEADING = re.compile(
    rf"(?:信件|来信|留言|诉求|咨询|问题|投诉|工单)?(?:尚|正)?(?:{DONE.pattern}|{OPEN.pattern}){_OBJECT}(?:列表|公示|公开|查看|一览)?"
    r"\s*(?:[(（]?\d{1,5}[件封条]?[)）]?)?"
)


def of_headed_lists(found: list[FoundList], limit: int) -> list[Message]:
    """The messages of lists whose headings are states; empty without several of which one says that its messages wait.

    Args:
        found: the page's list blocks.
        limit: where the footer begins.
    """
    headed = [one for one in found if one.start < limit and _HEADING.fullmatch(one.items.name.strip())]
    names = {one.items.name for one in headed}
    # A single list may stand below the tabs that choose its state, and its name be that of another tab.
    if len(names) <= 1 or not any(OPEN.search(name) for name in names):
        return []
    return [
        Message(
            message_id=tail_of(item.url) or row.element.path(),
            url=item.url,
            title=item.title,
            asked_on=item.dated_on,
            replied_on=None,
            replied=is_done(one.items.name),
            valid=is_valid(item.title),
            state_told=True,
            position=row.element.path(),
        )
        for one in headed
        for row, item in zip(one.rows, one.items.items, strict=True)
        if item.title
    ]
