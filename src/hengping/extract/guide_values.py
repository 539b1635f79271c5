"""What a service guide gives as place, time and telephone, to be compared with the unified platform (PB-14)."""

import re

from msgspec import structs

from hengping.extract.guide_words import LABELS, OTHERS
from hengping.model.facts import Guide

COMPARED = ("办理地点", "办理时间", "联系电话")
_LONGEST = 120
_ELEMENT = {name: element for element in COMPARED for name in LABELS[element].split()}
_ALL = sorted([*(name for names in LABELS.values() for name in names.split()), *OTHERS.split()], key=len, reverse=True)
_ITEM = re.compile(
    rf"(?:^|(?<=[\n\t]))[^\w\n\t]{{0,4}}(?:[一二三四五六七八九十\d]{{1,3}}[)）、.．]\s?)?[【\[〔]?(?P<name>{'|'.join(_ALL)})[】\]〕]?"
    rf"\s?(?:[:：]\s{{0,9}}|[\t\n]\s{{0,9}})(?P<value>[^\n\t]{{2,{_LONGEST}}})"
)
_LABEL = re.compile(rf"[^\w\n\t]{{0,4}}(?:{'|'.join(_ALL)})\s?(?:[:：]|$)")


def with_values(guide: Guide | None, text: str, limit: int) -> Guide | None:
    """The guide with the values of :data:`COMPARED` that stand right behind their labels; the first of each counts.

    Args:
        guide: as read.
        text: visible text of its page, cells apart by tabulators.
        limit: where the footer begins; what it prints belongs to the site.
    """
    if guide is None:
        return None
    values: dict[str, str] = {}
    for found in _ITEM.finditer(text, 0, limit):
        element = _ELEMENT.get(found["name"], "")
        value = found["value"].strip()
        if element in guide.present and element not in values and not _LABEL.match(value):
            values[element] = value
    return structs.replace(guide, values=values) if values else guide
