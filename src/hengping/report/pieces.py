"""What the program can write by itself, by the names under which a manuscript calls for it."""

from collections.abc import Callable

from hengping.report import achievements, annexes, cases, chapters, comparison_chapter, provisional, ranking_chapter
from hengping.report.blocks import Block
from hengping.report.figures.query import Queries
from hengping.report.problem_chapter import problem_chapter

PIECES: dict[str, Callable[..., list[Block]]] = {
    "opening": chapters.opening,
    "overall": chapters.overall,
    "groups": chapters.group_table,
    "provisional": provisional.statement,
    "ranking": ranking_chapter.ranking,
    "comparison": comparison_chapter.comparison,
    "achievements": achievements.achievements,
    "lists": chapters.lists,
    "list": chapters.list_blocks,
    "cases": cases.cases_chapter,
    "problems": problem_chapter,
    "unassessed": chapters.unassessed,
    "demands": chapters.demands,
    "annex": lambda ask, name: annexes.ANNEXES[name][1](ask),
}
"""Name of a piece and its maker; words after the name in a manuscript's ``[[…]]`` are its arguments."""


def default_chapters(ask: Queries) -> list[tuple[str, list[Block]]]:
    """Titles and blocks of the program's own chapters; those without content are left out."""
    named = [
        ("总体情况", chapters.overall(ask)),
        ("排名情况", ranking_chapter.ranking(ask)),
        ("同比情况", comparison_chapter.comparison(ask)),
        (chapters.lists_title(ask.system), chapters.lists(ask)),
        ("主要成效", achievements.achievements(ask)),
        (cases.TITLE, cases.cases_chapter(ask)),
        ("存在问题", problem_chapter(ask)),
        ("未能评估的网站", chapters.unassessed(ask)),
        ("工作要求", chapters.demands(ask)),
    ]
    return [(heading, body) for heading, body in named if body]
