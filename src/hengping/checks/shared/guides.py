"""A site's service guide beside the unified platform's: what one lacks, and where the two say different things."""

from collections.abc import Sequence

from hengping.model.facts import GuideFact
from hengping.model.rule_facts import OutsideFact

_NOISE = str.maketrans("", "", " \t\n　-—－()（）:：,，.。;；、/")
_NUMBER_DIGITS = 7
_PHONE = "联系电话"


def lacking_elements(guide: GuideFact, row: OutsideFact) -> list[str]:
    """Elements that the platform gives and the site's guide does not."""
    return [name for name in guide.absent if row.elements.get(name, "").strip()]


def differing_elements(guide: GuideFact, row: OutsideFact, elements: Sequence[str]) -> list[str]:
    """Elements that both give and that have nothing in common: one text within the other is a shorter way to say it."""
    found = []
    for name in elements:
        ours, theirs = guide.values.get(name, ""), row.elements.get(name, "")
        if not ours or not theirs:
            continue
        if name == _PHONE:
            numbers = _numbers(ours), _numbers(theirs)
            differs = all(numbers) and not any(one in two or two in one for one in numbers[0] for two in numbers[1])
        else:
            one, two = folded(ours), folded(theirs)
            differs = bool(one and two) and one not in two and two not in one
        if differs:
            found.append(name)
    return found


def _numbers(text: str) -> list[str]:
    """Telephone numbers of a text, digits only; area codes may stand before them."""
    digits = "".join(letter if letter.isdigit() else "" if letter in "-—－ ()（）" else "|" for letter in text)
    return [number for number in digits.split("|") if len(number) >= _NUMBER_DIGITS]


def folded(text: str) -> str:
    """A text without white space and punctuation."""
    return text.translate(_NOISE)
