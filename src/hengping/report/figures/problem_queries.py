"""Queries on faults found by checks, and on problems that assessors observed."""

from decimal import Decimal

from hengping.model.finding import Finding, Outcome
from hengping.report.figures.basic_queries import decimal, known_group, names, number, ratio, words
from hengping.report.figures.query import Answer, Queries, query
from hengping.report.figures.shares import about, near
from hengping.report.inputs import Observation
from hengping.report.item_counts import ITEM_COUNTS, items_text
from hengping.report.ledger_counts import LEDGER_COUNTS, ledger_counts
from hengping.report.problems import EXAMPLES, Problem, problems
from hengping.report.provisional_counts import open_doubts, waiting
from hengping.report.wording import cut, official, printed, sentence

_CHECK, _OBSERVED = ("check",), ("problem",)
_HUNDRED = Decimal(100)
EXAMPLE_LENGTH = 120
"""Characters of an example."""


def found(asked: Queries, check: str) -> Problem:
    """The problem of a check.

    Raises:
        KeyError: the check found none.
    """
    return problems(asked.view, asked.system)[check]


def share_text(part: int, whole: int) -> Answer:
    """A share with two decimals; the exact value is the fraction."""
    return Answer(f"{part}/{whole}", f"{printed(part * _HUNDRED / whole, 2)}%" if whole else "——")


@query("problems.faults", "count", "发现的问题处数", "faults found in all")
def _(asked: Queries) -> Answer:
    return number(sum(each.faults for each in problems(asked.view, asked.system).values()))


@query("problems.sites", "count", "有问题的网站数", "sites with a fault")
def _(asked: Queries) -> Answer:
    return number(len({code for each in problems(asked.view, asked.system).values() for code, _ in each.sites}))


@query("problem.title", "text", "某检查项的名称", "title of a check", arguments=_CHECK)
def _(asked: Queries, check: str) -> Answer:
    return words(asked.view.check_title(check))


@query("problem.sites", "count", "有某问题的网站数", "sites with a problem", arguments=_CHECK)
def _(asked: Queries, check: str) -> Answer:
    return number(len(found(asked, check).sites))


@query("problem.faults", "count", "某问题的处数", "faults of a problem", arguments=_CHECK)
def _(asked: Queries, check: str) -> Answer:
    return number(found(asked, check).faults)


@query("problem.checked", "count", "检查过某项的网站数", "sites on which it was checked", arguments=_CHECK)
def _(asked: Queries, check: str) -> Answer:
    return number(found(asked, check).checked)


@query("problem.share", "rate", "有某问题的网站占检查过的网站", "share of the checked sites", arguments=_CHECK)
def _(asked: Queries, check: str) -> Answer:
    problem = found(asked, check)
    return share_text(len(problem.sites), problem.checked)


@query("problem.about", "share", "同上，用约数表示", "the same in round words", arguments=_CHECK)
def _(asked: Queries, check: str) -> Answer:
    problem = found(asked, check)
    return about(len(problem.sites), problem.checked)


@query("problem.names", "names", "有某问题的网站，问题多的在前", "sites with a problem", arguments=("check", "most?"))
def _(asked: Queries, check: str, most: str = str(EXAMPLES)) -> Answer:
    sites = found(asked, check).sites[: int(decimal(most))]
    return names([site_name(asked, code) for code, _ in sites])


@query("problem.faults_of", "count", "某网站某问题的处数", "faults of one site", arguments=("check", "site_code"))
def _(asked: Queries, check: str, site_code: str) -> Answer:
    return number(dict(found(asked, check).sites)[site_code])


@query("problem.example", "text", "某问题最典型的一例", "the most typical example", arguments=_CHECK)
def _(asked: Queries, check: str) -> Answer:
    worst: Finding | None = found(asked, check).worst
    return words(cut(sentence(official(worst.messages.zh)), EXAMPLE_LENGTH) if worst else "")


@query("doubts", "count", "待人工确认的检查结果", "findings that wait for a person")
def _(asked: Queries) -> Answer:
    rows = asked.view.inputs.findings.values()
    reads = asked.view.reads
    return number(
        sum(row.outcome is Outcome.CANNOT_TELL and reads(row.check, asked.system) for each in rows for row in each)
    )


@query("doubts.scored", "count", "影响得分的待确认检查结果", "doubts that keep scores provisional")
def _(asked: Queries) -> Answer:
    return number(open_doubts(asked.system))


@query("waiting.items", "count", "待人工评分的指标数", "items that wait for assessors")
def _(asked: Queries) -> Answer:
    return number(sum(row.what == "人工评分" for row in waiting(asked.system)))


@query("waiting.vetoes", "count", "待人工判定的单项否决数", "vetoes that wait for people")
def _(asked: Queries) -> Answer:
    return number(sum(row.what != "人工评分" for row in waiting(asked.system)))


@query("waiting.count", "count", "待人工评定的事项数", "what waits for people")
def _(asked: Queries) -> Answer:
    return number(len(waiting(asked.system)))


@query("unconfirmed.count", "count", "官方数值尚未核实的项数", "rows without a verified official number")
def _(asked: Queries) -> Answer:
    return number(len(asked.system.system.unconfirmed))


@query("items", "text", "评分点的评定情况", "scoring items by state")
def _(asked: Queries) -> Answer:
    return words(items_text(asked.system.items))


@query("items.count", "count", "某种状态的评分点数", "scoring items of a state", arguments=("state",))
def _(asked: Queries, state: str) -> Answer:
    if state not in {name for name, _ in ITEM_COUNTS}:
        raise KeyError(state)
    return number(getattr(asked.system.items, state))


def observed(asked: Queries, problem: str) -> Observation:
    """A problem that assessors observed.

    Raises:
        KeyError: nobody recorded it.
    """
    return asked.view.inputs.observations[problem]


@query("observed.count", "count", "评估人员记录的某问题的网站数", "sites observed with a problem", arguments=_OBSERVED)
def _(asked: Queries, problem: str) -> Answer:
    return number(len(observed(asked, problem).sites))


@query("observed.of", "count", "其中某组的网站数", "those of one group", arguments=("problem", "group"))
def _(asked: Queries, problem: str, group: str) -> Answer:
    sites = asked.view.sites
    known_group(asked, group)
    return number(sum(code in sites and sites[code].group == group for code in observed(asked, problem).sites))


@query("observed.examined", "count", "为该问题核查的网站数", "sites examined for it", arguments=_OBSERVED)
def _(asked: Queries, problem: str) -> Answer:
    return number(observed(asked, problem).examined)


@query("observed.share", "rate", "占核查网站的比例", "share of the examined sites", arguments=_OBSERVED)
def _(asked: Queries, problem: str) -> Answer:
    seen = observed(asked, problem)
    return share_text(len(seen.sites), seen.examined)


@query("observed.about", "share", "同上，用约数表示", "the same in round words", arguments=_OBSERVED)
def _(asked: Queries, problem: str) -> Answer:
    seen = observed(asked, problem)
    return about(len(seen.sites), seen.examined)


@query("observed.near", "share", "同上，写作近百分之几", "the same as 近 and a percentage", arguments=_OBSERVED)
def _(asked: Queries, problem: str) -> Answer:
    seen = observed(asked, problem)
    return near(len(seen.sites), seen.examined)


@query("observed.percent", "rate", "同上，取整的百分数", "the same as a whole percentage", arguments=_OBSERVED)
def _(asked: Queries, problem: str) -> Answer:
    seen = observed(asked, problem)
    exact = share_text(len(seen.sites), seen.examined)
    return Answer(exact.value, f"{printed(len(seen.sites) * _HUNDRED / seen.examined, 0)}%")


@query("observed.names", "names", "举例的网站", "sites named as examples", arguments=("problem", "most?"))
def _(asked: Queries, problem: str, most: str = str(EXAMPLES)) -> Answer:
    return names([site_name(asked, code) for code in observed(asked, problem).sites[: int(decimal(most))]])


def site_name(asked: Queries, site_code: str) -> str:
    """The name of a site; its code when it is not on the roster."""
    site = asked.view.sites.get(site_code)
    return site.name if site else site_code


@query("index", "index", "某指标的平均得分指数", "mean score index of a node", arguments=("item", "group?"))
def _(asked: Queries, item: str, group: str = "") -> Answer:
    value = asked.system.system.index_means[group][item]
    return Answer(f"{value:f}", shortened(value))


@query("index.title", "name", "某指标的名称", "title of a node", arguments=("item",))
def _(asked: Queries, item: str) -> Answer:
    return words(asked.system.system.node_titles[item])


@query("weight", "rate", "某指标所占的权重", "share of a node in the full marks", arguments=("item",))
def _(asked: Queries, item: str) -> Answer:
    return ratio(asked.system.system.node_weights[item])


def shortened(value: Decimal) -> str:
    """An index without zeros at its end: 0.95, 1."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@query("ledger.sites", "count", "台账中的网站数", "sites of the section ledger")
def _(asked: Queries) -> Answer:
    return number(len(ledger_counts(asked.view)[0]))


@query("ledger.sections", "count", "台账中的栏目数", "sections of a kind", arguments=("all|blank|stale|exempt|doubt",))
def _(asked: Queries, kind: str) -> Answer:
    if kind not in LEDGER_COUNTS:
        raise KeyError(kind)
    return number(ledger_counts(asked.view)[1][kind])


@query("clean.title", "text", "未发现问题的检查项的名称", "title of a check without any fault", arguments=_CHECK)
def _(asked: Queries, check: str) -> Answer:
    if check not in asked.view.clean_checks(asked.system):
        raise KeyError(check)
    return words(asked.view.check_title(check))


@query("clean.sites", "count", "其检查的网站数", "sites that it was checked on", arguments=_CHECK)
def _(asked: Queries, check: str) -> Answer:
    return number(len(asked.view.clean_checks(asked.system)[check]))
