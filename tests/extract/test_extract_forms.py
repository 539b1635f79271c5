"""Search boxes known by nothing but their button."""

import pytest

from hengping.extract.page import read_page


@pytest.mark.parametrize(
    ("form", "offered"),
    [
        ("<form action='/a/list'><input name='w' type='text'><input type='submit' value='检索'></form>", True),
        ("<form action='/a/list'><input name='w'><button><span>搜 索</span></button></form>", True),
        ("<form action='/a'><input name='w'><input type='image' alt='搜索'></form>", True),
        (
            "<table><tr><form action='/a'><td><input name='w'><input type='submit' value='检索'></form></table>",
            True,
        ),
        ("<form action='/a'><input name='w'><input type='submit' value='查询'></form>", False),
        ("<form action='/a'>办件编号<input name='w'><input type='submit' value='检索'></form>", False),
        ("<form action='/a'><input name='u'><input type='password'><button>搜索</button></form>", False),
        ("<form action='/a'><input name='x'><input name='y'><button>检索</button></form>", False),
    ],
)
def test_a_form_whose_button_searches(form: str, offered: bool) -> None:  # noqa: FBT001
    page = f"<html><body>{form}</body></html>"
    assert read_page(page.encode(), "http://www.b.gov.cn/", home=True).search_form is offered


@pytest.mark.parametrize(
    ("body", "asks"),
    [
        ("<p>请先登录统一身份认证平台后再提交咨询。</p>", True),
        ("<form><input name='u'><input type='password' name='p'></form>", True),
        ("<p>登录后方可留言</p>", True),
        ("<div class='header'><form><input name='u'><input type='password'></form></div><p>正文</p>", False),
        ("<p>各单位登录系统填报数据的情况</p>", False),
    ],
)
def test_a_page_that_asks_for_a_login(body: str, asks: bool) -> None:  # noqa: FBT001
    page = f"<html><body>{body}</body></html>"
    assert read_page(page.encode(), "http://www.b.gov.cn/zx/").asks_login is asks
