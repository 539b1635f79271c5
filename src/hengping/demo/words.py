"""Titles and texts: invented official prose, drawn from ``data/words.toml`` with a seeded generator."""

from datetime import date, timedelta
from functools import cache
from random import Random  # noqa: TID251 - seeded: the same seed gives the same province
from typing import Any

from hengping.demo.content import Article, SiteContent
from hengping.demo.plan import table
from hengping.demo.units import Unit
from hengping.model.sections import SectionClass

_POSTS = {"云": "副省长", "市": "副市长", "县": "副县长", "区": "副区长"}
_MEETING = {SectionClass.POLICY, SectionClass.PLAN}
_SHORT_NOTICE = {SectionClass.NOTICE, SectionClass.PERSONNEL, SectionClass.SURVEY, SectionClass.BUDGET}


@cache
def words() -> dict[str, Any]:
    """The word lists."""
    return table("words.toml")


def seeded(*parts: object) -> Random:
    """A generator that depends on nothing but ``parts``."""
    return Random("/".join(str(part) for part in parts))  # noqa: S311 - content of a demo, no secret


class Writer:
    """Writes for one unit. Titles are unique within it."""

    def __init__(self, unit: Unit, rng: Random) -> None:
        self._unit = unit
        self._rng = rng
        self._fields: list[str] = words()["fields"][unit.fields]
        self._used: set[str] = set()

    def title(self, section_class: SectionClass, day: date) -> tuple[str, str]:
        """A new title for an article of that class published on ``day``, and the business it is about."""
        key = section_class.value if section_class.value in words()["titles"] else "topic"
        patterns = words()["titles"][key]
        for attempt in range(40):
            values = self.values(self._rng, day)
            title = self._rng.choice(patterns).format(**values)
            if attempt > 30:  # noqa: PLR2004 - small lists run out of combinations; number the title then
                title = f"{title}({len(self._used)})"
            if title not in self._used:
                break
        self._used.add(title)
        return title, values["f"]

    def values(self, rng: Random, day: date, field: str = "") -> dict[str, str]:
        """Values for the placeholders of a pattern."""
        first = field or rng.choice(self._fields)
        second = rng.choice([name for name in self._fields if name != first])
        last_month = day.replace(day=1) - timedelta(days=1)
        who = rng.choice(words()["surnames"]) + rng.choice(words()["given"])
        return {
            "u": self._unit.short,
            "a": self._unit.area,
            "f": first,
            "g": second,
            "p": rng.choice(words()["places"]),
            "y": str(last_month.year),
            "y1": str(last_month.year - 1),
            "m": str(last_month.month),
            "d": str(rng.randint(2, 27)),
            "n": str(rng.randint(2, 9)),
            "who": who,
            "post": _post(self._unit) + who,
        }


def _post(unit: Unit) -> str:
    if unit.kind != "area":
        return "党组书记、局长" if unit.short.endswith("局") else "党组成员、副厅长"
    return _POSTS.get(unit.short[-1], _POSTS["云"])


def paragraphs(content: SiteContent, article: Article) -> list[str]:
    """The text of an article: always the same for the same article."""
    rng = seeded(content.seed, content.index, article.number)
    writer = Writer(content.unit, rng)
    bank = words()["paragraphs"]
    values = writer.values(rng, article.published_on, article.business)
    if article.section_class in _MEETING:
        chosen = [rng.choice(bank["official"]), *bank["clause"][: rng.randint(3, 5)]]
    elif article.section_class in _SHORT_NOTICE:
        chosen = [rng.choice(bank["official"]), *rng.sample(bank["clause"][:4], 2), rng.choice(bank["notice_end"])]
    elif article.section_class is SectionClass.INTERPRETATION:
        chosen = bank["explain"]
    else:
        chosen = [rng.choice(bank["lead"]), *rng.sample(bank["body"], rng.randint(2, 4))]
    return [text.format(**values) for text in chosen]


def static_text(content: SiteContent, slug: str) -> list[str]:
    """The text of a page that is no list: overview, duties, disclosure guide."""
    rng = seeded(content.seed, content.index, slug)
    writer = Writer(content.unit, rng)
    key = "guide_open" if slug == "gkzn" else "static"
    return [text.format(**writer.values(rng, content.as_of)) for text in words()["paragraphs"][key]]


def person(rng: Random) -> str:
    """A masked name as letters print it."""
    surname: str = rng.choice(words()["surnames"])
    return surname + rng.choice(["**", "先生", "女士", "*"])


def leaders(content: SiteContent) -> list[tuple[str, str, str]]:
    """Name, post and duties of the leaders shown on the leaders' page."""
    rng = seeded(content.seed, content.index, "leaders")
    writer = Writer(content.unit, rng)
    posts = ["主要负责人", "班子成员", "班子成员", "班子成员", "二级巡视员"]
    rows = []
    for post in posts:
        values = writer.values(rng, content.as_of)
        rows.append((values["who"], post, f"负责{values['f']}、{values['g']}等方面工作。"))
    return rows
