"""Search boxes: which forms and scripts can be asked, and what is sent."""

import pytest

from hengping.extract.search_boxes import PageBoxes
from hengping.extract.site_search import may_ask
from hengping.model.site_search import SearchBox, SearchField

URL = "http://www.a.gov.cn/index.html"


def _page(inner: str, *, charset: str = "utf-8", head: str = "") -> PageBoxes:
    html = f'<html><head><meta charset="{charset}"><title>甲市人民政府</title>{head}</head><body>{inner}</body></html>'
    return PageBoxes(html.encode(charset), URL)


def _only(page: PageBoxes) -> SearchBox:
    assert len(page.boxes) == 1
    return page.boxes[0]


def _sent(box: SearchBox, text: str = "道路扬尘") -> str:
    request = box.request(text)
    assert request is not None
    return request.url if request.body is None else f"{request.url} {request.body.decode()}"


WORD = "%E9%81%93%E8%B7%AF%E6%89%AC%E5%B0%98"
WORD_GBK = "%B5%C0%C2%B7%D1%EF%B3%BE"


@pytest.mark.parametrize(
    ("form", "sent"),
    [
        (
            '<form action="/s"><input name="q" placeholder="请输入关键字"><button>搜索</button></form>',
            f"http://www.a.gov.cn/s?q={WORD}",
        ),
        (
            (
                '<form action="/was5/web/search?x=1" method="get"><input type="hidden" name="channelid" value="23">'
                '<input name="searchword"><input type="submit" name="go" value="检索"></form>'
            ),
            f"http://www.a.gov.cn/was5/web/search?channelid=23&searchword={WORD}&go=%E6%A3%80%E7%B4%A2",
        ),
        (
            (
                '<form action="search.jsp?id=9" method="POST"><select name="t"><option value="1">标题'
                '<option value="2" selected>全文</select><input type="text" name="showkeycode" class="search"></form>'
            ),
            f"http://www.a.gov.cn/search.jsp?id=9 t=2&showkeycode={WORD}",
        ),
        (
            (
                '<form action="search.jsp?id=9" method="post" onsubmit="return subsearch()">'
                '<input type="hidden" name="lucenenewssearchkey7" value=""><input name="showkeycode"></form>'
            ),
            f"http://www.a.gov.cn/search.jsp?id=9 lucenenewssearchkey7=6YGT6Lev5oms5bCY&showkeycode={WORD}",
        ),
        (
            (
                '<form action="/so"><input type="radio" name="r"><input type="radio" name="r" value="b" checked>'
                '<input type="checkbox" name="c" value="1"><input type="search" name="kw"></form>'
            ),
            f"http://www.a.gov.cn/so?r=b&kw={WORD}",
        ),
    ],
)
def test_a_form_is_sent_as_a_browser_sends_it(form, sent):
    assert _sent(_only(_page(form))) == sent


def test_the_page_or_the_form_says_in_which_encoding():
    form = '<form action="/s" {}><input name="q"><button>搜索</button></form>'
    assert _sent(_only(_page(form.format(""), charset="gbk"))).endswith(WORD_GBK)
    assert _sent(_only(_page(form.format('accept-charset="UTF-8"'), charset="gbk"))).endswith(WORD)
    assert _sent(_only(_page(form.format('accept-charset="gb2312"')))).endswith(WORD_GBK)


@pytest.mark.parametrize(
    ("script", "sent"),
    [
        ("location.href='/search.html?q='+encodeURIComponent(v)", f"http://www.a.gov.cn/search.html?q={WORD}"),
        (
            'window.open("/so/s?siteId=3&qt=" + encodeURI(kw) + "&tab=all")',
            f"http://www.a.gov.cn/so/s?siteId=3&qt={WORD}&tab=all",
        ),
        (
            "window.location.href = `/search?keyword=${encodeURIComponent(v)}`;",
            f"http://www.a.gov.cn/search?keyword={WORD}",
        ),
        (
            "var url='/search.html?siteid=3&q='+encodeURIComponent(v);location.href=url",
            f"http://www.a.gov.cn/search.html?siteid=3&q={WORD}",
        ),
        ("window.open('/so?q='+encodeURI(encodeURI(v)))", f"http://www.a.gov.cn/so?q={WORD.replace('%', '%25')}"),
        ("location.href='/s?q='+escape(v)", "http://www.a.gov.cn/s?q=%u9053%u8DEF%u626C%u5C18"),
    ],
)
@pytest.mark.parametrize("place", ["script", "onclick"])
def test_an_address_put_together_by_a_script_is_a_box(script, sent, place):
    if place == "script":
        page = _page(f"<input id='kw'><script>function sousuo(){{var v=kw.value;{script}}}</script>")
    else:
        quoted = script.replace('"', "&quot;")
        page = _page(f'<input id="kw"><button onclick="{quoted}">搜索</button>')
    assert _sent(_only(page)) == sent


@pytest.mark.parametrize(
    "inner",
    [
        '<form action="/login.do" method="post">用户名<input name="user">密码<input type="password" name="pwd"></form>',
        '<form action="/mail.do">订阅<input name="mail" placeholder="请输入邮箱"><button>订阅</button></form>',
        '<form action="/ly.do"><input name="title"><textarea name="content"></textarea><button>搜索</button></form>',
        "<input id='a'><script>location.href='/list.html?page='+n</script>",
        "<a href='/tzgg/'>通知公告</a>",
    ],
)
def test_other_forms_are_no_search(inner):
    page = _page(inner)
    assert page.boxes == ()
    assert not page.unusable


@pytest.mark.parametrize(
    "form",
    [
        '<form action="#" onsubmit="return go()"><input name="q" placeholder="搜索"></form>',
        '<form action="javascript:go()"><input name="q" placeholder="搜索"></form>',
        '<form action="/s" onsubmit="go();return false"><input name="q" placeholder="搜索"></form>',
        '<form action="/s"><input id="q" placeholder="搜索"></form>',
        '<form action="/so" onsubmit="return set(this)"><input type="hidden" name="keyword"><input name="q"></form>',
    ],
)
def test_a_form_that_only_a_script_can_send_is_said_to_be_unusable(form):
    page = _page(form)
    assert page.boxes == ()
    assert page.unusable


def test_the_search_of_the_site_comes_before_that_of_services():
    page = _page(
        '<form action="/bszn/search"><input name="q" placeholder="请输入办事事项名称"><button>搜索</button></form>'
        '<form action="/so"><input name="q" placeholder="请输入关键字"><button>搜索</button></form>'
    )
    assert [box.url for box in page.boxes] == ["http://www.a.gov.cn/so", "http://www.a.gov.cn/bszn/search"]


def test_a_page_that_only_links_to_its_search_names_the_link():
    assert _page("<a href='/search.html'><img alt='站内搜索'></a>").entries == ("http://www.a.gov.cn/search.html",)


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("www.a.gov.cn", True),
        ("a.gov.cn", True),
        ("so.a.gov.cn", True),
        ("search.prov.gov.cn", True),
        ("search.prov.gov.cn.evil.com", False),
        ("sitesearch.southcn.com", False),
        ("10.0.0.1", False),
    ],
)
def test_only_government_hosts_are_asked(host, allowed):
    assert may_ask(f"http://{host}/s", "http://www.a.gov.cn/") is allowed


def test_a_text_that_the_encoding_lacks_is_written_as_browsers_do():
    box = SearchBox(url="http://a.cn/s", fields=(SearchField(name="q", holds="text"),), charset="gb18030")
    assert box.request("a b&c") == ("http://a.cn/s?q=a+b%26c", None)


def test_any_bytes_are_read_without_an_error():
    for body in (b"", b"\xff\xfe\x00", b"<form" * 5000, b"<form><input name='q'>" * 3000, bytes(range(256)) * 50):
        PageBoxes(body, URL)
