"""Links a reader can follow, and only those."""

from hengping.extract.links import page_links
from hengping.extract.page import read_page

URL = "http://www.yunxi.gov.cn/zwgk/index.html"


def links(html: str) -> dict[str, tuple[str, str, str]]:
    return {link.url: (link.kind, link.place, link.text) for link in page_links(html.encode(), URL).links}


def test_kinds() -> None:
    got = links(
        "<a href='a.html'>甲</a><a href='http://yunxi.gov.cn/b.html'>乙</a><a href='http://x.yunxi.gov.cn/'>丙</a>"
        "<a href='/f/表.docx?v=1'>丁</a><img src='/i.png' alt='图'><map><area href='/m.html' alt='戊'></map>"
    )
    kinds = {url: kind for url, (kind, _, _) in got.items()}
    assert kinds == {
        "http://www.yunxi.gov.cn/zwgk/a.html": "internal",
        "http://yunxi.gov.cn/b.html": "internal",
        "http://x.yunxi.gov.cn/": "external",
        "http://www.yunxi.gov.cn/f/%E8%A1%A8.docx?v=1": "attachment",
        "http://www.yunxi.gov.cn/i.png": "image",
        "http://www.yunxi.gov.cn/m.html": "internal",
    }


def test_what_cannot_be_followed_is_no_link() -> None:
    assert not links(
        "<a href='javascript:;'>1</a><a href='#top'>2</a><a href='mailto:a@b.cn'>3</a><a href='tel:12345'>4</a>"
        "<a href=''>5</a><a>6</a>"
        "<!-- <a href='/old.html'>7</a> --><script>var a = '<a href=\"/s.html\">8</a>';</script>"
    )


def test_datastore_records_are_seen_and_other_scripts_are_not() -> None:
    html = (
        "<div id='1'><script type=\"text/xml\"><datastore><nextgroup><![CDATA[<a href='/proxy.jsp'></a>]]>"
        "</nextgroup><recordset>"
        "<record><![CDATA[<li><a href='/art/2020/1/2/art_1_2.html'>关于印发工作方案的通知</a><span>2020-01-02"
        "</span></li>]]></record>"
        "<record><![CDATA[<li><a href='/art/2020/1/1/art_1_1.html'>关于做好防汛工作的通知</a><span>2020-01-01"
        "</span></li>]]></record>"
        "</recordset></datastore></script></div>"
    )
    assert set(links(html)) == {f"http://www.yunxi.gov.cn/art/2020/1/{n}/art_1_{n}.html" for n in (1, 2)}
    facts = read_page(html.encode(), URL)
    assert [item.title for item in facts.lists[0].items] == ["关于印发工作方案的通知", "关于做好防汛工作的通知"]


def test_frames_base_and_refresh() -> None:
    got = page_links(
        b"<head><base href='http://www.yunxi.gov.cn/new/'><meta http-equiv='refresh' content='0; url=home.html'></head>"
        b"<body><iframe src='top.html'></iframe></body>",
        URL,
    )
    assert got.frames == ("http://www.yunxi.gov.cn/new/top.html",)
    assert [link.url for link in got.links] == ["http://www.yunxi.gov.cn/new/home.html"]


def test_places() -> None:
    html = (
        "<div class='main-nav'><a href='/n.html'>新闻</a></div><div>当前位置：<a href='/'>首页</a> &gt; <a "
        "href='/zwgk/'>政务公开</a></div>"
        "<ul><li><a href='t1.html'>关于开展检查工作的通知</a><span>2020-01-02</span></li><li><a "
        "href='t2.html'>关于公布名单的公告</a>"
        "<span>2020-01-01</span></li></ul><p>见<a href='/body.html'>附件</a></p><div class='footer'><a "
        "href='/map.html'>网站地图</a></div>"
    )
    facts = read_page(html.encode(), URL)
    places = {link.url.rpartition("/")[2] or link.url: link.place for link in facts.links}
    assert places["n.html"] == "nav"
    assert places["http://www.yunxi.gov.cn/zwgk/"] == "breadcrumb"
    assert places["t1.html"] == places["t2.html"] == "list"
    assert places["body.html"] == "body"
    assert places["map.html"] == "footer"
    assert facts.breadcrumb == ("首页", "政务公开")


def test_a_nameless_row_of_short_links_is_navigation() -> None:
    html = (
        "<table><tr>" + "".join(f"<td><a href='/{n}/'>栏目{n}</a></td>" for n in range(6)) + "</tr></table><p>正文</p>"
    )
    assert {place for _, place, _ in links(html).values()} == {"nav"}


def test_the_crawler_sees_what_the_reader_sees() -> None:
    html = (
        "<ul><li><a href='t1.html'>关于开展检查工作的通知</a>2020-01-02</li></ul><a href='x.pdf'>附件</a><img "
        "src='a.gif'>"
    )
    cheap = {(link.url, link.kind, link.text, link.position) for link in page_links(html.encode(), URL).links}
    full = {(link.url, link.kind, link.text, link.position) for link in read_page(html.encode(), URL).links}
    assert cheap == full
