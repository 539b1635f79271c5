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


_FIELDS = "<p>姓名<input name='n'></p><p>标题<input name='t'></p><p>内容<textarea name='c'></textarea></p>"
_SENDS = f"<form action='/save' method='post'>{_FIELDS}<input type='submit' value='提交'></form>"


@pytest.mark.parametrize(
    ("title", "form", "offered"),
    [
        ("咨询投诉-乙县人民政府", _SENDS, True),
        ("互动交流", f"<h2>我要咨询</h2>{_SENDS}", True),
        ("互动交流", f"<h2>我要咨询</h2>{_SENDS.replace('提交', '打印')}", False),
        ("局长信箱", f"<form action='/save'>{_FIELDS}<button>发 送</button></form>", True),
        # Where nothing says that one writes to the body: petitions, corrections of pages, comments.
        ("网上信访", f"<h2>网上信访</h2>{_SENDS}", False),
        ("样式", "<form action='/s'><p>样式代码<textarea name='c'></textarea></p><input type='submit'></form>", False),
    ],
)
def test_a_form_without_a_subject_is_told_by_where_it_stands(title: str, form: str, offered: bool) -> None:  # noqa: FBT001
    page = f"<html><head><title>{title}</title></head><body>{form}</body></html>"
    assert read_page(page.encode(), "http://www.b.gov.cn/x/").submit_form is offered
