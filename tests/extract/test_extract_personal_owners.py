"""Whose a number is: people whom a page only speaks of, officials in lists of households, numbers of letters."""

import json
from datetime import date
from pathlib import Path

import pytest

from hengping.extract.flat import Page
from hengping.extract.personal import personal_in_text, personal_on_page

AS_OF = date(2026, 11, 20)
MOBILE, OTHER = "13812345678", "13987654321"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(body: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


ID = identity("45010219900307123")
LETTER = identity("45010220260315001")


def kinds(text: str, title: str = "") -> list[tuple[str, str]]:
    return [(datum.kind, datum.doubt) for datum in personal_in_text(text, title, latest=AS_OF)]


def on_page(html: str, title: str = "") -> list[tuple[str, str]]:
    return [(one.kind, one.doubt) for one in personal_on_page(Page(f"<body>{html}</body>"), title, AS_OF)]


def table(*rows: list[str]) -> str:
    lines = ("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    return f"<table>{''.join(lines)}</table>"


@pytest.mark.parametrize(
    "text",
    [
        f"关爱孤寡老人，传递社会温暖，欢迎爱心人士参与，联系电话：{MOBILE}",
        f"为残疾人、困难儿童提供上门理发，联系电话：{MOBILE}",
        f"各位业主：应广大住户要求，小区将于近日清洗水箱，联系电话：{MOBILE}",
        f"尊敬的家长：学校定于周五召开家长会，联系电话：{MOBILE}",
        f"村民如需了解政策，可到村委会了解，电话：{MOBILE}",
        f"面向失业村民和务工人员开展培训\n电话：{MOBILE}\n地址：职业学校",
        f"失踪老人走失时身穿蓝衣，派出所电话：{MOBILE}",
        f"患者可先预约，电话{MOBILE}",
        f"考生须提前半小时到场。考点电话：{MOBILE}",
        f"欢迎广大农户、合作社来电订购种苗，手机：{MOBILE}",
    ],
)
def test_people_whom_a_text_speaks_of_own_no_number(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        f"来信人：李四 联系电话：{MOBILE}",
        f"投诉人：王女士，手机：{MOBILE}",
        f"户主李四，联系电话{MOBILE}",
        f"申请人联系电话：{MOBILE}",
        f"写信人：李*　电话：{MOBILE}\n来信内容：路灯不亮",
        "受助人 王小红，电话：138-1234-5678",
        f"姓名：张三\n电话：{MOBILE}\n",
        f"被征收人张大山（电话：{MOBILE}）",
    ],
)
def test_a_person_named_beside_a_telephone_owns_it(text):
    assert kinds(text) == [("mobile", "")]


def test_the_office_that_answers_a_named_writer_is_no_certain_leak():
    text = f"来信人：李四\n来信内容：路灯不亮\n答复：已安排维修，如有疑问请致电，电话：{MOBILE}"
    assert all(doubt for _, doubt in kinds(text))
    assert kinds(f"孤寡老人联系电话：{MOBILE}") in ([], [("mobile", "alone")])


def test_officials_in_lists_of_households_are_no_leak_but_the_households_are():
    head = ["序号", "户主", "身份证号", "家庭人口", "包保责任人", "联系电话"]
    row = ["1", "覃大山", ID, "3", "李明", MOBILE]
    assert on_page(table(head, row), "低保户名单") == [("id_number", "")]
    head = ["序号", "户主", "家庭住址", "低保金额", "帮扶干部", "帮扶干部电话"]
    assert on_page(table(head, ["1", "覃大山", "某村", "300", "李明", MOBILE]), "脱贫户帮扶台账") == []
    head = ["序号", "户主", "联系电话", "包保责任人", "联系电话"]
    both = on_page(table(head, ["1", "覃大山", MOBILE, "李明", OTHER]), "监测户帮扶台账")
    assert both == [("mobile", "")]
    head = ["户主姓名", "户主电话", "包村领导", "职务"]
    assert on_page(table(head, ["覃大山", MOBILE, "李明", "副镇长"]), "防返贫台账") == [("mobile", "")]
    head = "序号\t户主\t身份证号\t金额\t责任人\t电话"
    assert kinds(f"{head}\n1\t覃大山\t{ID}\t300\t李明\t{MOBILE}", "低保") == [("id_number", "")]


@pytest.mark.parametrize(
    "text",
    [
        f"来信编号：{LETTER}",
        f"信件编号 {LETTER}",
        f"留言编号：{LETTER} 标题：路灯",
        f"查询编号：{LETTER}",
        f"订单号：{LETTER}",
        f"流水号：{LETTER}",
        f"来信编号\t标题\t来信日期\t状态\n{LETTER}\t路灯\t2026-03-15\t已回复",
        f"工单号：{LETTER}",
    ],
)
def test_running_numbers_of_letters_are_nobodys(text):
    assert kinds(text) == []


def test_a_number_with_the_day_of_a_letter_is_for_a_person_to_judge_where_nothing_names_it():
    assert kinds(f"{LETTER} 关于路灯 2026-03-15 已回复") == [("id_number", "other_label")]
    assert kinds(f"身份证号：{LETTER}") == [("id_number", "")]
    assert kinds(f"受理编号：{ID}") == [("id_number", "other_label")]
    assert kinds(f"张三 {ID}") == [("id_number", "")]


def test_serials_that_pass_the_check_digit_by_chance_are_in_doubt():
    serials = [f"4501021990{month:02d}{day:02d}001" for month in (1, 2) for day in range(10, 28)]
    numbers = [f"{serial}7" for serial in serials]
    found = kinds("\n".join(f"{number} 土地登记" for number in numbers))
    assert found
    assert all(doubt == "other_label" for _, doubt in found)
    persons = "\n".join(f"张三 {identity(serial)}" for serial in serials)
    assert {doubt for _, doubt in kinds(persons)} == {""}


PAGES = [json.loads(line) for line in Path(__file__).with_name("personal_pages.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("page", PAGES, ids=[page["name"] for page in PAGES])
def test_lists_and_notices_as_offices_publish_them(page: dict[str, object]) -> None:
    found = on_page(str(page["body"]), str(page["title"]))
    assert any(not doubt for _, doubt in found) is page["accused"]
