"""Queries on the change against the round before (同比)."""

from hengping.report.figures.basic_queries import decimal, names, number, words
from hengping.report.figures.query import Answer, Queries, query
from hengping.report.inputs import ChangeFigure, RoundChanges

_WHICH = ("measure", "group?")


def compared(asked: Queries) -> RoundChanges:
    """The comparison.

    Raises:
        KeyError: the campaign names no round before.
    """
    found = asked.system.system.comparison
    if found is None:
        raise KeyError("没有上一轮")
    return found


def changed(asked: Queries, measure: str, group: str) -> ChangeFigure:
    """One figure in both rounds.

    Raises:
        KeyError: it was not compared.
    """
    for each in compared(asked).figures:
        if (each.measure, each.group) == (measure, group):
            return each
    raise KeyError(f"{measure} {group}")


@query("change.title", "text", "上一轮的名称", "what the round before is called")
def _(asked: Queries) -> Answer:
    return words(compared(asked).before_title)


@query("change.before", "points", "上一轮的数值", "the value in the round before", arguments=_WHICH)
def _(asked: Queries, measure: str, group: str = "") -> Answer:
    return words(changed(asked, measure, group).before)


@query("change.after", "points", "本轮的数值", "the value in this round", arguments=_WHICH)
def _(asked: Queries, measure: str, group: str = "") -> Answer:
    return words(changed(asked, measure, group).after)


@query("change.words", "change", "变化，例如提高了0.24分", "the change in words", arguments=_WHICH)
def _(asked: Queries, measure: str, group: str = "") -> Answer:
    return words(changed(asked, measure, group).words)


@query("change.points", "change", "变化的幅度，不带方向", "size of the change", arguments=_WHICH)
def _(asked: Queries, measure: str, group: str = "") -> Answer:
    return words(changed(asked, measure, group).points)


@query("change.percent", "change", "变化的百分比，不带方向", "size of the change in percent", arguments=_WHICH)
def _(asked: Queries, measure: str, group: str = "") -> Answer:
    return words(changed(asked, measure, group).percent)


@query(
    "change.sentence", "text", "与上一轮比较的一句话", "one finished sentence of the comparison", arguments=("number",)
)
def _(asked: Queries, which: str) -> Answer:
    said = {str(number): text for number, text in enumerate(compared(asked).summary, start=1)}
    return words(said[which])


@query("change.reaching", "text", "分数段变化的文字", "sites at and above lines, in words")
def _(asked: Queries) -> Answer:
    return words("；".join(compared(asked).reaching))


@query("change.improved", "text", "进步较大的网站及变化", "the most improved sites with their changes")
def _(asked: Queries) -> Answer:
    return words("；".join(compared(asked).improved))


@query("change.improved.names", "names", "进步较大的网站", "the most improved sites", arguments=("most?",))
def _(asked: Queries, most: str = "10") -> Answer:
    return names(list(compared(asked).improved_names[: int(decimal(most))]))


@query("change.improved.count", "count", "进步较大的网站数", "number of the most improved sites")
def _(asked: Queries) -> Answer:
    return number(len(compared(asked).improved_names))
