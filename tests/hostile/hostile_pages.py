"""Pages that are hard to read, and pages that lead astray."""

from functools import cache

from hostile_behaviour import behaviour
from hostile_wire import Answer, Ask, answer, html, page, prose

BEHIND = "/news/behind.html"
"""A page that can only be found by who could read the page before it."""


def _behind(ask: Ask) -> Answer | None:
    return page(f"后面的页面{ask.path}", "/news/") if ask.path.startswith(BEHIND[:-5]) else None


@cache
def _many_links() -> bytes:
    return answer(html("名录", *[f"/list/{number}.html" for number in range(50_000)]))


@behaviour("many-links", "一页五万个链接", "/list/")
def many_links(ask: Ask) -> Answer | None:
    if ask.path == "/list/":
        return _many_links()
    return page(f"名录条目{ask.path}") if ask.path.startswith("/list/") else None


@cache
def _deep() -> bytes:
    deep = "<div>" * 200_000 + "<b>" * 20_000 + f'<a href="{BEHIND}">深处</a>' + "</div>" * 200_000
    return answer(html("很深", BEHIND, body=deep))


@behaviour("depth-bomb", "二十万层嵌套的标签", "/deep.html")
def depth_bomb(ask: Ask) -> Answer | None:
    return _deep() if ask.path == "/deep.html" else _behind(ask)


@cache
def _long_attribute() -> bytes:
    long = f'<a href="{BEHIND}">前</a><p title="{"长" * (5 << 20)}">x</p><a href="/x?{"y" * (1 << 20)}">z</a>'
    return answer(f"<html><title>属性</title><body>{prose('长属性')}{long}</body></html>".encode())


@behaviour("long-attribute", "15 MB的属性、1 MB的网址", "/long.html")
def long_attribute(ask: Ask) -> Answer | None:
    return _long_attribute() if ask.path == "/long.html" else _behind(ask)


@behaviour("null-bytes", "正文和网址中的空字符", "/null.html")
def null_bytes(ask: Ask) -> Answer | None:
    if ask.path != "/null.html":
        return _behind(ask)
    body = html("空字符", BEHIND, "/news/behind\x00.html").replace("通知".encode(), "通\x00知".encode())
    return answer(b"\x00" + body + b"\x00" * 5000)


WIDE = html("宽字符", BEHIND).decode().replace('<meta charset="utf-8">', "")
CHARSETS = {
    "/says-utf8.html": (WIDE.encode("gb18030"), b"text/html; charset=utf-8"),
    "/says-gb2312.html": (
        WIDE.replace("<title>", '<meta charset="gb2312"><title>').encode(),
        b"text/html; charset=gb2312",
    ),
    "/utf16.html": (WIDE.encode("utf-16-le"), b"text/html"),
    "/utf16-be.html": (WIDE.encode("utf-16-be"), b"text/html; charset=utf-8"),
    "/broken.html": (WIDE.encode().replace("县直".encode(), b"\xe9\x81\xff\xfe"), b"text/html; charset=utf-8"),
    "/nonsense.html": (WIDE.encode("gb18030"), b"text/html; charset=x-martian"),
}


@behaviour("wrong-charset", "编码声明与内容不符：UTF-8、gb2312、UTF-16、损坏的字节", *CHARSETS)
def wrong_charset(ask: Ask) -> Answer | None:
    if ask.path == "/robots.txt" or ask.path not in CHARSETS:
        return _behind(ask)
    body, mime = CHARSETS[ask.path]
    own = BEHIND.replace("behind", f"behind-{ask.path[1:-5]}").encode()
    wide = "utf16" in ask.path
    coding = "utf-16-be" if "be" in ask.path else "utf-16-le"
    old, new = (BEHIND.encode(coding), own.decode().encode(coding)) if wide else (BEHIND.encode(), own)
    return answer(body.replace(old, new), mime=mime)


@behaviour("frameset", "内容只在框架里", "/frames/")
def frameset(ask: Ask) -> Answer | None:
    match ask.path:
        case "/frames/":
            frames = '<frameset cols="20%,80%"><frame src="menu.html"><frame src="main.html"></frameset>'
            return answer(f"<html><head><title>框架</title></head>{frames}</html>".encode())
        case "/frames/menu.html":
            return page("菜单", BEHIND)
        case "/frames/main.html":
            return page("正文")
    return _behind(ask)


@behaviour("endless-frames", "框架里还是框架，永远如此", "/frame?n=0", "/own.html")
def endless_frames(ask: Ask) -> Answer | None:
    if ask.path == "/own.html":
        return answer(html("自己", body='<iframe src="/own.html"></iframe><iframe src="/own.html#x"></iframe>'))
    if ask.path != "/frame":
        return None
    number = int(ask.target.partition("=")[2])
    inner = f'<iframe src="/frame?n={2 * number + 1}"></iframe><iframe src="/frame?n={2 * number + 2}"></iframe>'
    return answer(html(f"框架{number}", body=inner))


@behaviour("base", "<base>指向别的主机、上级目录或不成网址", "/base/other.html", "/base/up.html", "/base/broken.html")
def base(ask: Ask) -> Answer | None:
    bases = {
        "/base/other.html": "http://elsewhere.example/news/",
        "/base/up.html": "../news/",
        "/base/broken.html": "http://[::broken/",
    }
    if ask.path not in bases:
        return page(f"到了{ask.path}") if ask.path in ("/news/from-base.html", "/base/from-base.html") else None
    return answer(html(f"基址{ask.path}", "from-base.html", head=f'<base href="{bases[ask.path]}">'))


@behaviour("meta-refresh", "立即跳转的页面，也跳转到自身", "/enter.html", "/again.html")
def meta_refresh(ask: Ask) -> Answer | None:
    match ask.path:
        case "/enter.html":
            head = f'<meta http-equiv="refresh" content="0; url={BEHIND}">'
            return answer(f"<html><head>{head}</head><body></body></html>".encode())
        case "/again.html":
            return answer(html("刷新", head='<meta http-equiv="REFRESH" content="0">' * 2 + _refresh("/again.html")))
    return _behind(ask)


def _refresh(target: str) -> str:
    return f'<meta http-equiv="refresh" content="0;URL=\'{target}\'">'


@behaviour("fragments", "同一页的许多锚点", "/long.html")
def fragments(ask: Ask) -> Answer | None:
    return page("目录", *[f"/long.html#{number}" for number in range(500)]) if ask.path == "/long.html" else None


@behaviour(
    "idn",
    "中文域名：大写、A标签、全角点号",
    "http://人民网.政务/news/ok.html",
    "HTTP://XN--GMQ282EOGN.XN--ZFR164B/news/2.html",
    "http://人民网。政务/news/",
    "http://慈善.公益/",
    host="xn--gmq282eogn.xn--zfr164b",
    also=("xn--30rr7y.xn--55qw42g",),
)
def idn(ask: Ask) -> Answer | None:
    return None


@behaviour("scripted-list", "列表由脚本画出", "/policy/")
def scripted_list(ask: Ask) -> Answer | None:
    if ask.path != "/policy/":
        return None
    script = (
        '<div id="list"></div><script>fetch("/api").then(r=>{document.getElementById("list").innerHTML=r})</script>'
    )
    return page("政策文件", "/", body=script, text="")


@behaviour("no-body", "没有内容的页面", "/empty.html", "/blank.html")
def no_body(ask: Ask) -> Answer | None:
    return (
        answer(b"" if ask.path == "/empty.html" else b" " * 4000)
        if ask.path in ("/empty.html", "/blank.html")
        else None
    )


@behaviour("wrong-type", "类型与内容不符：图片其实是网页，网页其实是图片", "/page.png", "/picture.html", "/none.html")
def wrong_type(ask: Ask) -> Answer | None:
    match ask.path:
        case "/page.png":
            return answer(html("网页", BEHIND), mime=b"image/png")
        case "/picture.html":
            return answer(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400)
        case "/none.html":
            return page("无类型", BEHIND).replace(b"Content-Type: text/html; charset=utf-8\r\n", b"")
    return _behind(ask)
