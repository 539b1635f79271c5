"""Queries on innovation cases (创新案例)."""

from hengping.model.cases import InnovationCase
from hengping.report.case_counts import by_award, by_category, more_than, units
from hengping.report.figures.basic_queries import names, number
from hengping.report.figures.query import Answer, Queries, query


def _cases(asked: Queries) -> tuple[InnovationCase, ...]:
    return asked.view.inputs.cases


def _of(asked: Queries, category: str) -> list[InnovationCase]:
    """Cases of a category, of all without one.

    Raises:
        KeyError: there is no such category.
    """
    if not category:
        return list(_cases(asked))
    return by_category(_cases(asked))[category]


@query("cases.count", "count", "创新案例数，或一个类别的案例数", "cases, of a category", arguments=("category?",))
def _count(asked: Queries, category: str = "") -> Answer:
    return number(len(_of(asked, category)))


@query("cases.categories", "count", "案例的类别数", "categories of cases")
def _categories(asked: Queries) -> Answer:
    return number(len(by_category(_cases(asked))))


@query("cases.units", "count", "有案例的单位数", "units that have cases", arguments=("category?",))
def _units(asked: Queries, category: str = "") -> Answer:
    return number(len(units(_of(asked, category))))


@query("cases.units_about", "count", "有案例的单位数，“220余”的写法", "units that have cases, in round words")
def _units_about(asked: Queries) -> Answer:
    count = len(units(_cases(asked)))
    return Answer(str(count), more_than(count))


@query("cases.count_about", "count", "创新案例数，“220余”的写法", "cases, in round words")
def _count_about(asked: Queries) -> Answer:
    return Answer(str(len(_cases(asked))), more_than(len(_cases(asked))))


@query("cases.awarded", "count", "获得一个奖项的案例数", "cases with an award", arguments=("award",))
def _awarded(asked: Queries, award: str) -> Answer:
    return number(len(by_award(_cases(asked))[award]))


@query(
    "cases.awarded_names",
    "names",
    "获得一个奖项的案例和单位",
    "cases with an award and their units",
    arguments=("award",),
)
def _awarded_names(asked: Queries, award: str) -> Answer:
    return names([f"《{each.title}》（{each.unit}）" for each in by_award(_cases(asked))[award]])
