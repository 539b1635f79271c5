"""Innovation cases (创新案例): a chapter and an attachment of the bulletin, and the collection as a document."""

from collections.abc import Sequence
from datetime import date

from hengping.model.cases import InnovationCase
from hengping.model.numerals import chinese_numeral
from hengping.report.blocks import Block, Column, Document, Heading, Paragraph, Table, Title
from hengping.report.case_counts import by_award, by_category, category_name, units
from hengping.report.figures.query import Queries
from hengping.report.figures.text import Text, joined
from hengping.report.wording import NONE, chinese_date, enumerated, sentence, title_lines

TITLE = "优秀创新案例"
ANNEX_TITLE = "优秀创新案例名单"
_COLUMNS = (
    Column(title="序号", width=9, align="center"),
    Column(title="案例名称", width=52),
    Column(title="类别", width=34, align="center"),
    Column(title="单位", width=30, align="center"),
)
_AWARD_COLUMN = Column(title="评选结果", width=18, align="center")


def cases_chapter(ask: Queries) -> list[Block]:
    """优秀创新案例: how many, by category, from how many units, and who won what; nothing without cases."""
    cases = ask.view.inputs.cases
    if not cases:
        return []
    parts = joined(
        [
            ask.text("{name}{cases.count[$category]}个", name=category_name(each), category=each)
            for each in by_category(cases)
        ],
        "、",
    )
    text = ask.text("本次评估共有{cases.count}个案例列为优秀创新案例，来自{cases.units}个单位")
    blocks: list[Block] = [
        Paragraph(text=text + (Text(("，其中",)) + parts if len(by_category(cases)) > 1 else "") + "（名单见附件）。")
    ]
    blocks += [
        Paragraph(
            text=ask.text("获评“{award}”的{cases.awarded[$award]}个：{cases.awarded_names[$award]}。", award=award)
        )
        for award in by_award(cases)
    ]
    return blocks


def cases_annex(ask: Queries) -> list[Block]:
    """The list of cases; nothing without any."""
    return _table(ask.view.inputs.cases)


def case_collection(cases: Sequence[InnovationCase], *, title: str, organiser: str, dated_on: date) -> Document:
    """The collection (案例汇编): the list, then, where more is said of any, every case under its category.

    Args:
        cases: in the order of the list.
        title: of the evaluation, or of the collection.
        organiser: printed above the title; may be empty.
        dated_on: printed below it.
    """
    named = f"{title.removesuffix('情况')}{TITLE}汇编"
    blocks: list[Block] = [
        Title(lines=title_lines(organiser, named)),
        Paragraph(text=f"（{chinese_date(dated_on)}）", indent=False),
        Paragraph(text=statement(cases)),
        *_table(cases),
    ]
    told = any(each.summary or each.url for each in cases)
    for number, (category, own) in enumerate(by_category(cases).items() if told else (), start=1):
        heading = f"{chinese_numeral(number)}、{category_name(category)}（{len(own)}个）"
        blocks.append(Heading(level=1, text=heading))
        for each in own:
            blocks += _case(each)
    return Document(
        title=f"{organiser}{named}", author=organiser, subject=named, dated_on=dated_on, blocks=tuple(blocks)
    )


def statement(cases: Sequence[InnovationCase]) -> str:
    """The counts in a sentence, each category in the order of the list."""
    groups = by_category(cases)
    parts = enumerated([f"{category_name(category)}{len(own)}个" for category, own in groups.items()])
    text = f"共有{len(cases)}个案例，来自{len(units(cases))}个单位"
    text += f"，其中{parts}" if len(groups) > 1 else ""
    awards = enumerated([f"“{award}”{len(own)}个" for award, own in by_award(cases).items()])
    return sentence(f"{text}。获评{awards}" if awards else text)


def _case(case: InnovationCase) -> list[Block]:
    award = f"，获评“{case.award}”" if case.award else ""
    blocks: list[Block] = [Paragraph(lead=f"{case.number}. {case.title}", text=f"（{case.unit}{award}）")]
    if case.summary:
        blocks.append(Paragraph(text=sentence(case.summary)))
    if case.url:
        blocks.append(Paragraph(text=f"网址：{case.url}"))
    return blocks


def _table(cases: Sequence[InnovationCase]) -> list[Block]:
    if not cases:
        return []
    awarded = any(each.award for each in cases)
    rows = tuple(
        (str(each.number), each.title, each.category, each.unit, *((each.award or NONE,) if awarded else ()))
        for each in cases
    )
    columns = (*_COLUMNS, _AWARD_COLUMN) if awarded else _COLUMNS
    keys = tuple(str(each.number) for each in cases)
    return [
        Table(columns=columns, rows=rows, caption=f"{ANNEX_TITLE}（{len(cases)}个）", query="table.cases", keys=keys)
    ]
