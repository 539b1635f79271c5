"""Placeholders where entries would stand (暂无内容), and the same words as the value of a label."""

import pytest
from site_case import SiteCase, nav, url_of

from hengping.extract.flat import Page
from hengping.extract.measures import says_none
from hengping.extract.page import read_page

CONTACT = (
    "<h2>便民信息</h2><p>单位地址：云溪县城关镇人民路十八号行政中心三号楼二层东侧</p><p>办公时间：周一至周五上午八点半至十二点，下午两点半至五点半</p>"
    "<p>乘车路线：一路、三路、八路公交车到行政中心站下车，步行约两百米</p><p>邮政编码：五二四零零零</p><p>传真：暂无</p>"
)


@pytest.mark.parametrize(
    "html",
    [
        CONTACT,
        "<p>地址 某路 传真 暂无</p>",
        "<table><tr><td>传真</td><td>暂无</td></tr></table>",
        "<table><tr><td>序号</td><td>职务</td></tr><tr><td>1</td><td>暂无</td></tr></table>",
        "<dl><dt>传真</dt><dd>暂无</dd></dl>",
        "<dl><dt>职务：</dt><dd>暂无</dd></dl>",
        "<div><label>传真</label><span>暂无</span></div>",
        "<p>暂无附件</p>",
        "<p>姓名：张三 职务：暂无信息</p>",
        "<p>目前全县暂无疫情发生，请广大市民继续保持良好的卫生习惯，出门佩戴口罩，勤洗手，多通风，少聚集，发现异常及时报告，我们将关注形势。</p>",
        "<a href='/1.html'>暂无内容</a>",
        "<div class='footer'><p>暂无内容</p></div>",
    ],
)
def test_the_value_of_a_label_is_no_placeholder(html: str) -> None:
    assert not says_none(Page(html))


@pytest.mark.parametrize(
    "html",
    [
        "<p>暂无</p>",
        "<h2>通知公告</h2><div>暂无内容</div>",
        "<ul><li>· 暂无信息！</li></ul>",
        "<table><tr><th>序号<th>标题</tr><tr><td colspan=2>暂无数据</td></tr></table>",
        "<p>本栏目正在建设中，敬请期待！</p>",
        "<div>共 0 条记录 <a href='/'>首页</a> <a href='/'>上一页</a></div>",
        "<p>对不起，该栏目暂无内容。</p>",
        "<p>没有找到相关信息</p>",
        "<p>暂无相关信息 <a href='/'>返回首页</a></p>",
        "<dl><dt>通知公告</dt><dd>暂无内容</dd></dl>",
        "<p>二〇二六年工作计划：<br>本栏目暂无内容</p>",
    ],
)
def test_a_line_that_says_nothing_is_there(html: str) -> None:
    assert says_none(Page(html))


def test_a_page_of_facts_with_a_gap_is_no_empty_section() -> None:
    page = read_page(f"<html><body>{CONTACT}</body></html>".encode(), url_of("/czzj.asp"))
    assert 80 < page.text_length < 150
    case = SiteCase().home(links=nav(财政资金="/czzj.asp"))
    told = {"title": "财政资金", "text_length": page.text_length, "breadcrumb": ("首页", "财政资金")}
    case.page("/czzj.asp", "other", says_none=page.says_none, **told)
    assert not case.has_section("/czzj.asp")
