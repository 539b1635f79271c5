"""The 38 innovation cases of Guangxi 2017: read, counted, listed and printed as published."""

import csv
from datetime import date

import guangxi_2017_data as data
import pytest

from hengping.pipeline.cases_file import read_cases
from hengping.report.blocks import Table
from hengping.report.case_counts import by_category, units
from hengping.report.cases import case_collection, statement
from hengping.report.render.case_files import cases_table

pytestmark = pytest.mark.skipif(
    not data.seeds_folder().is_dir(), reason=f"published rows not found in {data.seeds_folder()}; set HENGPING_GOLDEN"
)
COUNTS = {"“互联网+政务服务”": 15, "集约化建设": 5, "数据开放": 3, "热点舆情回应": 5, "其他": 10}


@pytest.fixture(scope="module")
def published() -> list[dict[str, str]]:
    path = data.seeds_folder() / "guangxi_2017_innovation_cases.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def read():
    return read_cases(data.seeds_folder() / "guangxi_2017_innovation_cases.csv")


def test_all_38_are_read_as_published(read, published):
    told = [(str(case.number), case.title, case.category, case.unit) for case in read.cases]
    assert told == [(row["seq"], row["case_name"], row["category"], row["owner"]) for row in published]
    assert len(told) == 38
    assert read.errors == ()


def test_categories_in_the_published_order_with_their_counts(read):
    assert {category: len(cases) for category, cases in by_category(read.cases).items()} == COUNTS
    assert list(by_category(read.cases)) == list(COUNTS)


def test_the_sentence(read, published):
    owners = len({row["owner"] for row in published})
    assert statement(read.cases) == (
        f"共有38个案例，来自{owners}个单位，其中“互联网+政务服务”类15个、集约化建设类5个、数据开放类3个、"
        "热点舆情回应类5个、其他类10个。"
    )
    assert len(units(read.cases)) == owners


def test_the_slips_of_the_published_list_are_found(read):
    """Titles that name another category, a missing quotation mark, the same title of two units."""
    found = {(fault.kind, read.cases[fault.row - 2].number) for fault in read.faults}
    assert found == {
        ("other_category", 3),
        ("other_category", 21),
        ("other_category", 29),
        ("unpaired", 28),
        ("same_title", 12),
        ("same_title", 38),
    }


def test_the_list_of_the_collection_and_the_export(read, published):
    document = case_collection(read.cases, title="2017年全区政府网站", organiser="", dated_on=date(2018, 3, 15))
    (table,) = (block for block in document.blocks if isinstance(block, Table))
    assert [row[:4] for row in table.rows] == [tuple(row.values()) for row in published]
    assert "2017年全区政府网站优秀创新案例" in document.title
    rows = list(csv.reader(cases_table(read.cases).decode("utf-8-sig").splitlines()))
    assert [row[:4] for row in rows[1:]] == [list(row.values()) for row in published]
