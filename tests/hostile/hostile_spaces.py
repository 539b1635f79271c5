"""Spaces without end, redirects, cookies, and servers that turn their visitors away."""

from itertools import count

from hostile_behaviour import behaviour
from hostile_wire import Answer, Ask, answer, html, page, redirect

_numbers = count(1)
"""What differs on every link of every page."""


def _month(index: int) -> tuple[int, int]:
    return index // 12, index % 12 + 1


@behaviour("calendar-path", "没有尽头的日历（路径）", "/calendar/2026/11/")
def calendar_path(ask: Ask) -> Answer | None:
    if not ask.path.startswith("/calendar/"):
        return None
    year, month = map(int, ask.path.strip("/").split("/")[1:3])
    near = [_month(year * 12 + month - 1 + step) for step in (-1, 1)]
    return page(f"{year}年{month}月活动日历", *[f"/calendar/{y}/{m:02}/" for y, m in near])


@behaviour("calendar-query", "没有尽头的日历（参数）", "/cal.jsp?y=2026&m=11")
def calendar_query(ask: Ask) -> Answer | None:
    if ask.path != "/cal.jsp":
        return None
    year, month = (int(pair.partition("=")[2]) for pair in ask.target.partition("?")[2].split("&"))
    near = [_month(year * 12 + month - 1 + step) for step in (-1, 1)]
    return page(f"{year}年{month}月活动安排", *[f"/cal.jsp?y={y}&amp;m={m}" for y, m in near])


@behaviour("session-path", "路径中的会话号，每个链接都不同", "/a.jsp;jsessionid=0000000000000000")
def session_path(ask: Ask) -> Answer | None:
    if not ask.path.startswith(("/a.jsp", "/b.jsp", "/(S(", "/s/")):
        return None
    token = f"{next(_numbers):08x}{'9f' * 12}"
    return page(
        f"办事大厅{ask.path.partition(';')[0][-6:]}",
        f"/a.jsp;jsessionid={token}",
        f"/b.jsp;jsessionid={token}",
        f"/(S({token[:24]}))/c.aspx",
        f"/s/{token}/list/index.html",
    )


@behaviour("session-query", "参数中的会话号，每个链接都不同", "/a.jsp?JSESSIONID=1")
def session_query(ask: Ask) -> Answer | None:
    if not ask.path.endswith(".jsp"):
        return None
    token = f"{next(_numbers):08x}{'7a' * 12}"
    links = [
        f"/{name}.jsp?{key}={token}" for name in "ab" for key in ("JSESSIONID", "PHPSESSID", "sid", "id=3&amp;token")
    ]
    return page(f"办事大厅{ask.path}", *links, f"/a.jsp?t=17{next(_numbers):08}")


@behaviour("growing-path", "越走越深的目录", "/more/")
def growing_path(ask: Ask) -> Answer | None:
    return (
        page(f"更多{ask.path}", "more/", "other/", "../more/more/")
        if "/more/" in ask.path or "/other/" in ask.path
        else None
    )


@behaviour("redirect-itself", "重定向到自身", "/in")
def redirect_itself(ask: Ask) -> Answer | None:
    return redirect("/in") if ask.path == "/in" else None


@behaviour("redirect-pair", "两个地址互相重定向", "/0")
def redirect_pair(ask: Ask) -> Answer | None:
    return redirect("/1" if ask.path == "/0" else "/0") if ask.path in ("/0", "/1") else None


@behaviour("redirect-ring", "三十个地址首尾相接的重定向", "/ring/0")
def redirect_ring(ask: Ask) -> Answer | None:
    if not ask.path.startswith("/ring/"):
        return None
    return redirect(f"/ring/{(int(ask.path[6:]) + 1) % 30}")


@behaviour("redirect-endless", "永远指向新地址的重定向", "/go?n=0")
def redirect_endless(ask: Ask) -> Answer | None:
    return redirect(f"/go?n={int(ask.target[6:]) + 1}") if ask.path == "/go" else None


@behaviour("redirect-twelve", "连续十二次重定向，最后打开", "/hop/0")
def redirect_twelve(ask: Ask) -> Answer | None:
    if not ask.path.startswith("/hop/"):
        return None
    number = int(ask.path[5:])
    return redirect(f"/hop/{number + 1}") if number < 12 else page("终于到了")


@behaviour("cookie-door", "先种Cookie再重定向到自身，带上即打开", "/door")
def cookie_door(ask: Ask) -> Answer | None:
    if ask.path != "/door":
        return None
    return page("打开了") if "seen=1" in ask.headers.get("cookie", "") else redirect("/door", b"Set-Cookie: seen=1")


@behaviour("cookie-wall", "种了Cookie也永远打不开", "/wall")
def cookie_wall(ask: Ask) -> Answer | None:
    return redirect("/wall", b"Set-Cookie: n=%d" % next(_numbers)) if ask.path == "/wall" else None


@behaviour("cookie-round", "绕一圈才发Cookie", "/round")
def cookie_round(ask: Ask) -> Answer | None:
    if ask.path == "/gate":
        return redirect("/round", b"Set-Cookie: pass=1")
    if ask.path != "/round":
        return None
    return page("打开了") if "pass=1" in ask.headers.get("cookie", "") else redirect("/gate")


@behaviour("cookie-consent", "遮住正文的Cookie同意提示", "/consent.html")
def cookie_consent(ask: Ask) -> Answer | None:
    wall = '<div id="cookie-wall">本网站使用Cookie，请点击同意后继续访问<button>同意</button></div>'
    return page("政务公开", "/news/", body=wall) if ask.path == "/consent.html" else None


@behaviour("auth-prompt", "要求HTTP登录", "/inner/", "/proxy/")
def auth_prompt(ask: Ask) -> Answer | None:
    ways = {"/inner/": (b"401 Unauthorized", b"WWW-Authenticate"), "/proxy/": (b"407 Proxy", b"Proxy-Authenticate")}
    if ask.path not in ways:
        return None
    status, name = ways[ask.path]
    return answer("请登录".encode(), name + b': Basic realm="inner"', status=status)


@behaviour("forbidden", "403拒绝访问", "/closed.html")
def forbidden(ask: Ask) -> Answer | None:
    return answer(html("403 Forbidden"), status=b"403 Forbidden") if ask.path == "/closed.html" else None


@behaviour("too-many", "429并要求稍后再来", "/busy.html")
def too_many(ask: Ask) -> Answer | None:
    if ask.path != "/busy.html":
        return None
    return answer(b"slow down", b"Retry-After: 86400", status=b"429 Too Many Requests")


@behaviour("challenge", "验证页代替正文", "/guarded.html", "/guarded/412.html")
def challenge(ask: Ask) -> Answer | None:
    script = (
        '<html><head><meta charset="utf-8"></head><body><noscript>请开启JavaScript并刷新该页.</noscript><script>'
        'document.cookie="wzws_cid=1";location.href="/WZWS/1?wzwschallenge=1";</script></body></html>'
    ).encode()
    if not ask.path.startswith("/guarded"):
        return None
    return answer(script, status=b"412 Precondition Failed" if "412" in ask.path else b"200 OK")


@behaviour("whole-site-challenge", "整个网站都是验证页", "/")
def whole_site_challenge(ask: Ask) -> Answer | None:
    return challenge(ask._replace(target="/guarded.html")) if ask.path != "/robots.txt" else None


@behaviour("ever-new", "每次访问内容都不同", "/news/today.html")
def ever_new(ask: Ask) -> Answer | None:
    if ask.path != "/news/today.html":
        return None
    return page(f"今日要闻之{next(_numbers)}", "/news/", "/news/today.html")


@behaviour("soft-404", "以200回答“页面不存在”", "/gone.html")
def soft_404(ask: Ask) -> Answer | None:
    return answer(html("页面不存在", text="您访问的页面不存在或已删除")) if ask.path == "/gone.html" else None
