"""The attachments (附件) of the bulletin: full tables, notes, digests."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from hengping.model.errors import InputError
from hengping.model.numerals import chinese_numeral
from hengping.model.score import RankRow, ScoreNode, SiteScore
from hengping.report import charts
from hengping.report.blocks import Block, Column, Heading, ListBlock, Paragraph, Table
from hengping.report.cases import ANNEX_TITLE, cases_annex
from hengping.report.chapters import printed_code
from hengping.report.figures.query import Queries, written
from hengping.report.figures.text import bound
from hengping.report.ledger_counts import LEDGER_COUNTS, ledger_counts
from hengping.report.provisional import UNCONFIRMED_TITLE, WAITING_TITLE
from hengping.report.provisional_counts import waiting
from hengping.report.view import ReportView, SystemView, group_name, walk
from hengping.report.wording import (
    NONE,
    enumerated,
    figure,
    official,
    printed,
    rate,
    short_figure,
)

MOST_SCORE_COLUMNS = 7
"""Indicator columns that fit on a portrait page beside the site's name."""

_RANK_COLUMNS = (
    Column(title="名次", width=16, align="center"),
    Column(title="网站名称", width=38),
    Column(title="网站标识码", width=18, align="center"),
    Column(title="得分", width=10, align="center"),
    Column(title="档级", width=14, align="center"),
    Column(title="评估覆盖率", width=16, align="center"),
)
_CONCLUSION_COLUMNS = (
    Column(title="序号", width=10, align="center"),
    Column(title="网站名称", width=46),
    Column(title="网站标识码", width=20, align="center"),
    Column(title="评估结论", width=18, align="center"),
    Column(title="评估覆盖率", width=18, align="center"),
)
_VETO_COLUMNS = (
    Column(title="序号", width=9, align="center"),
    Column(title="网站名称", width=27),
    Column(title="网站标识码", width=18, align="center"),
    Column(title="否决项", width=26),
    Column(title="原因", width=46),
)
_LEDGER_COLUMNS = (
    Column(title="网站名称", width=46),
    Column(title="栏目数", width=12, align="center"),
    Column(title="空白栏目", width=14, align="center"),
    Column(title="应更新未更新", width=20, align="center"),
    Column(title="豁免", width=12, align="center"),
    Column(title="待确认", width=12, align="center"),
)
_UNCONFIRMED_COLUMNS = (
    Column(title="指标", width=60),
    Column(title="待核定内容", width=54),
)
_WAITING_COLUMNS = (
    Column(title="类别", width=18, align="center"),
    Column(title="事项", width=62),
    Column(title="分值", width=14, align="center"),
    Column(title="待评网站数", width=18, align="center"),
)
_DIGEST_COLUMNS = (Column(title="数据", width=30), Column(title="校验值", width=84, mono=True))


def annexes(ask: Queries, wanted: Sequence[str] | None = None) -> list[tuple[str, list[Block]]]:
    """Titles and blocks of the attachments; what has no content is left out.

    Args:
        ask: questions to one system's results.
        wanted: ids in order; None: all.

    Raises:
        InputError: there is no such attachment.
    """
    if unknown := [each for each in wanted or () if each not in ANNEXES]:
        raise InputError(
            f"没有名为{'、'.join(unknown)}的附件", where="文稿 annexes", remedy=f"可用的有：{'、'.join(ANNEXES)}"
        )
    made = [(ANNEXES[each][0], ANNEXES[each][1](ask)) for each in (ANNEXES if wanted is None else wanted)]
    return [(title, blocks) for title, blocks in made if blocks]


def score_columns(root: ScoreNode) -> tuple[ScoreNode, ...]:
    """The deepest complete level of the tree that still fits beside the site's name."""
    level = root.children
    while level:
        # A node with one child is that child's name for readers: 加分指标, not 申报事项.
        below = tuple(child for node in level for child in (node.children if len(node.children) > 1 else (node,)))
        if len(below) > MOST_SCORE_COLUMNS or below == level:
            break
        level = below
    return level[:MOST_SCORE_COLUMNS]


def _rank_tables(ask: Queries) -> list[Block]:
    """The places that are published, group by group; conclusions where nothing else is; none where tiers say it all."""
    system = ask.system
    parts: list[tuple[str, Block]] = []
    for group in system.rows_by_group:
        rows = system.published_rows(group)
        if rows:
            ranked = tuple(_rank_row(system, row) for row in rows)
            cut_off = "" if len(rows) == len(system.rows_by_group[group]) else "，其余不公布"
            table = Table(
                columns=_RANK_COLUMNS,
                rows=ranked,
                query=written("table.ranks", group),
                keys=tuple(row.site_code for row in rows),
            )
            title = ask.text(
                "{name}（{published.count[$group]}个{cut}）", name=group_name(group), group=group, cut=cut_off
            )
            parts.append((title, table))
    for track in system.tracks:
        rows = system.conclusions(track)
        if rows:
            judged = tuple(_conclusion_row(system, number, row) for number, row in enumerate(rows, start=1))
            heading = ask.text("{name}（{track.sites[$track]}个，不排列名次）", name=track.title, track=track.track_id)
            judged_table = Table(
                columns=_CONCLUSION_COLUMNS,
                rows=judged,
                query=written("table.conclusions", track.track_id),
                keys=tuple(row.site_code for row in rows),
            )
            parts.append((heading, judged_table))
    blocks: list[Block] = []
    for number, (name, made) in enumerate(parts, start=1):
        if len(parts) > 1:
            blocks.append(Heading(level=2, text=bound(f"（{chinese_numeral(number)}）") + name))
        blocks.append(made)
    return blocks


def _conclusion_row(system: SystemView, number: int, row: RankRow) -> tuple[str, ...]:
    score = system.scores.get(row.site_code)
    passed = score.passed if score else None
    said = row.tier or {True: "合格", False: "不合格", None: system.standing(score)}[passed]
    coverage = NONE if score is not None and score.state == "blocked" else rate(row.coverage)
    return (str(number), row.name, printed_code(row.site_code), said or NONE, coverage)


def _rank_row(system: SystemView, row: RankRow) -> tuple[str, ...]:
    place = NONE if row.rank is None else f"{row.rank}{'（并列）' if row.tied else ''}"
    tier = row.tier
    if not tier:
        tier = NONE if row.rank is not None else system.standing(system.scores.get(row.site_code)) or NONE
    score = system.scores.get(row.site_code)
    coverage = NONE if score is not None and score.state == "blocked" else rate(row.coverage)
    return (place, row.name, printed_code(row.site_code), figure(row.total), tier, coverage)


def _score_tables(system: SystemView) -> list[Block]:
    # A vetoed site without a number is not scored any further (ENG-01); its faults stand in its own report.
    published = {row.site_code for group in system.rows_by_group for row in system.published_rows(group)}
    published -= {score.site_code for score in system.system.scores if score.state == "not_ranked"}
    trees = [
        score
        for score in system.system.scores
        if score.root is not None and score.total is not None and score.site_code in published
    ]
    # Tracks may have items of their own; sites with the same items share a table.
    alike: dict[tuple[str, ...], list[SiteScore]] = {}
    for score in in_rank_order(system, trees):
        names = tuple(node.item_id for node in score_columns(score.root)) if score.root else ()
        if len(names) > 1:
            alike.setdefault(names, []).append(score)
    blocks: list[Block] = []
    for names, scores in alike.items():
        if len(alike) > 1:
            groups = tuple(dict.fromkeys(group_name(score.group) for score in scores))
            blocks.append(Heading(level=2, text=f"（{chinese_numeral(len(blocks) // 2 + 1)}）{enumerated(groups)}"))
        blocks.append(_score_table(scores, names))
    note = "表头所列为分值。因指标不适用而折算的，以单站诊断报告为准；单项否决不再评分和未能评估的网站不列入本表。"
    return [Paragraph(text=note), *blocks] if blocks else []


def _score_table(scores: Sequence[SiteScore], names: tuple[str, ...]) -> Table:
    heads = score_columns(scores[0].root) if scores[0].root else ()
    columns = (
        Column(title="网站名称", width=36),
        *(Column(title=f"{node.title}（{short_figure(node.full)}分）", width=12, align="center") for node in heads),
        Column(title="总分", width=12, align="center"),
    )
    return Table(
        columns=columns,
        rows=tuple(_score_row(score, names) for score in scores),
        query=written("table.scores", *names),
        keys=tuple(score.site_code for score in scores),
    )


def in_rank_order(system: SystemView, scores: Sequence[SiteScore]) -> list[SiteScore]:
    """The scores in the order in which ranking lists the sites."""
    order = {row.site_code: number for number, row in enumerate(system.results.ranks)}
    return sorted(scores, key=lambda score: (order.get(score.site_code, len(order)), score.site_code))


def _score_row(score: SiteScore, items: tuple[str, ...]) -> tuple[str, ...]:
    nodes = {node.item_id: node for node in walk(score.root)} if score.root else {}
    cells = []
    for item_id in items:
        node = nodes.get(item_id)
        if node is None or node.state == "not_tested":
            cells.append(NONE)
        elif node.state == "not_applicable":
            cells.append("不适用")
        else:
            cells.append(printed(node.score, score.digits, score.rounding_mode))
    return (score.name, *cells, figure(score.total))


def _vetoes(system: SystemView) -> list[Block]:
    rows: list[tuple[str, ...]] = []
    keys: list[str] = []
    for score in system.system.scores:
        for veto in score.vetoes:
            if veto.fired:
                keys.append(f"{score.site_code} {veto.veto_id}")
                rows.append(
                    (
                        str(len(rows) + 1),
                        score.name,
                        printed_code(score.site_code),
                        veto.title + ("（待核定）" if veto.status == "unconfirmed" else ""),
                        official(veto.reason) or NONE,
                    )
                )
    return [Table(columns=_VETO_COLUMNS, rows=tuple(rows), query="table.vetoes", keys=tuple(keys))] if rows else []


def _ledger(ask: Queries) -> list[Block]:
    view = ask.view
    if not view.inputs.ledger:
        return []
    counts, total = ledger_counts(view)
    rows = [
        (view.sites[code].name, *(str(counter[name]) for name in LEDGER_COUNTS)) for code, counter in counts.items()
    ]
    rows.append(("合计", *(str(total[name]) for name in LEDGER_COUNTS)))
    return [
        Paragraph(
            text=ask.text(
                "共核查{ledger.sites}个网站的{ledger.sections[all]}个栏目，其中空白栏目{ledger.sections[blank]}个，"
                "应更新未更新栏目{ledger.sections[stale]}个，豁免栏目{ledger.sections[exempt]}个。"
                "逐个栏目的情况见工作簿。"
            )
        ),
        Table(columns=_LEDGER_COLUMNS, rows=tuple(rows), query="table.ledger", keys=(*counts, "")),
    ]


def _unconfirmed(ask: Queries) -> list[Block]:
    system = ask.system
    by_note: dict[str, list[str]] = {}
    for item_id, title, note in system.system.unconfirmed:
        by_note.setdefault(official(note) or NONE, []).append(title or item_id)
    if not by_note:
        return []
    return [
        Paragraph(
            text=ask.text(
                "下列{unconfirmed.count}项指标和条款的官方数值尚未核实，按所列内容暂行评分，"
                "有关得分以核定后的结果为准。各项的编号见工作簿“说明”。"
            )
        ),
        Table(
            columns=_UNCONFIRMED_COLUMNS,
            rows=tuple((enumerated(tuple(dict.fromkeys(titles))), note) for note, titles in by_note.items()),
        ),
    ]


def _waiting(ask: Queries) -> list[Block]:
    rows = tuple(
        (row.what, row.title, short_figure(Decimal(row.marks)) if row.marks else NONE, str(row.sites))
        for row in waiting(ask.system)
    )
    if not rows:
        return []
    return [
        Paragraph(
            text=ask.text(
                "下列{waiting.count}项须由人工判定或者评分，评定之前不扣分、不否决，有关得分和结论为暂定结果。"
            )
        ),
        Table(
            columns=_WAITING_COLUMNS,
            rows=rows,
            query="table.waiting",
            keys=tuple(f"{row.what} {row.title}" for row in waiting(ask.system)),
        ),
    ]


def _notes(ask: Queries) -> list[Block]:
    inputs = ask.view.inputs
    return [
        ListBlock(
            items=(
                ask.text(
                    "监测时间点为{as_of}，更新时限、答复时限均由此日往回计算，"
                    "以月计的时限按日历月计算，恰在时限当日的视为按时。"
                ),
                (
                    "总分按指标体系的规定只取舍一次；指标得分列示时按同样的位数取舍，"
                    "因此各项之和与总分的末位可能不一致。"
                ),
                "合格率为合格网站数除以完成评估的网站数，不含未能评估的网站。",
                (
                    "评估覆盖率为判断过的评分点占适用评分点的比例，按个数、按分值各算一遍取低者；一个评分点只判断了"
                    "一部分对象的，按那一部分算。受阻、未检查、工具故障和待人工确认的不计入扣分，只降低覆盖率。"
                ),
                *inputs.method_notes,
                _mean_note(ask.system),
                *_evidence_note(ask.view),
                "名次相同的为并列。名次、档级和红黑榜按指标体系规定的规则产生。",
                ask.text("指标体系编号{system.id}，版本{system.version}；评估编号{run}。"),
            )
        )
    ]


def _evidence_note(view: ReportView) -> tuple[str, ...]:
    """Where the evidence stands; nothing for a judged table, which has none."""
    if not view.inputs.findings:
        return ()
    text = (
        "佐证存放在评估数据目录的evidence目录，每个网站一个以网站标识码命名的子目录：佐证记录号为urn:uuid的，"
        "在index.jsonl中查到所在的归档文件（warc目录）；为visits的，是visits.jsonl中同号的拨测访问。"
        "每处扣分的规则、页面、佐证记录号和校验值见工作簿“扣分明细”，各网站的诊断报告见sites目录。"
    )
    return (text,)


def _mean_note(system: SystemView) -> str:
    if system.system.vetoed_in_mean:
        return "平均分、最高分、最低分含单项否决的网站（按指标体系规定的分数计），不含覆盖率不足和未能评估的网站。"
    return "平均分、最高分、最低分按有得分的网站计算，不含单项否决、覆盖率不足和未能评估的网站。"


def _digests(view: ReportView) -> list[Block]:
    if not view.inputs.digests:
        return []
    rows = tuple(sorted(view.inputs.digests.items()))
    return [
        Paragraph(text="下列校验值取自评估数据目录，用于核对本通报所依据的数据未被改动。"),
        Table(columns=_DIGEST_COLUMNS, rows=rows, query="table.digests", keys=tuple(name for name, _ in rows)),
    ]


ANNEXES: dict[str, tuple[str, Callable[[Queries], list[Block]]]] = {
    "ranks": ("各组得分排名表", _rank_tables),
    "scores": ("指标得分表", lambda ask: _score_tables(ask.system)),
    "vetoes": ("单项否决情况表", lambda ask: _vetoes(ask.system)),
    "cases": (ANNEX_TITLE, cases_annex),
    "ledger": ("栏目台账摘要", _ledger),
    "unconfirmed": (UNCONFIRMED_TITLE, _unconfirmed),
    "waiting": (WAITING_TITLE, _waiting),
    "charts": ("统计图", lambda ask: list(charts.for_bulletin(ask.view, ask.system))),
    "notes": ("有关说明和数据校验", lambda ask: [*_notes(ask), *_digests(ask.view)]),
}
"""Title and maker of every attachment, by the id that a manuscript uses, in the program's order."""
