"""Site search of the third province: forms of several kinds, answers, and the ways in which a search is broken."""

from third_model import Site

ACTIONS = ("/search.html", "/jsearchfront/search.do", "/s", "/plus/search.php", "/so/index.jsp")
FIELDS = ("q", "searchword", "keyword", "wd", "SearchText")
BROKEN = {2: "500", 5: "nothing", 8: "404", 13: "nothing", 17: "500", 23: "nothing"}


def search_form(site: Site) -> str:
    """The search form; sites without search have another form in its place."""
    index = site.index
    action, name = ACTIONS[index % 5], FIELDS[index % 5]
    if "search_missing" in site.lacks:
        return (
            "",
            (
                '<form action="/login.do" method="post">用户名<input type="text" name="user">密码'
                '<input type="password" name="pwd"><input type="submit" value="登录"></form>'
            ),
            (
                '<form action="/mail.do">订阅<input type="text" name="mail" placeholder="请输入邮箱"><button>'
                "订阅</button></form>"
            ),
        )[index % 3]
    return (
        (
            f'<form action="{action}" method="get" id="sf"><input type="text" name="{name}" placeholder="请输入关键字">'
            '<input type="submit" value="搜索"></form>'
        ),
        (
            f'<form name="searchform" action="{action}"><input type="hidden" name="siteid" value="{index}">'
            f'<input name="{name}" class="ss" value="" onfocus="this.value=\'\'">'
            '<a href="javascript:document.searchform.submit()">检索</a></form>'
        ),
        (
            f'<div class="search-box"><form action="{action}" target="_blank">'
            f'<input type="search" name="{name}" placeholder="搜一搜">'
            '<button type="submit"><i class="icon-search"></i></button></form></div>'
        ),
        (
            f'<FORM ACTION="{action}" METHOD="GET"><INPUT TYPE="text" NAME="{name}" SIZE="12">'
            '<INPUT TYPE="image" SRC="/images/ss.gif" ALT="站内搜索"></FORM>'
        ),
    )[index % 4]


def results(site: Site, word: str) -> str:
    """The answer to a search: what has the word in its title."""
    if BROKEN.get(site.index) == "nothing" or not word.strip():
        return f"<p>很抱歉，没有找到与“{word}”相关的结果，共 0 条。</p>"
    found = [a for _, a in site.articles if word.strip() in a.title or a.title in word]
    if not found:
        return f"<p>很抱歉，没有找到与“{word}”相关的结果，共 0 条。</p>"
    rows = "".join(f'<li><a href="{a.path}">{a.title}</a><span>{a.day:%Y-%m-%d}</span></li>' for a in found[:10])
    return f'<p>找到约 {len(found)} 条结果</p><ul class="result">{rows}</ul>'
