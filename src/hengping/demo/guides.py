"""Service guides (办事指南) with the eight elements, some of them missing on purpose."""

from functools import cache
from typing import Any

from hengping.demo.content import GuideItem, SiteContent
from hengping.demo.plan import table
from hengping.demo.words import seeded
from hengping.model.facts import GUIDE_ELEMENTS

_NAME = GUIDE_ELEMENTS[0]
_GUIDES = 6


@cache
def _bank() -> dict[str, Any]:
    return table("guides.toml")


def guides(content: SiteContent) -> list[GuideItem]:
    """The guides of a site; the first ones lack as many elements as the plan says."""
    rng = seeded(content.seed, content.index, "guides")
    matters = rng.sample(_bank()["matters"], max(_GUIDES, len(content.slot.guides)))
    made = []
    for number, matter in enumerate(matters):
        wanted = content.slot.guides[number] if number < len(content.slot.guides) else 0
        lost = rng.sample(GUIDE_ELEMENTS[1:], wanted)
        made.append(
            GuideItem(
                title=matter,
                elements=_elements(content, matter, lost, number),
                missing=tuple(name for name in GUIDE_ELEMENTS if name in lost),
                number=0,
            )
        )
    return made


def _elements(content: SiteContent, matter: str, lost: list[str], number: int) -> list[tuple[str, str]]:
    """Label and value per element. Every second missing one keeps its label over a placeholder."""
    rng = seeded(content.seed, content.index, "guide", number)
    rows: list[tuple[str, str]] = []
    for name in GUIDE_ELEMENTS:
        labels: list[str] = _bank()["labels"][name]
        label = labels[content.index % len(labels)]
        if name == _NAME:
            rows.append((label, matter))
        elif name not in lost:
            text: str = rng.choice(_bank()["texts"][name])
            rows.append((label, text.format(a=content.unit.area, n=rng.randint(1, 9))))
        elif (lost.index(name) + number) % 2:
            rows.append((label, rng.choice(_bank()["placeholders"])))
    return rows
