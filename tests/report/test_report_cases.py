"""Innovation cases in documents: counts by rule, awards, nothing computed twice, hostile text inert."""

import json
from datetime import date

import msgspec
import pytest

from hengping.model.cases import InnovationCase
from hengping.report.blocks import Heading, Paragraph, Table
from hengping.report.bulletin import bulletin, questions
from hengping.report.case_counts import category_name, more_than
from hengping.report.cases import ANNEX_TITLE, TITLE, case_collection, cases_chapter, statement
from hengping.report.figures.text import figures_of
from hengping.report.render.case_files import cases_table, write_cases

ROWS = [
    ("甲", "服务", "南宁市", "十佳"),
    ("乙", "服务", "柳州市", "二十佳"),
    ("丙", "开放", "南宁市", ""),
    ("丁", "其他", "县", "十佳"),
]
CASES = tuple(
    InnovationCase(number=number, title=title, category=category, unit=unit, award=award)
    for number, (title, category, unit, award) in enumerate(ROWS, start=1)
)


@pytest.fixture
def inputs(case):
    return msgspec.structs.replace(case, cases=CASES)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0"),
        (9, "9"),
        (20, "20"),
        (21, "20余"),
        (29, "20余"),
        (30, "30"),
        (38, "30余"),
        (220, "220"),
        (228, "220余"),
        (290, "290"),
        (299, "290余"),
        (999, "990余"),
        (1000, "1000"),
        (1001, "1000余"),
        (1299, "1200余"),
    ],
)
def test_round_words_come_by_rule_and_never_round_up(count, words):
    assert more_than(count) == words


def test_the_sentence_counts_categories_units_and_awards():
    assert statement(CASES) == (
        "共有4个案例，来自3个单位，其中服务类2个、开放类1个、其他类1个。获评“十佳”2个、“二十佳”1个。"
    )
    assert category_name("特色类") == "特色类"


def test_the_chapter_is_bound_to_queries(inputs):
    ask = questions(inputs)
    first, *awards = cases_chapter(ask)
    told = {figure.query: figure.printed for figure in figures_of(first.text)}
    assert told["cases.count"] == "4"
    assert told["cases.units"] == "3"
    assert told["cases.count[服务]"] == "2"
    assert first.text == (
        "本次评估共有4个案例列为优秀创新案例，来自3个单位，其中服务类2个、开放类1个、其他类1个（名单见附件）。"
    )
    assert [block.text for block in awards] == [
        "获评“十佳”的2个：《甲》（南宁市）、《丁》（县）。",
        "获评“二十佳”的1个：《乙》（柳州市）。",
    ]
    assert ask.ask("cases.units_about").printed == "3"


def test_the_bulletin_has_chapter_and_attachment_only_with_cases(inputs, case):
    with_cases, without = bulletin(inputs), bulletin(case)
    headings = [block.text for block in with_cases.blocks if isinstance(block, Heading)]
    assert any(heading.endswith(TITLE) for heading in headings)
    tables = [block for block in with_cases.blocks if isinstance(block, Table) and block.query == "table.cases"]
    assert [row[1] for row in tables[0].rows] == ["甲", "乙", "丙", "丁"]
    assert ANNEX_TITLE not in json.dumps([str(block) for block in without.blocks], ensure_ascii=False)


def test_the_collection_tells_each_case_under_its_category():
    told = [msgspec.structs.replace(CASES[0], summary="做法一", url="http://a.gov.cn/"), *CASES[1:]]
    document = case_collection(told, title="2026年评估", organiser="某厅", dated_on=date(2026, 12, 1))
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert headings == ["一、服务类（2个）", "二、开放类（1个）", "三、其他类（1个）"]
    texts = [f"{block.lead}{block.text}" for block in document.blocks if isinstance(block, Paragraph)]
    assert "1. 甲（南宁市，获评“十佳”）" in texts
    assert "做法一。" in texts
    plain = case_collection(CASES, title="2026年评估", organiser="某厅", dated_on=date(2026, 12, 1))
    assert not [block for block in plain.blocks if isinstance(block, Heading)]


def test_hostile_text_becomes_no_formula_and_the_same_cases_the_same_bytes(tmp_path):
    hostile = tuple(
        InnovationCase(number=number, title=text, category="一", unit="某市")
        for number, text in enumerate(['=HYPERLINK("http://x")', " @a", "\u202e倒", "<script>"], start=1)
    )
    rows = cases_table(hostile).decode("utf-8-sig").splitlines()
    assert rows[1].startswith("1,\"'=HYPERLINK")
    assert rows[2].startswith("2,' @a")
    assert "\u202e" not in rows[3]
    document = case_collection(hostile, title="2026年评估", organiser="", dated_on=date(2026, 12, 1))
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        made.append([path.read_bytes() for path in write_cases(hostile, document, tmp_path / name)])
    assert made[0] == made[1]
    assert len(made[0]) == 4
