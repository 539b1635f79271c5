"""How texts and queries are cut, what a policy is tagged with, how questions are put together."""

import sqlite3
from datetime import date

import pytest

from hengping.extract.plain import plain_text, question_and_answer
from hengping.pipeline.library_policies import is_in_force, policy_tags, themes_of
from hengping.pipeline.library_words import index_terms, phrase, query, question_terms


def found(text: str, wanted: str) -> bool:
    """Whether the index finds a text by a query."""
    with sqlite3.connect(":memory:") as index:
        index.execute("CREATE VIRTUAL TABLE terms USING fts5 (body)")
        index.execute("INSERT INTO terms VALUES (?)", (index_terms(text),))
        return bool(index.execute("SELECT 1 FROM terms WHERE terms MATCH ?", (query(wanted),)).fetchone())


@pytest.mark.parametrize(
    ("wanted", "hit"),
    [
        ("防汛", True),
        ("防汛 部署", True),
        ("防汛工作", True),
        ("工作防汛", False),
        ("防", True),
        ("防汛 -部署", False),
        ("防汛 -教育", True),
        ("“工作部署”", True),
        ("G320国道", True),
        ("ｇ３２０", True),
        ("2026", True),
        ("汛工", True),
        ('防汛" OR "教育', False),
        ("教育 OR 防汛", False),
    ],
)
def test_queries(wanted: str, hit: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert found("会议对2026年防汛工作部署，G320国道养护", wanted) is hit


@pytest.mark.parametrize("nothing", ["", "，。！", '"', "-防汛", "*", "()"])
def test_a_query_without_words_is_none(nothing: str) -> None:
    assert query(nothing) == ""


def test_a_phrase_is_its_pairs() -> None:
    assert index_terms("防汛工作A1") == "防汛 汛工 工作 a1"
    assert phrase("防汛工作") == '"防汛 汛工 工作"'


def test_telling_terms_of_a_question() -> None:
    assert question_terms("请问户口迁移怎么办理？") == ("户口", "口迁", "迁移")


NOTICE = """首页 > 政策文件
索引号：000014349/2026-00012\t主题分类：社会保障、养老
发文机关：云溪县人民政府办公室\t成文日期：2026年3月5日
标题：关于印发养老服务实施方案的通知
发文字号：云政办发〔2026〕12号\t发布日期：2026年03月09日
有效性：现行有效
关于印发养老服务实施方案的通知
各乡镇：根据《意见》（国发〔2020〕1号）……"""


def test_labels_of_a_policy() -> None:
    tags = policy_tags("关于印发养老服务实施方案的通知", NOTICE)
    assert tags is not None
    assert (tags.issuer, tags.number, tags.index) == (
        "云溪县人民政府办公室",
        "云政办发〔2026〕12号",
        "000014349/2026-00012",
    )
    assert (tags.made_on, tags.published_on, tags.themes) == ("2026-03-05", "2026-03-09", ("社会保障", "养老"))
    assert is_in_force(tags, date(2026, 11, 20)) is True


def test_a_cited_number_is_not_the_documents_own() -> None:
    tags = policy_tags(
        "县人民政府关于加强教育工作的意见",
        "县人民政府关于加强教育工作的意见\n根据国发〔2020〕1号文件",
        section_class="policy",
    )
    assert tags is not None
    assert (tags.number, tags.issuer, tags.themes[0]) == ("", "县人民政府", "教育")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("《养老服务实施方案》政策解读", NOTICE),
        ("县领导调研养老服务", "县领导调研养老服务\n根据国发〔2020〕1号文件要求"),
        ("招聘公告", "招聘公告\n报名时间"),
    ],
)
def test_what_is_no_policy(title: str, text: str) -> None:
    assert policy_tags(title, text) is None


def test_validity() -> None:
    expired = policy_tags("暂行办法", "发文字号：云政规〔2019〕3号\n有效期至：2024年1月1日\n暂行办法")
    repealed = policy_tags("管理办法（已废止）", "发文字号：云政规〔2019〕4号\n管理办法")
    unknown = policy_tags("管理办法", "发文字号：云政规〔2019〕5号\n管理办法")
    assert expired
    assert repealed
    assert unknown
    assert [is_in_force(tags, date(2026, 1, 1)) for tags in (expired, repealed, unknown)] == [False, False, None]


def test_themes() -> None:
    assert themes_of("关于做好义务教育学校招生工作的通知")[0] == "教育"
    assert themes_of("通知") == ()


def test_text_without_the_frame() -> None:
    html = """<title>页</title><div class="nav"><a href="/">首页</a></div><p>当前位置：首页 > 动态</p>
    <h1>标题</h1><p>第一段，内容。</p><p><a href="/a">相关链接</a></p><p style="display:none">看不见</p>
    <div class="footer">版权所有</div>"""
    plain = plain_text(html.encode())
    assert plain.title == "页"
    assert plain.text == "标题\n第一段，内容。"


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("来信内容：路灯不亮\n来信时间：2026-01-01\n答复内容：已修好。\n满意度：高", ("路灯不亮", "已修好。")),
        ("留言内容\n路灯不亮\n回复内容\n您好，已修好。\n主办：县政府", ("路灯不亮", "您好，已修好。")),
        ("问题：何时开学\n答：\n九月一日", ("何时开学", "九月一日")),
        ("没有标签的文字", ("", "")),
    ],
)
def test_letters(text: str, pair: tuple[str, str]) -> None:
    assert question_and_answer(text) == pair
